"""A cache that is written and never read costs time for nothing; one that is read and never written is never found.

The first kind uploads its layers in each run and fills the storage of the repository, where it displaces
caches that are used. The second kind is a lookup that always fails, which BuildKit does not take for an
error. Both come from a line that was forgotten, or that was copied without its partner.

The workflows and local actions of the repository are read: a cache that another workflow writes or reads
has its partner there.

Left alone: `type=inline` and images that the repository pushes with a cache inside; `type=local`, which
other steps may fill; names that expressions decide entirely; repositories that handle caches in bake files
or in scripts; composite actions, whose callers are not known; a registry cache that nobody in the repository
reads is reported as information, as machines outside of it may.
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
    image_names,
    may_be_same,
    parse_image,
    place_of,
)
from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Workflow
from .matching_reader import read_too

_TYPES = {"gha": "scope", "registry": "reference"}


def check(document: Document) -> Iterator[Problem]:
    """Report each cache without a partner."""
    if not isinstance(document, Workflow) or has_too_many_caches(document):
        return
    for build in builds(document):
        for cache in build.caches:
            if cache.type in _TYPES and not cache.computed and not build.foreign:
                yield from problems(document, build, cache)


def problems(document: Document, build: Build, cache: Cache) -> Iterator[Problem]:
    """The problem of one cache, if it has no partner in its build, its file or its repository."""
    if has_partner(build, cache, (build,)) or has_partner(build, cache, tuple(builds(document))):
        return
    if has_hidden_caches(document) or has_partner(build, cache, builds_in_repository(document)):
        return
    name = f"{_TYPES[cache.type]} {place_of(build, cache)}"
    if cache.direction == "from":
        yield Problem(cache.span, f"the cache of {name} is read, but nothing writes it")
        return
    severity = Severity.INFO if cache.type == "registry" else None
    message = f"the cache of {name} is written, but nothing reads it"
    yield Problem(cache.span, message, severity, partial(read, document, build, cache))


def read(document: Document, build: Build, cache: Cache, _preferences: Preferences) -> Fix:
    """Let the build read what it writes."""
    others = builds_in_repository(document)
    alike = [reader for reader in build.cache_from if reader.type == cache.type]
    unwritten = not any(reader.computed or has_partner(build, reader, others) for reader in alike)
    return read_too(build, cache, alike if unwritten else [])


def has_partner(build: Build, cache: Cache, others: tuple[Build, ...]) -> bool:
    """Whether one of the builds may write what is read, or read what is written."""
    place = place_of(build, cache)
    for other in others:
        for partner in other.cache_to if cache.direction == "from" else other.cache_from:
            if partner.computed or (partner.type == cache.type and may_be_same(place, place_of(other, partner))):
                return True
        if cache.direction == "from" and cache.type == "registry" and carries_cache(other, place):
            return True
    return False


def carries_cache(build: Build, place: str) -> bool:
    """Whether the build may push an image of that name with the cache inside."""
    if not build.exports_inline or (build.is_action and build.push is False):
        return False
    name = parse_image(place).name
    return any(may_be_same(name, pushed) for pushed in image_names(build))


RULE = Rule(
    id="docker-cache-one-sided",
    summary="cache without a reader or a writer",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("cache-to", "cache-from"),
    references=("https://docs.docker.com/build/cache/backends/",),
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
                      cache-to: type=gha,mode=max  # <--
                  - uses: docker/build-push-action@v7
                    with:
                      context: web
                      # what the last run left
                      cache-to: |
                        mode=max,type=registry,ref=registry.example.com/web:cache  # <--
                      push: true
                  - uses: docker/build-push-action@v7
                    with:
                      tags: docs
                      cache-from: type=registry,ref=registry.example.com/app:cache
                      cache-to: type=gha,mode=max,ignore-error=true,scope=docs  # <--
                  - run: |
                      docker buildx build \\
                        --cache-to "type=registry,ref=$REGISTRY/pages:cache,mode=max" \\  # <--
                        -t "$REGISTRY/pages" .
                  - uses: docker/build-push-action@v7
                    with: {cache-to: "type=gha,scope=a"}  # <--
                  - run: docker buildx build --cache-to=type=gha,scope=x .  # <--
                  - run: docker buildx build --cache-to type=registry,ref=registry.example.com/app:cache .
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
                      context: web
                      # what the last run left
                      cache-to: |
                        mode=max,type=registry,ref=registry.example.com/web:cache
                      cache-from: type=registry,ref=registry.example.com/web:cache
                      push: true
                  - uses: docker/build-push-action@v7
                    with:
                      tags: docs
                      cache-from: |
                        type=registry,ref=registry.example.com/app:cache
                        type=gha,scope=docs
                      cache-to: type=gha,mode=max,ignore-error=true,scope=docs
                  - run: |
                      docker buildx build \\
                        --cache-from "type=registry,ref=$REGISTRY/pages:cache" \\
                        --cache-to "type=registry,ref=$REGISTRY/pages:cache,mode=max" \\
                        -t "$REGISTRY/pages" .
                  - uses: docker/build-push-action@v7
                    with: {cache-from: 'type=gha,scope=a', cache-to: "type=gha,scope=a"}
                  - run: docker buildx build --cache-from=type=gha,scope=x --cache-to=type=gha,scope=x .
                  - run: docker buildx build --cache-to type=registry,ref=registry.example.com/app:cache .
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
                          cache-from: type=registry,ref=registry.example.com/app:0.9
                          build-args: BUILDKIT_INLINE_CACHE=1
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: ${{ github.event_name == 'push' && 'type=gha,scope=web' || '' }}
                          cache-to: type=gha,scope=web,mode=max
                """,
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=gha,scope=app
                      - uses: docker/bake-action@v7
                        with:
                          set: |
                            *.cache-to=type=gha,mode=max,scope=app
                """,
            ),
        ),
        example(
            path=".github/workflows/pull-request.yml",
            files={
                ".github/workflows/main.yml": """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=gha,scope=main
                          cache-to: type=gha,mode=max,scope=main
                """,
            },
            bad="""
            on: pull_request
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha  # <--
            """,
            good="""
            on: pull_request
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha,scope=main
            """,
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
                      cache-from: type=gha,scope=old  # <--
                      cache-to: type=gha,scope=new,mode=max  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha,scope=new
                      cache-to: type=gha,scope=new,mode=max
            """,
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
                      no-cache: true
                      cache-to: type=gha,mode=max  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      no-cache: true
            """,
        ),
    ),
)
