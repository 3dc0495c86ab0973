"""GitHub's cache service answered an action with an error: 429, 5xx, or not at all.

`actions/cache` and the setup actions that cache for themselves only warn, and the job goes on without the cache, slower.
Some older versions, and actions that use an old toolkit, end the step. Nothing in the workflow is wrong.

What it is not: `Unable to reserve cache with key …, another job may be creating this cache` is harmless; a key
that is not found is no error; BuildKit writes its own errors of the same service under `exporting cache`; 4xx other than
429 mean a request that is refused, mostly of an action too old for the service.
"""

from collections.abc import Iterator

from ...signature import Clue, Confidence, Signature, log_example

_WARNING = r"\s{0,20}(?:\W{0,4}Warning\W{0,4}:|##\[(?:warning|debug|notice)\]|Failed to (?:save|restore): |Attempt \d)"
_DOWN = r"(?:Our services aren't available right now|[Gg]it[Hh]ub Actions is temporarily unavailable)"
# The toolkit shows 5xx as an error, and goes on.
_TOLD = r"(?:##\[error\]|Error: )Failed to (?:save|restore): "
_REQUESTS = r"\b(?:getCacheEntry|reserveCache|commitCache|uploadChunk)\b.{0,200} failed: "
_ANSWERS = (
    ("Cache service responded with", r"\bCache service responded with (?:429|5\d\d)\b"),
    ("failed: Request timeout", rf"{_REQUESTS}Request timeout"),
    ("failed: <h2>", rf"{_REQUESTS}.{{0,40}}{_DOWN}"),
    *((f"Failed to {verb}: ", rf"\bFailed to {verb}: .{{0,200}}{_DOWN}") for verb in ("save", "restore")),
    *(
        (
            f"Failed to {method}: ",
            rf"\bFailed to {method}: .{{0,200}}(?:\((?:429|5\d\d)\)|Rate limited|make request: E)",
        )
        for method in ("GetCacheEntryDownloadURL", "CreateCacheEntry", "FinalizeCacheEntryUpload")
    ),
)


def _answered(mark: str, pattern: str) -> Iterator[Clue]:
    """As a warning it ends nothing; as an error it may, where it is not only told of."""
    yield Clue(mark, rf"^(?!{_WARNING}|{_TOLD}).*{pattern}")
    yield Clue(mark, rf"^{_TOLD}.*{pattern}", confidence=Confidence.LIKELY)
    yield Clue(mark, rf"^(?={_WARNING}).*{pattern}", harmless=True)


SIGNATURE = Signature(
    id="actions-cache-service-error",
    summary="GitHub's cache service answered with an error",
    why=__doc__,
    decisive=tuple(clue for mark, pattern in _ANSWERS for clue in _answered(mark, pattern)),
    cure=(
        "run the job again when githubstatus.com shows no incident",
        "let the job go on without it: the newest actions/cache only warns, and continue-on-error: true holds for the rest",
        "on 429 save fewer caches: from one job, and only from the default branch",
    ),
    references=("https://www.githubstatus.com/", "https://github.com/actions/toolkit/tree/main/packages/cache"),
    examples=(
        log_example(
            """
            ##[group]Run actions/setup-node@v2
            /usr/local/bin/npm config get cache
            ##[error]getCacheEntry failed: Cache service responded with 503  # <--
            """,
            near=(
                """
                Warning: Failed to restore: Cache service responded with 503
                3 failed, 12 passed in 4.20s
                ##[error]Process completed with exit code 1.
                """,
                """
                Failed to save: Unable to reserve cache with key Linux-pip-12ab, another job may be creating this cache.
                """,
                """
                Cache not found for input keys: Linux-pip-12ab
                """,
                """
                Warning: Failed to save: reserveCache failed: Cache service responded with 422
                """,
                """
                #18 ERROR: failed to parse error response 503: <h2>Our services aren't available right now</h2>
                """,
            ),
        ),
        log_example(
            """
            Warning: Failed to save: Failed to CreateCacheEntry: Failed to make request after 5 attempts: Failed request: (503) Service Unavailable  # <--
            """,
        ),
        log_example(
            """
            ##[warning]Failed to restore: Failed to GetCacheEntryDownloadURL: Rate limited: Failed request: (429) Too Many Requests: rate limit exceeded  # <--
            Failed to save: <h2>Our services aren't available right now</h2><p>We're working to restore all services as soon as possible.</p>  # <--
            """,
        ),
        log_example(
            """
            Error: reserveCache failed: Request timeout: /abc/_apis/artifactcache/caches  # <--
            """,
        ),
    ),
)
