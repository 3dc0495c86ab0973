"""`mode=` on `cache-from` has no effect: it says how much is exported, and belongs on `cache-to`.

Who writes `cache-from: type=gha,mode=max` usually expects the layers of all stages to be found. They are,
if the build that wrote the cache said `mode=max` on its `cache-to`; if that one did not, nothing on the
reading side brings them back.

Left alone: `mode` on `cache-to`, and entries that an expression computes.
"""

from collections.abc import Iterator

from ...docker import builds
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document


def check(document: Document) -> Iterator[Problem]:
    """Report each `mode` of a cache that is read."""
    for build in builds(document):
        for cache in build.cache_from:
            mode = cache.field("mode")
            if mode and not cache.computed:
                yield Problem(mode.span, f"{mode.name}={mode.value} means nothing on cache-from")


RULE = Rule(
    id="docker-cache-from-mode",
    summary="cache mode where nothing is written",
    severity=Severity.INFO,
    why=__doc__,
    check=check,
    hints=("cache-from",),
    references=("https://docs.docker.com/build/cache/backends/#cache-mode",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha,mode=max  # <--
                      cache-to: type=gha,mode=max
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha
                      cache-to: type=gha,mode=max
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=gha,scope=mode=max
                          cache-to: type=gha,scope=mode=max,mode=max
                """,
            ),
        ),
    ),
)
