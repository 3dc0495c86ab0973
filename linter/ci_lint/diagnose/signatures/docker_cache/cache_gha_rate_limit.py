"""GitHub's cache service limits the requests of the build cache until the export gives up.

BuildKit asks the service about every layer. Many layers, many images or many jobs at once exceed what it
answers; BuildKit waits and asks again, and after ten minutes ends with `maximum timeout reached`. Older
versions of the service answered `Request was blocked due to exceeding usage of resource`.

What it is not: the limit of a registry for pulls (`toomanyrequests`); a service that is down says 503 or that it
is unavailable; an import that runs into the limit costs time only.
"""

from ...signature import Clue, Signature, log_example
from ..buildkit import ENDED, FAILED, IMPORTS_CACHE, WENT_ON

_LIMITED = (
    r"(?:maximum timeout reached|Request was blocked due to exceeding usage of resource|error response 429"
    r"|(?:actions\.githubusercontent\.com|actions-cache|artifactcache|CacheService).{0,300}\b429 Too Many"
    r"|error writing layer blob: (?:resource_exhausted|.{0,200}\brate limit))"
)

SIGNATURE = Signature(
    id="cache-gha-rate-limit",
    summary="GitHub's cache service limits requests",
    why=__doc__,
    decisive=(
        *(Clue(mark, rf"{ENDED}.{{0,600}}{_LIMITED}") for mark in ("failed to solve", "failed with")),
        Clue("ERROR: ", rf"{FAILED}.*{_LIMITED}", unless=rf"{IMPORTS_CACHE}|{WENT_ON}", reach=60),
    ),
    cure=(
        "let BuildKit ask GitHub's API instead: current docker/build-push-action, or ghtoken= on cache-from and cache-to",
        "write fewer layers: mode=min, or fewer and larger steps in the Dockerfile",
        "give each image a scope, and write the cache from one job only",
        "add ignore-error=true to cache-to",
    ),
    rules=("docker-cache-export-fatal",),
    brings=("cache-export-fatal",),
    references=("https://docs.docker.com/build/cache/backends/gha/#avoid-github-actions-cache-api-throttling",),
    examples=(
        log_example(
            """
            #31 exporting to GitHub Actions Cache
            #31 preparing build cache for export
            #31 preparing build cache for export 601.0s done
            #31 ERROR: maximum timeout reached  # <--
            ------
             > exporting to GitHub Actions Cache:
            ------
            ERROR: failed to solve: maximum timeout reached
            """,
            near=(
                """
                #5 importing cache manifest from gha:331
                #5 ERROR: maximum timeout reached
                #9 [build 2/3] RUN make
                #9 DONE 12.0s
                """,
                """
                [NavigationValidator] Maximum timeout reached - proceeding with fallback
                retry: maximum timeout reached
                """,
            ),
        ),
        log_example(
            """
            #19 exporting cache
            #19 ERROR: error writing layer blob: failed to parse error response 429: {"message":"Request was blocked due to exceeding usage of resource 'Count' in namespace ''."}  # <--
            error: failed to solve: error writing layer blob: failed to parse error response 429: {"message":"Request was blocked due to exceeding usage of resource 'Count' in namespace ''."}  # <--
            """,
        ),
    ),
)
