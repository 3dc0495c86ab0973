"""Pull requests write the registry cache from which released images are built.

Whoever controls a build controls the layers it exports, and a build that imports them runs none of the
steps they stand for: it takes them as they are. When a pull request may write the reference that the build
of the main branch or of a release reads, code that nobody has reviewed gets into the image. Give pull
requests a reference of their own, or let them read only.

Left alone: `type=gha`, where GitHub keeps what pull requests write apart; references with a part that an
expression computes from the event; builds that run after no login that covers the registry; caches that
no pushed image is built from; `pull_request_target` that builds the default branch.
"""

from collections.abc import Iterator
from types import MappingProxyType

from ...docker import (
    Build,
    Cache,
    builds,
    builds_in_repository,
    has_too_many_caches,
    logins_before,
    may_be_same,
    parse_image,
    place_of,
)
from ...expressions.evaluate import Facts, Value
from ...reach import PULL_REQUEST, reaches
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job, Workflow

_TRUSTED_EVENTS = ("push", "release", "schedule", "workflow_dispatch")
# Expressions that are the same in every run.
_CONSTANT = ("github.repository", "github.repository_owner", "matrix.", "vars.", "secrets.")


def check(document: Document) -> Iterator[Problem]:
    """Report each registry cache that a pull request may overwrite and a release reads."""
    if not isinstance(document, Workflow) or has_too_many_caches(document):
        return
    for build in builds(document):
        event = untrusted_event(document, build)
        for cache in build.cache_to if event else ():
            if cache.type == "registry" and not cache.computed and can_write(build, cache):
                reader = reader_of(document, place_of(build, cache))
                if reader:
                    severity = Severity.ERROR if event == "pull_request_target" else Severity.WARNING
                    yield Problem(cache.span, f"{event} may overwrite the cache of a build that is pushed", severity)


def untrusted_event(workflow: Workflow, build: Build) -> str | None:
    """The event on which the build may run code of a pull request with a token that can write."""
    target: Facts = MappingProxyType[tuple[str, ...], Value]({("github", "event_name"): "pull_request_target"})
    if "pull_request_target" in workflow.triggers and builds_the_head(build) and reaches(build.step, target):
        return "pull_request_target"
    return "pull_request" if "pull_request" in workflow.triggers and reaches(build.step, PULL_REQUEST) else None


def builds_the_head(build: Build) -> bool:
    """Whether the code of the pull request is checked out before, or is the context."""
    references = [step.input_text("ref") for step in build.step.earlier if step.uses]
    return any("head" in text or "refs/pull/" in text for text in (*references, build.context or ""))


def can_write(build: Build, cache: Cache) -> bool:
    """Whether the reference is the same for all events and a login gives access to it."""
    place = place_of(build, cache)
    if not is_constant(place):
        return False
    job = build.step.parent
    registry = parse_image(place).registry
    if registry == "ghcr.io" and isinstance(job, Job) and job.permissions.lacks("packages"):
        return False
    return any(login.covers(registry) and reaches(login.step, PULL_REQUEST) for login in logins_before(build.step))


def is_constant(place: str) -> bool:
    """Whether no part of a name depends on the event."""
    expressions = [part.split("}}")[0] for part in place.split("${{")[1:]]
    return "$" not in place.replace("${{", "") and all(inner.startswith(_CONSTANT) for inner in expressions)


def reader_of(document: Document, place: str) -> Build | None:
    """A build that pushes its image on a trusted event and reads the cache."""
    for build in builds_in_repository(document):
        if build.push is False or not runs_on_trusted_event(build):
            continue
        for cache in build.cache_from:
            theirs = place_of(build, cache)
            if cache.type == "registry" and not cache.computed and is_constant(theirs) and may_be_same(theirs, place):
                return build
    return None


def runs_on_trusted_event(build: Build) -> bool:
    """Whether a push, a release or the like may start the build."""
    if not isinstance(build.step.parent, Job):
        return False
    triggers = build.step.parent.workflow.triggers
    events = (MappingProxyType[tuple[str, ...], Value]({("github", "event_name"): name}) for name in _TRUSTED_EVENTS)
    names = zip(_TRUSTED_EVENTS, events, strict=True)
    return any(name in triggers and reaches(build.step, facts) for name, facts in names)


RULE = Rule(
    id="docker-cache-untrusted-writer",
    summary="release cache that pull requests write",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("type=registry", "cache-to"),
    references=("https://docs.github.com/actions/reference/security/secure-use",),
    examples=(
        example(
            bad="""
            on:
              push:
                branches: [main]
              pull_request:
            jobs:
              image:
                runs-on: ubuntu-24.04
                permissions:
                  packages: write
                steps:
                  - uses: docker/login-action@v4
                    with:
                      registry: ghcr.io
                      username: ${{ github.actor }}
                      password: ${{ secrets.GITHUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: ${{ github.event_name == 'push' }}
                      tags: ghcr.io/example/app:1.0
                      cache-from: type=registry,ref=ghcr.io/example/app:cache
                      cache-to: type=registry,ref=ghcr.io/example/app:cache,mode=max  # <--
            """,
            good="""
            on:
              push:
                branches: [main]
              pull_request:
            jobs:
              image:
                runs-on: ubuntu-24.04
                permissions:
                  packages: write
                steps:
                  - uses: docker/login-action@v4
                    with:
                      registry: ghcr.io
                      username: ${{ github.actor }}
                      password: ${{ secrets.GITHUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: ${{ github.event_name == 'push' }}
                      tags: ghcr.io/example/app:1.0
                      cache-from: |
                        type=registry,ref=ghcr.io/example/app:cache-${{ github.ref_name }}
                        type=registry,ref=ghcr.io/example/app:cache-main
                      cache-to: type=registry,ref=ghcr.io/example/app:cache-${{ github.ref_name }},mode=max
            """,
            near=(
                """
                on:
                  push:
                    branches: [main]
                  pull_request:
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/login-action@v4
                        if: github.event_name == 'push'
                        with:
                          username: example
                          password: ${{ secrets.DOCKER_HUB_TOKEN }}
                      - uses: docker/build-push-action@v7
                        with:
                          push: ${{ github.event_name == 'push' }}
                          tags: example/app:1.0
                          cache-from: type=registry,ref=example/app:cache
                          cache-to: type=registry,ref=example/app:cache,mode=max
                """,
                """
                on:
                  push:
                    branches: [main]
                  pull_request:
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/login-action@v4
                        with:
                          username: example
                          password: ${{ secrets.DOCKER_HUB_TOKEN }}
                      - uses: docker/build-push-action@v7
                        with:
                          load: true
                          cache-from: type=registry,ref=example/app:cache
                          cache-to: type=registry,ref=example/app:cache,mode=max
                """,
            ),
        ),
        example(
            bad="""
            on: [push, pull_request_target]
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                    with:
                      ref: ${{ github.event.pull_request.head.sha }}
                  - uses: docker/login-action@v4
                    with:
                      username: example
                      password: ${{ secrets.DOCKER_HUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: example/app:${{ github.sha }}
                      cache-from: type=registry,ref=example/app:cache
                      cache-to: type=registry,ref=example/app:cache,mode=max  # <--
            """,
            good="""
            on: [push]
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/checkout@v6
                  - uses: docker/login-action@v4
                    with:
                      username: example
                      password: ${{ secrets.DOCKER_HUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: example/app:${{ github.sha }}
                      cache-from: type=registry,ref=example/app:cache
                      cache-to: type=registry,ref=example/app:cache,mode=max
            """,
        ),
    ),
)
