"""`type=inline` has no mode: it always holds the layers of the final stage only.

The inline exporter puts the cache into the image itself, and an image has no place for the layers of its
other stages. `mode=max` behind it is accepted and ignored, so a multi-stage build runs its early stages
again and again although the file says otherwise. A cache of all stages needs a place of its own: `type=gha`
or `type=registry`.

Left alone: `mode=min`, which states what happens anyway, and entries that an expression computes.
"""

from collections.abc import Iterator

from ...docker import builds
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document


def check(document: Document) -> Iterator[Problem]:
    """Report each inline cache that asks for all stages."""
    for build in builds(document):
        for cache in build.cache_to:
            mode = cache.field("mode")
            if cache.type == "inline" and mode and mode.value.lower() != "min" and not cache.computed:
                yield Problem(mode.span, f"type=inline ignores mode={mode.value}: it holds the final stage only")


RULE = Rule(
    id="docker-inline-cache-mode",
    summary="inline cache with a mode",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("type=inline",),
    references=("https://docs.docker.com/build/cache/backends/inline/",),
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
                      push: true
                      tags: registry.example.com/app:1.0
                      cache-from: type=registry,ref=registry.example.com/app:1.0
                      cache-to: type=inline,mode=max  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: registry.example.com/app:1.0
                      cache-from: type=registry,ref=registry.example.com/app:cache
                      cache-to: type=registry,ref=registry.example.com/app:cache,mode=max
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
                          push: true
                          tags: registry.example.com/app:1.0
                          cache-from: type=registry,ref=registry.example.com/app:1.0
                          cache-to: |
                            type=inline
                            type=gha,mode=max
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
                  - run: |
                      docker buildx build --push -t registry.example.com/app:1.0 \\
                        --cache-to=type=inline,mode=max .  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: docker buildx build --push -t registry.example.com/app:1.0 --cache-to=type=inline .
            """,
        ),
    ),
)
