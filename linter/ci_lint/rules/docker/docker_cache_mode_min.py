"""A cache without `mode=max` holds the layers of the final stage only.

In a Dockerfile with several stages the expensive work (dependencies, compilers, bundlers) is done in the
stages that the final one copies from. `mode=min`, which is the default, leaves exactly those layers out:
the next run restores the cache, reports success, and builds everything again. `mode=max` exports all stages.

The Dockerfile is read when it is in the repository. Where it is not known, a stated `mode=min` is reported
as information.

Left alone: Dockerfiles with one stage, a missing mode where the Dockerfile is not known, modes that an
expression decides, `type=inline` (it has no mode), and builds of a `target` that is the first stage.
"""

from collections.abc import Iterator

from ...docker import Build, Cache, builds, dockerfile_of
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
    several = has_several_stages(build)
    if several:
        what = f"{build.file or 'the Dockerfile'} has several stages, but only the final one is cached"
        yield Problem(cache.span, what)
    elif several is None and cache.value("mode").lower() == "min":
        yield Problem(cache.span, "mode=min caches the layers of the final stage only", Severity.INFO)


def has_several_stages(build: Build) -> bool | None:
    """Whether the build runs several stages; None if the Dockerfile is not known."""
    if build.foreign:
        return False
    dockerfile = dockerfile_of(build)
    if dockerfile is None:
        return None
    first = dockerfile.stages[0] if dockerfile.stages else None
    ends_at_first = first is not None and build.target is not None and first.name == build.target
    return dockerfile.multi_stage and not ends_at_first


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
            files={"web/Dockerfile": "FROM nginx:1.29\nCOPY . /usr/share/nginx/html\n"},
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
