"""The cache is read from one place and written to another, so it is never found.

BuildKit does not warn about it: a cache that is missing is no error, the build is green, and each run
starts from nothing and uploads layers that nobody will read. A scope or tag that was renamed on one of the
two lines is enough. Name the same scope, or the same reference, on both.

Left alone: several places to read from, when one of them is written to; places that other builds of the
repository write or read; names that expressions may make equal; a build that pulls from the images it
pushes (`type=inline`); local directories, where the written one is moved into place by a later step.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import (
    Build,
    Cache,
    builds,
    builds_in_repository,
    has_hidden_caches,
    has_too_many_caches,
    may_be_same,
    place_of,
)
from ...edits import Fix, Preferences, Refusal
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .matching_reader import read_too

_TYPES = {"gha": "scope", "registry": "reference"}


def check(document: Document) -> Iterator[Problem]:
    """Report each written cache whose place differs from all that its build reads."""
    for build in () if has_too_many_caches(document) else builds(document):
        if any(cache.computed for cache in build.caches):
            continue
        for kind, noun in _TYPES.items():
            read = [cache for cache in build.cache_from if cache.type == kind]
            written = [cache for cache in build.cache_to if cache.type == kind]
            if read and written and not meet(build, read, written) and not serves_others(document, build, kind):
                names = f"{noun} {place_of(build, written[0])}, but {place_of(build, read[0])} is read"
                fix = partial(read_what_is_written, build, read, written)
                yield Problem(written[0].span, f"the cache is written to the {names}", fix=fix)


def meet(build: Build, read: list[Cache], written: list[Cache]) -> bool:
    """Whether one of the caches that are read may be one of those that are written, or is the image itself."""
    if read[0].type == "registry" and build.exports_inline:
        return True
    targets = [place_of(build, cache) for cache in written]
    return any(may_be_same(place_of(build, cache), target) for cache in read for target in targets)


def serves_others(document: Document, build: Build, kind: str) -> bool:
    """Whether another build may write what this one reads, or read what it writes."""
    if has_hidden_caches(document):
        return True
    for other in builds_in_repository(document):
        if other.at is build.at:
            continue
        if shares(build, build.cache_from, other, other.cache_to, kind):
            return True
        if shares(build, build.cache_to, other, other.cache_from, kind):
            return True
    return False


def shares(build: Build, own: tuple[Cache, ...], other: Build, theirs: tuple[Cache, ...], kind: str) -> bool:
    """Whether a cache of the one may be a cache of the other."""
    mine = [place_of(build, cache) for cache in own if cache.type == kind]
    for cache in theirs:
        if cache.computed:
            return True
        if cache.type == kind and any(may_be_same(place, place_of(other, cache)) for place in mine):
            return True
    return False


def read_what_is_written(build: Build, read: list[Cache], written: list[Cache], _preferences: Preferences) -> Fix:
    """Name the place of `cache-to` on `cache-from`: instead of the one that is there, or beside several."""
    if len(written) > 1:
        raise Refusal("several caches are written, and it is not certain which of them was meant")
    return read_too(build, written[0], read)


RULE = Rule(
    id="docker-cache-scope-mismatch",
    summary="cache written where it is not read",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("cache-to",),
    references=("https://docs.docker.com/build/cache/backends/gha/#scope",),
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
                      cache-from: type=gha,scope=app
                      cache-to: type=gha,mode=max,scope=application  # <--
                  - run: |
                      docker buildx build \\
                        --cache-from type=registry,ref=registry.example.com/web:cache \\
                        --cache-to type=registry,ref=registry.example.com/web:buildcache,mode=max .  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha,scope=application
                      cache-to: type=gha,mode=max,scope=application
                  - run: |
                      docker buildx build \\
                        --cache-from type=registry,ref=registry.example.com/web:buildcache \\
                        --cache-to type=registry,ref=registry.example.com/web:buildcache,mode=max .
            """,
            near=(
                """
                on: push
                env:
                  SCOPE: app
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=gha,scope=${{ env.SCOPE }}
                          cache-to: type=gha,mode=max,scope=app
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: |
                            type=gha,scope=app-${{github.ref_name}}
                            type=gha,scope=app-main
                          cache-to: type=gha,mode=max,scope=app-${{ github.ref_name }}
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=registry,ref=registry.example.com/app:main-cache
                          cache-to: type=registry,ref=registry.example.com/app:${{ github.ref_name }}-cache,mode=max
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=local,src=.cache/old
                          cache-to: type=local,dest=.cache/new,mode=max
                      - run: rm -rf .cache/old && mv .cache/new .cache/old
                """,
                """
                on: push
                jobs:
                  base:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          target: base
                          cache-from: type=gha,scope=base
                          cache-to: type=gha,mode=max,scope=base
                  image:
                    needs: base
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=gha,scope=base
                          cache-to: type=gha,mode=max,scope=image
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
                      cache-from: type=gha,scope=one
                      cache-to: type=gha,mode=max  # <--
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: |
                        type=registry,ref=registry.example.com/web:cache
                        type=gha,scope=web
                      cache-to: |
                        type=registry,ref=registry.example.com/web:layers,mode=max  # <--
                        type=gha,mode=max,scope=web
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: |
                        type=gha,scope=docs-main
                        type=gha,scope=docs-release
                      cache-to: 'type=gha,scope=docs'  # <--
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
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: |
                        type=registry,ref=registry.example.com/web:layers
                        type=gha,scope=web
                      cache-to: |
                        type=registry,ref=registry.example.com/web:layers,mode=max
                        type=gha,mode=max,scope=web
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: |
                        type=gha,scope=docs-main
                        type=gha,scope=docs-release
                        type=gha,scope=docs
                      cache-to: 'type=gha,scope=docs'
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker buildx build \\
                        --cache-from type=registry,ref=registry.example.com/app:cache \\
                        --cache-to "type=registry,ref=$REGISTRY/app:layers" .  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      docker buildx build \\
                        --cache-from "type=registry,ref=$REGISTRY/app:layers" \\
                        --cache-to "type=registry,ref=$REGISTRY/app:layers" .
            """,
        ),
    ),
)
