"""The registry refuses the login itself: user or token is wrong, expired, or of the wrong kind.

`docker login` asks the registry's `/v2/` and prints its answer. Docker Hub wants a personal access token where
two-factor login is on; ghcr.io wants the token of the job or a classic one with `read:packages` or
`write:packages`; a secret that is empty, or of another environment, is refused as well.

What it is not: a login that succeeded, with a push refused afterwards; the warning that a password is insecure
or stored without encryption, which is harmless; a registry that cannot be reached.
"""

from ...signature import Clue, Signature, log_example
from ..buildkit import NO_POD

_REFUSED = r"(?:denied|unauthorized|unauthenticated|Unauthorized|forbidden)\b"

SIGNATURE = Signature(
    id="push-login-denied",
    summary="the registry refuses the login",
    why=__doc__,
    decisive=(
        *(
            Clue(mark, rf"{NO_POD}.*\b[Gg]et \"?https?://[^/\"\s]{{1,200}}/v2/\"?: {_REFUSED}")
            for mark in ("denied", "nauthorized", "orbidden")
        ),
        Clue("nauthorized: incorrect username", rf"{NO_POD}.*\bunauthorized: incorrect username or password\b"),
        Clue("failed with status: 40", r"login attempt to https?://\S+ failed with status: 40[013]\b"),
        Clue("too many failed login attempts", r"too many failed login attempts"),
        Clue("nauthorized: your account", r"unauthorized: your account must log in with a Personal Access Token"),
        Clue("annot be authenticated", r"User cannot be authenticated with the token provided"),
        *(
            Clue(
                mark,
                r"(?:into|for) \"[^\s\"]{1,200}\": .{0,300}(?:invalid username/password|\bdenied\b|unauthorized|403 \(Forbidden\))",
            )
            for mark in ("rror: logging into", "rror: authenticating creds for")
        ),
        Clue("not authorized to perform: ecr", r"not authorized to perform: ecr(?:-public)?:GetAuthorizationToken\b"),
    ),
    cure=(
        "renew the token, and check that it belongs to the user of the login",
        "check that the secret is set where this job runs: repository, environment, and not in a fork",
        "for ghcr.io: username github.actor, password secrets.GITHUB_TOKEN, permissions: packages: write",
    ),
    rules=("docker-login-registry-mismatch",),
    references=("https://docs.docker.com/reference/cli/docker/login/",),
    examples=(
        log_example(
            """
            WARNING! Using --password via the CLI is insecure. Use --password-stdin.
            Error response from daemon: Get "https://registry-1.docker.io/v2/": unauthorized: incorrect username or password  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                WARNING! Using --password via the CLI is insecure. Use --password-stdin.
                Login Succeeded
                denied: permission_denied: write_package
                """,
                """
                Error response from daemon: Get "https://registry.example/v2/": net/http: request canceled while waiting for connection
                """,
            ),
        ),
        log_example(
            """
            Error response from daemon: login attempt to https://registry.example/v2/ failed with status: 401 Unauthorized  # <--
            """,
        ),
        log_example(
            """
            Error: logging into "registry.example": invalid username/password  # <--
            """,
        ),
    ),
)
