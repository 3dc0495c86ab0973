"""A build cache was read, and yet no step was taken from it: everything was built again.

Usual reasons: `cache-from` and `cache-to` name different scopes or references, two images overwrite each
other's scope, or `mode=min` left out the stages where the work is done. BuildKit says nothing about it; the
build is green and slow. It is no reason why a run fails, so it is named only where nothing else is.

What it is not: the first build after a change of the base image or of the first copied file, which rightly runs
all the steps behind it. A cache that is `not found` was not read at all.
"""

from ...signature import Clue, Confidence, Signature, log_example

SIGNATURE = Signature(
    id="cache-scope-mismatch",
    summary="a build cache was read and nothing of it was used",
    why=__doc__,
    decisive=(
        Clue(
            "importing cache manifest from",
            r"^\s*#\d{1,5} importing cache manifest from \S",
            beside=r"^\s*#\d{1,5} \[.{1,120}\] RUN ",
            unless=r"\bERROR\b|\berror:|CANCELED|\bfail(?:ed|ure)\b|skipped due to|not found due to|extracting sha256",
            reach=300,
            confidence=Confidence.LIKELY,
        ),
    ),
    cure=(
        "name the same scope or reference on cache-from and cache-to, and one of its own for each image",
        "export all stages: mode=max",
        "copy what changes often as late as possible in the Dockerfile",
    ),
    rules=("docker-cache-scope-mismatch", "docker-cache-scope-shared", "docker-cache-mode-min"),
    never=("CACHED",),
    harmless=True,
    references=("https://docs.docker.com/build/cache/backends/gha/#scope",),
    examples=(
        log_example(
            """
            #4 importing cache manifest from gha:7711  # <--
            #4 DONE 0.6s
            #8 [build 2/4] RUN npm ci
            #8 DONE 41.0s
            #12 exporting to image
            #12 DONE 0.9s
            """,
            near=(
                """
                #4 importing cache manifest from gha:7711
                #4 DONE 0.6s
                #8 [build 2/4] RUN npm ci
                #8 CACHED
                #9 [build 3/4] RUN npm run build
                #9 DONE 12.0s
                """,
                """
                #4 importing cache manifest from gha:7711
                #4 DONE 0.6s
                #8 [build 2/4] RUN npm ci
                #8 ERROR: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1
                """,
                """
                #4 importing cache manifest from registry.example/shop/app:cache
                #4 ERROR: failed to configure registry cache importer: registry.example/shop/app:cache: not found
                #8 [build 2/4] RUN npm ci
                #8 DONE 41.0s
                """,
            ),
        ),
    ),
)
