"""`mode=` on `cache-from` has no effect: it says how much is exported, and belongs on `cache-to`.

Who writes `cache-from: type=gha,mode=max` usually expects the layers of all stages to be found. They are,
if the build that wrote the cache said `mode=max` on its `cache-to`; if that one did not, nothing on the
reading side brings them back.

Left alone: `mode` on `cache-to`, and entries that an expression computes.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Cache, builds
from ...docker.cache_edits import remove_field
from ...edits import Fix, Preferences, Refusal
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document


def check(document: Document) -> Iterator[Problem]:
    """Report each `mode` of a cache that is read."""
    for build in builds(document):
        for cache in build.cache_from:
            mode = cache.field("mode")
            if mode and not cache.computed:
                message = f"{mode.name}={mode.value} means nothing on cache-from"
                yield Problem(mode.span, message, fix=partial(remove_mode, cache))


def remove_mode(cache: Cache, _preferences: Preferences) -> Fix:
    """Take the mode away."""
    mode = cache.field("mode")
    if mode is None or cache.field("type") is None:
        raise Refusal("the cache entry names no type")
    return Fix("remove the mode from what is read", (remove_field(cache, mode),))


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
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: |
                        type=registry,mode=max,ref=registry.example.com/app:cache  # <--
                        mode=max, type=gha  # <--
                      cache-to: |
                        type=registry,ref=registry.example.com/app:cache,mode=max
                        type=gha,mode=max
                  - {uses: docker/build-push-action@v7, with: {cache-from: "type=gha,mode=max"}}  # <--
                  - run: |
                      docker buildx build \\
                        --cache-from="type=registry,ref=$IMAGE:cache,mode=max" \\  # <--
                        --cache-to="type=registry,ref=$IMAGE:cache,mode=max" \\
                        --push -t "$IMAGE" .
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: |
                        type=registry,ref=registry.example.com/app:cache
                        type=gha
                      cache-to: |
                        type=registry,ref=registry.example.com/app:cache,mode=max
                        type=gha,mode=max
                  - {uses: docker/build-push-action@v7, with: {cache-from: "type=gha"}}
                  - run: |
                      docker buildx build \\
                        --cache-from="type=registry,ref=$IMAGE:cache" \\
                        --cache-to="type=registry,ref=$IMAGE:cache,mode=max" \\
                        --push -t "$IMAGE" .
            """,
        ),
    ),
)
