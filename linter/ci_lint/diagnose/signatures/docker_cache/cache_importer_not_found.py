"""The cache that the build would start from does not exist yet, as on the first run: harmless.

BuildKit says `ERROR: failed to configure registry cache importer … not found` or `WARNING: local cache
import at … not found due to err` and builds without it. The summary repeats the first one, which looks
alarming. What made the run fail stands elsewhere.

What it is not: an importer that is refused (401, 403) finds nothing either, and will find nothing on the next
run; a base image that does not exist ends the build.
"""

from ...signature import Clue, Signature, log_example
from ..buildkit import FAILED, IMPORTS_CACHE

SIGNATURE = Signature(
    id="cache-importer-not-found",
    summary="the build cache does not exist yet, which is harmless",
    why=__doc__,
    decisive=(
        Clue("failed to configure", r"failed to configure \w{1,20} cache importer: .*\bnot found\b"),
        Clue(": not found", rf"{FAILED}\S+: not found$", beside=IMPORTS_CACHE, reach=40),
        *(
            Clue(mark, r"local cache import at \S+ (?:not found|skipped) due to err")
            for mark in ("not found due to err", "could not read")
        ),
    ),
    cure=("nothing: a build that is allowed to export its cache writes it",),
    rules=("docker-cache-one-sided",),
    harmless=True,
    references=("https://docs.docker.com/build/cache/backends/",),
    examples=(
        log_example(
            """
            #5 importing cache manifest from registry.example/shop/app:buildcache
            #5 ERROR: failed to configure registry cache importer: registry.example/shop/app:buildcache: not found  # <--
            #9 DONE 31.0s
            """,
            near=(
                """
                #5 ERROR: failed to configure registry cache importer: unexpected status from HEAD request to https://registry.example/v2/shop/app/manifests/buildcache: 403 Forbidden
                """,
                """
                #5 ERROR: failed to configure registry cache importer: registry.example/shop/app:buildcache: not found
                ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2
                ##[error]Process completed with exit code 1.
                """,
                """
                #3 [internal] load metadata for docker.io/shop/base:2
                #3 ERROR: docker.io/shop/base:2: not found
                """,
            ),
        ),
        log_example(
            """
            #10 importing cache manifest from shop/app:cache
            #10 ERROR: docker.io/shop/app:cache: not found  # <--
            #12 DONE 31.0s
            """,
        ),
    ),
)
