"""A cache without `mode=max` holds the layers of the final stage only.

In a Dockerfile with several stages the expensive work (dependencies, compilers, bundlers) is done in the
stages that the final one copies from. `mode=min`, which is the default, leaves exactly those layers out:
the next run restores the cache, reports success, and builds everything again. `mode=max` exports all stages.

The Dockerfile is read when it is in the repository. Where it is not known, a stated `mode=min` is reported
as information.

Left alone: Dockerfiles and targets whose final stage copies from no stage that runs something (the layers
of the stages it is `FROM` are its own), a missing mode where the Dockerfile is not known, modes that an
expression decides, and `type=inline`, which has no mode.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Build, Cache, builds, dockerfile_of
from ...docker.cache_edits import add_field
from ...dockerfile import Stage
from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document

_TYPES = ("gha", "registry", "local", "s3", "azblob")


def check(document: Document) -> Iterator[Problem]:
    """Report each cache export that leaves out the stages before the final one."""
    for build in builds(document):
        for cache in build.cache_to:
            if cache.type in _TYPES and not cache.computed and not cache.has_mode_max:
                yield from problems(build, cache)


def problems(build: Build, cache: Cache) -> Iterator[Problem]:
    """The problem of one cache without `mode=max`, if its Dockerfile makes it one."""
    stages = stages_left_out(build)
    if stages:
        names = ", ".join(stage.name or str(stage.number) for stage in stages)
        message = f"without mode=max the layers of the stages that are copied from are lost: {names}"
        yield Problem(cache.span, message, fix=partial(set_mode, cache))
    elif stages is None and cache.value("mode").lower() == "min":
        message = "mode=min caches the layers of the final stage only"
        yield Problem(cache.span, message, Severity.INFO, partial(set_mode, cache))


def set_mode(cache: Cache, _preferences: Preferences) -> Fix:
    """Export the layers of all stages."""
    # Unsafe where the mode is stated: somebody chose the smaller cache, perhaps for its size.
    return Fix("cache the layers of all stages", (add_field(cache, "mode", "max"),), safe=cache.field("mode") is None)


def stages_left_out(build: Build) -> tuple[Stage, ...] | None:
    """The stages that run something and are no part of the final image; None if they are not known."""
    if build.foreign:
        return ()
    dockerfile = dockerfile_of(build)
    final = dockerfile.stage(build.target) if dockerfile else None
    if dockerfile is None or final is None:
        return None
    kept = set()
    while final:
        kept.add(final.number)
        final = final.base
    return tuple(stage for stage in dockerfile.built(build.target) if stage.number not in kept and stage.runs)


_STAGES = """
FROM golang:1.26 AS build
COPY . .
RUN go build -o /app .
FROM scratch
COPY --from=build /app /app
"""

RULE = Rule(
    id="docker-cache-mode-min",
    summary="cache without the layers of earlier stages",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("cache-to",),
    references=("https://docs.docker.com/build/cache/backends/#cache-mode",),
    examples=(
        example(
            files={"Dockerfile": _STAGES},
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha
                      cache-to: type=gha  # <--
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
                          target: build
                          cache-from: type=gha
                          cache-to: type=gha
                """,
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=gha
                          cache-to: type=gha,mode=${{ github.ref == 'refs/heads/main' && 'max' || 'min' }}
                """,
            ),
        ),
        example(
            files={
                "web/Dockerfile": """
                FROM nginx:1.29 AS base
                RUN rm -r /usr/share/nginx/html
                FROM busybox:1.37 AS pages
                COPY . /pages
                FROM base
                COPY --from=pages /pages /usr/share/nginx/html
                """,
            },
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: https://github.com/example/app.git
                      cache-from: type=gha
                      cache-to: type=gha,mode=min  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      context: https://github.com/example/app.git
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
                          context: web
                          cache-from: type=gha
                          cache-to: type=gha,mode=min
                """,
            ),
        ),
    ),
)
