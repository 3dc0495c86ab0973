"""GitHub's cache service was down while the build cache was written.

It answers 5xx, or a page that says `Our services aren't available right now` or `GitHub Actions is temporarily
unavailable`. Nothing is wrong with the image or the workflow, except that a lost cache ends the build.

What it is not: too many requests (429, `maximum timeout reached`); a token that is refused; the same answer to
actions/cache, which only warns. An import that fails for this costs time only.
"""

from ...signature import Clue, Signature, log_example
from ..buildkit import ENDED, FAILED, IMPORTS_CACHE, WENT_ON

_DOWN = (
    r"(?:Our services aren't available right now|[Gg]it[Hh]ub Actions is temporarily unavailable|error response 50[0-4]\b"
    r"|(?:actions\.githubusercontent\.com|actions-cache|artifactcache|CacheService).{0,300}"
    r"\b(?:500 Internal|502 Bad|503 Service|504 Gateway|service unavailable))"
)

SIGNATURE = Signature(
    id="cache-service-outage",
    summary="GitHub's cache service was down",
    why=__doc__,
    decisive=(
        Clue("failed to solve", rf"{ENDED}.{{0,600}}{_DOWN}"),
        Clue("ERROR: ", rf"{FAILED}.*{_DOWN}", unless=rf"{IMPORTS_CACHE}|{WENT_ON}", reach=60),
    ),
    cure=(
        "run the job again when githubstatus.com shows no incident",
        "add ignore-error=true to cache-to, so that an outage costs time only",
    ),
    rules=("docker-cache-export-fatal",),
    brings=("cache-export-fatal",),
    references=("https://www.githubstatus.com/",),
    examples=(
        log_example(
            """
            #18 exporting to GitHub Actions Cache
            #18 preparing build cache for export 0.3s done
            #18 ERROR: failed to parse error response 400: <h2>Our services aren't available right now</h2><p>We're working to restore all services as soon as possible.</p>  # <--
            ------
             > exporting to GitHub Actions Cache:
            ------
            ERROR: failed to solve: failed to parse error response 400: <h2>Our services aren't available right now</h2>  # <--
            """,
            near=(
                """
                #5 importing cache manifest from gha:331
                #5 ERROR: GitHub Actions is temporarily unavailable. Please visit https://www.githubstatus.com/ for the status of our services.
                #9 DONE 12.0s
                """,
                """
                Warning: Failed to restore: <h2>Our services aren't available right now</h2>
                """,
            ),
        ),
        log_example(
            """
            error: failed to solve: GitHub Actions is temporarily unavailable. Please visit https://www.githubstatus.com/ for the status of our services.  # <--
            """,
        ),
    ),
)
