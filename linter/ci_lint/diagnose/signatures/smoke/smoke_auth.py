"""The service under test refuses the login or the token of the check: 401, or 403.

The user of the smoke test was never made in this environment, is inactive, or has another password than the secret; a migration
that makes it did not run; the token is read from the wrong field and is `null`. 403 means that it is known and may not.

What it is not: a registry, GitHub, Grafana or the cluster that refuses a token of theirs; a download that answers 403; a unit test that
expects a 401; tests in parallel that delete each other's users.
"""

from collections.abc import Iterator

from ...signature import Clue, Confidence, Signature, log_example

_FOREIGN = (
    r"github\.com|githubusercontent|ghcr\.io|docker\.(?:io|com)|\bdocker (?:login|push|pull)\b|registry|npmjs|yarnpkg|pypi|pythonhosted"
    r"|gitlab\.com|quay\.io|gcr\.io|pkg\.dev|azurecr|amazonaws|[Mm]aven|[Gg]radle|crates\.io|rubygems|nuget|sonar|codecov|coveralls"
    r"|slack\.com|[Gg]rafana|/api/(?:dashboards|folders|datasources)|\"kind\":\s?\"Status\"|hashicorp|vault|huggingface|/v2/\s"
    r"|artifactory|nexus|jfrog|sentry|snyk|\bpip\b|\bnpm\b|conda|brew|twine|prometheus|is forbidden|failed to solve"
    r"|/releases/|download|\binstall|\.tar\b|\.zip\b|\.deb\b|\.tgz\b"
)
_UNDER_TEST = (
    r"(?i:\bsmoke|log ?in\b|sign.?in\b|/auth\b|/oauth|/api/token|/token\b|/session|authenticat|credential|username|health"
    r"|localhost|127\.0\.0\.1|\bstaging\b)"
)
# A test that passed, and what wants the refusal.
_WANTED = r"^(?!.*(?:PASS|[✓✔√]|::test_|\bok \d|\becho\b|\bgrep\b|\bexpect\(|\bif \[|\" 40[13] ))"
_STATUSES = ("401", "403")
_OPENED = r"\bHTTP/[\d.]{1,3} 2\d\d\b"


def _refused(mark: str, pattern: str, reach: int = 8) -> Clue:
    return Clue(
        mark,
        f"{_WANTED}.*?{pattern}",
        beside=_UNDER_TEST,
        unless=f"{_FOREIGN}|{_OPENED}",
        reach=reach,
        confidence=Confidence.LIKELY,
    )


def _with_status(pattern: str) -> Iterator[Clue]:
    return (_refused(status, pattern) for status in _STATUSES)


SIGNATURE = Signature(
    id="smoke-auth",
    summary="the service under test refuses the login (401 or 403)",
    why=__doc__,
    decisive=(
        _refused("curl: (", r"\bcurl: \(22\) The requested URL returned error: 40[13]\b"),
        *_with_status(
            r"(?:\bHTTP/[\d.]{1,3} |\bHTTP request sent, awaiting response\.\.\. |\bhttp: warning: HTTP )40[13]\b"
        ),
        *_with_status(
            r"(?:\bHTTPError: 40[13] Client Error: .{0,80} for url: \S|\bHTTPStatusError: Client error '40[13] )"
        ),
        *_with_status(
            r"(?:\bRequest failed with status code"
            r"|\b(?i:smoke|login|log in|signin|sign-in|sign in|authentication|token request)\b.{0,80}"
            r"(?i:HTTP(?: status)?(?: code)?|status(?: code)?|got|returned|response|code|failed|:)\W{1,4}(?:HTTP)?) ?40[13]\b"
        ),
        _refused("Authentication Failed", r"\bUsername/Password Authentication Failed\."),
        *(
            Clue(
                status,
                r"\bexpected response to have status code 2\d\d but got 40[13]\b|^\s{0,20}> 40[13]: (?:Unauthorized|Forbidden)\s{0,20}$",
                beside=r"\bexpected response to have status code|\bcy\.(?:request|visit)\(\)|The response we received from your web server",
                unless=_FOREIGN,
            )
            for status in _STATUSES
        ),
        _refused(
            "nvalid credentials",
            r"(?:\b(?:[Ee]rror|message|detail|error_description)[\"']?\s{0,3}: ?\"?|[Ll]ogin .{0,40})Invalid credentials\b",
        ),
        _refused(
            "ncorrect ",
            r"\b(?:error|message|detail)[\"']?\s{0,3}: ?\"?Incorrect (?:username|email|e-mail|login) or password\b",
        ),
        _refused(
            "nactive",
            r"\b(?:error|message|detail)[\"']?\s{0,3}: ?\"?(?:Inactive user|User (?:is|account is) inactive)\b",
        ),
    ),
    supporting=(Clue("exit code 22", r"\bexit code 22\b"),),
    cure=(
        "try the login by hand with the values of the job: curl -i -X POST URL/api/token -d username=… -d password=…",
        "check that the user is there and active in this environment's database, and that the migration which makes it has run",
        "set the secret anew: gh secret set SMOKE_TEST_PASSWORD, for the environment that the job deploys to",
    ),
    rules=("smoke-credential-default",),
    references=("https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/401",),
    examples=(
        log_example(
            """
            Run ./scripts/smoke.sh https://staging.example.com
            POST https://staging.example.com/api/token
            < HTTP/1.1 401 Unauthorized  # <--
            {"detail":"Incorrect username or password"}  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                denied: requested access to the resource is denied
                Error response from daemon: Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password
                < HTTP/1.1 401 Unauthorized
                """,
                """
                curl -L https://github.com/example/tool/releases/download/v1/tool
                curl: (22) The requested URL returned error: 403
                """,
                """
                curl: (22) The requested URL returned error: 403
                curl: (22) The requested URL returned error: 403
                ##[error]Process completed with exit code 22.
                """,
                """
                tests/test_login.py::test_wrong_password_gives_401 PASSED
                INFO:     127.0.0.1:51234 - "POST /login HTTP/1.1" 401 Unauthorized
                ✓ login answers status code 401 for a wrong password
                """,
                """
                error obtaining dashboard from http://localhost:3000/api/dashboards/uid/shop: HTTP/1.1 401 Unauthorized
                error: You must be logged in to the server (Unauthorized)
                """,
            ),
        ),
        log_example(
            """
            Run curl --fail --show-error -u "$SMOKE_USER:$SMOKE_PASSWORD" https://staging.example.com/login
            curl: (22) The requested URL returned error: 401  # <--
            ##[error]Process completed with exit code 22.
            """,
        ),
        log_example(
            """
            requests.exceptions.HTTPError: 401 Client Error: Unauthorized for url: https://staging.example.com/api/token  # <--
            """,
        ),
        log_example(
            """
            AssertionError  log in  expected response to have status code 200 but got 401  # <--
            ::error::smoke test: login returned 403  # <--
            {"error": "Invalid credentials"}  # <--
            """,
        ),
    ),
)
