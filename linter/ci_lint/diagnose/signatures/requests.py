"""Who asked a server, and whom: tells a request of a script or a test from those of other programs.

curl's and Go's words for a refused connection are the same, whether a smoke test asks the service or a package
manager its registry. The latter's failures are causes of their own.
"""

from ..signature import Clue, Confidence

# Package managers, registries, clients and probes of a cluster, browsers' drivers, in the line itself.
_OTHERS = (
    r"npm (?:ERR!|error|WARN|warn)|ERR_PNPM|\bYN\d{4}\b|yarnpkg|pip\._vendor|/simple/|PyPI|pypi\.org|pythonhosted|conda\b"
    r"|proxy\.golang\.org|sum\.golang\.org|\bgo: |crates\.io|rubygems|NU1301|nuget\.org|[Mm]aven|[Gg]radle|repo1?\.\w{1,20}\.org"
    r"|\bErr:\d|^[EW]: |registry|/v2/\\?\"|/v2/\S{1,200}/(?:manifests|blobs)/|[Ee]rror response from daemon|docker\.sock"
    r"|failed to (?:solve|do request|resolve source|fetch)|Unable to connect to the server|cluster unreachable|API group list"
    r"|[?&]timeout=\d{1,3}s\\?\"|/openapi/v[23]|probe failed|probe errored|webhook|kubelet\s|/session/|helm repo|\becho\b|\bgrep\b"
    r"|PASSED|[✓✔√]|terraform"
)
# In front of a pattern: no line of a build of an image, and none of the others.
PLAIN = rf"^(?!\s{{0,4}}#\d{{1,5}} |\s{{0,20}}\d{{1,5}}\.\d{{1,3}} |.*(?:{_OTHERS})).*?"

# What keeps or shows metrics.
METRICS = (
    r"(?i:prometheus|thanos|pushgateway|alertmanager|node[-_]exporter)|(?:\bport |:)(?:909[0-3]|9100)\b|/api/v1/query"
    r"|/-/(?:healthy|ready)\b|/metrics\b|(?i:grafana)"
)
_NO_METRICS = rf"^(?!.*(?:{METRICS}))"

# Nearby: the request belonged to the build of an image, or the server answered after all.
_BUILD = r"returned a non-zero code: \d|did not complete successfully: exit code"
_ANSWERED = (
    r"\bHTTP/[\d.]{1,3} 2\d\d\b|\b(?i:service|server|app|application|api|container|endpoint) is (?:now )?(?:up|ready|healthy)\b"
    r"|\"status\":\s?\"(?:ok|UP|healthy)\""
)
_PACKAGES = (
    r"^(?:npm (?:ERR!|error|warn|WARN)|.{0,3}ERR_PNPM|➤ YN\d{4}|ERROR: Could not find a version|WARNING: Retrying )"
)

NOT_NEAR = rf"{_BUILD}|{_ANSWERED}|{_PACKAGES}"
_METRICS_ASKED = rf"\b(?:curl|wget)\b.{{0,400}}?(?:{METRICS})"


def asked(mark: str, pattern: str, *, beside: str = "", unless: str = "") -> Clue:
    """A clue for a request that failed, in a line that says whom it asked."""
    unless = f"{NOT_NEAR}|{unless}" if unless else NOT_NEAR
    return Clue(mark, f"{_NO_METRICS}{PLAIN}{pattern}", beside=beside, unless=unless, confidence=Confidence.LIKELY)


def ended(code: int) -> Clue:
    """A clue for a step that ended with one of curl's exit codes, where curl was told to say nothing."""
    return Clue(
        f"exit code {code}",
        rf"\b(?:Process completed|failed) with exit code {code}\b",
        beside=r"\bcurl\b",
        unless=rf"\bcurl: \(|{NOT_NEAR}|{_METRICS_ASKED}",
        confidence=Confidence.LIKELY,
    )


def nameless(mark: str, pattern: str) -> Clue:
    """A clue for a request that failed, in a line that does not say whom it asked."""
    return asked(mark, pattern, unless=_METRICS_ASKED)
