"""`type=inline` has no mode: it always holds the layers of the final stage only.

The inline exporter puts the cache into the image itself, and an image has no place for the layers of its
other stages. `mode=max` behind it is accepted and ignored, so a multi-stage build runs its early stages
again and again although the file says otherwise. A cache of all stages needs a place of its own: `type=gha`
or `type=registry`.

Left alone: `mode=min`, which states what happens anyway, and entries that an expression computes.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Cache, builds
from ...docker.cache_edits import remove_field
from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document


def check(document: Document) -> Iterator[Problem]:
    """Report each inline cache that asks for all stages."""
    for build in builds(document):
        for cache in build.cache_to:
            mode = cache.field("mode")
            if cache.type == "inline" and mode and mode.value.lower() != "min" and not cache.computed:
                message = f"type=inline ignores mode={mode.value}: it holds the final stage only"
                yield Problem(mode.span, message, fix=partial(remove_mode, cache))


def remove_mode(cache: Cache, _preferences: Preferences) -> Fix:
    """Take the mode away; a cache of all stages needs a place that only the owner can choose."""
    fields = [field for field in cache.fields if field.name == "mode"]
    return Fix("remove the mode, which means nothing here", tuple(remove_field(cache, field) for field in fields))


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
                      cache-from: type=registry,ref=registry.example.com/app:1.0
                      cache-to: type=inline
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
                  - run: |
                      docker buildx build --push -t registry.example.com/app:1.0 \\
                        --cache-to=type=inline .
            """,
        ),
    ),
)
