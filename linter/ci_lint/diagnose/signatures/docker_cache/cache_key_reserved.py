"""Another job is writing, or has written, a cache under the same key: harmless.

Caches of GitHub Actions are never overwritten. Of several jobs that save under one key the first one wins, and
the others print `Unable to reserve cache with key …, another job may be creating this cache`. The content is
the same if the key says what is in it. What made the run fail stands elsewhere.

What it is not: a token that may not write (`cache write denied`), or a service that is down.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="cache-key-reserved",
    summary="another job writes the same cache, which is harmless",
    why=__doc__,
    decisive=(
        Clue(
            "nable to reserve cache with key",
            r"Unable to reserve cache with key (?!.*(?:cache write denied|Cache service responded|services aren't available))",
        ),
    ),
    cure=(
        "nothing, if the jobs cache the same: the next run finds what the first job saved",
        "if they do not, put what differs into the key: system, version, matrix leg",
    ),
    rules=("cache-key-static",),
    harmless=True,
    references=("https://docs.github.com/en/actions/reference/workflows-and-actions/dependency-caching",),
    examples=(
        log_example(
            """
            Post job cleanup.
            Failed to save: Unable to reserve cache with key Linux-npm-77aa01, another job may be creating this cache. More details: Cache already exists. Scope: refs/heads/main, Key: Linux-npm-77aa01, Version: 12ab  # <--
            """,
            near=(
                """
                Failed to save: Unable to reserve cache with key Linux-npm-77aa01. More details: cache write denied: token has no writable scopes
                """,
                """
                Failed to save: Unable to reserve cache with key Linux-npm-77aa01, another job may be creating this cache.
                ##[error]Process completed with exit code 2.
                """,
            ),
        ),
    ),
)
