"""The service answers, and what it answers is an error: its health endpoint is red.

It listens, so the connection, the name and the certificate are fine. A `503` comes from the service that knows that a
database or another part is missing, or from a proxy in front of it that has no healthy instance; a `502` or `504` from the proxy alone;
a `500` is a fault in the check itself; a `404` a wrong path. Compose and GitHub say `unhealthy` of a container whose own
check fails.

What it is not: no connection at all; a login that is refused (401, 403); a probe that fails once while the service starts; a
download or a registry that answers 503.
"""

from ...signature import Clue, Confidence, Signature, log_example
from ..requests import METRICS

_HEALTH = (
    r"(?i:/(?:_|api/(?:v\d/)?|v\d/|actuator/|-/)?(?:health(?:z|check|-check|_check)?|ready(?:z)?|readiness|live(?:z|ness)?|ping|status|up)\b"
    r"|health.?check|\bsmoke)"
)
_FOREIGN = rf"{METRICS}|registry|github\.com|githubusercontent|npmjs|pypi|docker\.io|/releases/|download|artifactcache|/v2/\\?\""
_OPENED = r"\bHTTP/[\d.]{1,3} 2\d\d\b|\bawaiting response\.\.\. 2\d\d\b"
_ERROR = r"(?:404|5\d\d)"
_WANTED = (
    r"^(?!.*(?:PASS|[✓✔√]|::test_|\bok \d|\becho\b|\bgrep\b|\bexpect\(|\bif \[|\" (?:404|5\d\d) |probe failed|kubelet))"
)


def _red(mark: str, pattern: str) -> Clue:
    return Clue(
        mark,
        f"{_WANTED}.*?{pattern}",
        beside=_HEALTH,
        unless=f"{_FOREIGN}|{_OPENED}",
        reach=8,
        confidence=Confidence.LIKELY,
    )


SIGNATURE = Signature(
    id="smoke-health-red",
    summary="the health endpoint answers with an error",
    why=__doc__,
    decisive=(
        _red("curl: (", rf"\bcurl: \(22\) The requested URL returned error: {_ERROR}\b"),
        *(
            _red(
                status,
                rf"(?:^[<\s]{{0,4}}|\bwget: server returned error: )HTTP/[\d.]{{1,3}} {_ERROR}\b"
                rf"|\bHTTP request sent, awaiting response\.\.\. {_ERROR}\b",
            )
            for status in (" 404", " 50")
        ),
        _red("rror", rf"\bHTTPError: {_ERROR} (?:Client|Server) Error: .{{0,80}} for url: \S{{1,300}}?{_HEALTH}"),
        _red(
            "rror", rf"\bHTTPStatusError: (?:Client|Server) error '{_ERROR} .{{0,60}}' for url '\S{{1,300}}?{_HEALTH}"
        ),
        _red(
            "ealth",
            rf"\b(?i:health.?(?:check|endpoint|probe)|/health\w{{0,5}})\b.{{0,120}}"
            rf"(?i:fail\w{{0,3}}|HTTP|status|status.?code|returned|got|code|with|:)\W{{1,4}}(?:HTTP |code )?{_ERROR}\b",
        ),
        Clue(
            "ode: 50",
            _WANTED + r".*?(?i:(?:response|status)[ _-]?code): 50\d\b",
            beside=r"(?i:health.?check.{0,20}fail|unhealthy)",
            unless=f"{_FOREIGN}|{_OPENED}",
            confidence=Confidence.LIKELY,
        ),
        *(
            _red(word, r"[{,]\s?\"status\":\s?\"(?:unhealthy|Unhealthy|DOWN|OUT_OF_SERVICE)\"")
            for word in ("nhealthy", '"DOWN"', "OUT_OF_SERVICE")
        ),
        Clue(
            "is unhealthy",
            r"\b(?:dependency failed to start: )?[Cc]ontainer (?:for service )?\"?\S{1,200}\"? is unhealthy\b",
        ),
        Clue("service is unhealthy", r"\bFailed to initialize, \S{1,200} service is unhealthy\b"),
    ),
    supporting=(Clue("exit code 22", r"\bexit code 22\b"),),
    cure=(
        "read the service's own log of that moment: docker compose logs, kubectl logs, journalctl",
        "read the body of the answer, which often names the part that is down: curl -i instead of curl -f",
        "wait for readiness before the check, with a limit, and keep asking: curl --retry 10 --retry-all-errors --fail",
    ),
    rules=("curl-without-retry",),
    references=("https://developer.mozilla.org/docs/Web/HTTP/Reference/Status/503",),
    examples=(
        log_example(
            """
            Run curl --fail --show-error https://staging.example.com/health
            curl: (22) The requested URL returned error: 503  # <--
            ##[error]Process completed with exit code 22.
            """,
            near=(
                """
                Run curl -fL https://github.com/example/tool/releases/download/v1/tool -o tool
                curl: (22) The requested URL returned error: 502
                """,
                """
                Run curl --fail https://staging.example.com/health
                < HTTP/1.1 503 Service Unavailable
                < HTTP/1.1 200 OK
                """,
                """
                Warning  Unhealthy  9s (x2 over 14s)  kubelet  Readiness probe failed: HTTP probe failed with statuscode: 503
                INFO:     127.0.0.1:51234 - "GET /health HTTP/1.1" 503 Service Unavailable
                tests/test_health.py::test_answers_503_without_database PASSED
                """,
                """
                curl: (7) Failed to connect to localhost port 8000 after 0 ms: Connection refused
                """,
            ),
        ),
        log_example(
            """
            > GET /healthz HTTP/1.1
            > Host: staging.example.com
            < HTTP/1.1 502 Bad Gateway  # <--
            """,
        ),
        log_example(
            """
            checking https://staging.example.com/actuator/health
            {"status":"DOWN","components":{"db":{"status":"DOWN"}}}  # <--
            Health check failed with status 503  # <--
            """,
        ),
        log_example(
            """
            dependency failed to start: container shop-api-1 is unhealthy  # <--
            """,
        ),
    ),
)
