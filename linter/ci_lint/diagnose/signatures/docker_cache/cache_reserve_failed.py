"""GitHub's cache service gave no place for a layer of the build cache: `failed to reserve cache`.

The image is built by then. The service refuses a place when the token of the event may only read, when another
job writes the same layer, when the storage of the repository is exhausted, and in outages; BuildKit prints the
same words for all of them.

What it is not: `Unable to reserve cache with key …, another job may be creating this cache` comes from
actions/cache, is a warning and harmless.
"""

from ...signature import Clue, Signature, log_example
from ..buildkit import ENDED, FAILED, WENT_ON

SIGNATURE = Signature(
    id="cache-reserve-failed",
    summary="GitHub's cache service gave no place for the build cache",
    why=__doc__,
    decisive=(
        Clue("failed to reserve cache", rf"{ENDED}.{{0,600}}\bfailed to reserve cache\b"),
        Clue("failed to reserve cache", rf"{FAILED}.*\bfailed to reserve cache\b", unless=WENT_ON, reach=40),
    ),
    cure=(
        "add ignore-error=true to cache-to: the image is built, only its cache is lost",
        "write no cache on events whose token may only read, such as pull_request_target and issue_comment",
        "give each image and each concurrent job a scope of its own",
    ),
    rules=("docker-cache-export-fatal", "docker-cache-write-from-pr", "docker-cache-scope-shared"),
    brings=("cache-export-fatal",),
    references=("https://docs.docker.com/build/cache/backends/gha/",),
    examples=(
        log_example(
            """
            #18 exporting to GitHub Actions Cache
            #18 preparing build cache for export 0.9s done
            #18 ERROR: error writing layer blob: failed to reserve cache  # <--
            ------
             > exporting to GitHub Actions Cache:
            ------
            ERROR: failed to build: failed to solve: error writing layer blob: failed to reserve cache  # <--
            """,
            near=(
                """
                Failed to save: Unable to reserve cache with key npm-77aa, another job may be creating this cache.
                """,
                """
                #18 ERROR: error writing layer blob: failed to reserve cache
                ##[group]Metadata
                """,
            ),
        ),
    ),
)
