"""The Docker engine's own builder may refuse to export a build cache; a builder of setup-buildx always can.

With the engine's classic image store the build ends with "Cache export is not supported for the docker
driver". Newer engines with the containerd store can export, but which engine a runner image carries changes
without notice. `docker/setup-buildx-action` before the build makes a builder that has every feature.

Left alone: `type=inline`, which the engine can write; builds that name a builder; jobs in which an action,
a local action or a command sets one up; self-hosted runners; composite actions, whose caller may do it.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Build, Cache, builds, builds_of
from ...docker.builder import has_own_builder
from ...edits import Fix, Preferences
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job
from .builder_setup import set_up_builder


def check(document: Document) -> Iterator[Problem]:
    """Report the first cache export of each build that runs on the engine's own builder."""
    for build in builds(document):
        exports = exports_of(build)
        if exports and on_engine_builder(build):
            message = "the cache is exported without a builder of docker/setup-buildx-action"
            yield Problem(exports[0].span, message, fix=partial(set_up, build))


def exports_of(build: Build) -> tuple[Cache, ...]:
    """The exports that need more than the engine's own builder."""
    return tuple(cache for cache in build.cache_to if cache.type not in ("inline", ""))


def on_engine_builder(build: Build) -> bool:
    """Whether nothing in the job gives the build another builder."""
    job = build.step.parent
    if not isinstance(job, Job) or "self-hosted" in job.runs_on or build.foreign or build.builder:
        return False
    return not has_own_builder(build.step)


def set_up(build: Build, _preferences: Preferences) -> Fix:
    """Set up a builder before the first build of the job that needs one."""
    candidates = (other for step in build.step.parent.all_steps for other in builds_of(step))
    first = next((other for other in candidates if exports_of(other) and on_engine_builder(other)), build)
    return Fix("set up a buildx builder before the build", set_up_builder(first))


RULE = Rule(
    id="docker-cache-without-buildx",
    summary="cache export without a buildx builder",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("cache-to",),
    references=("https://docs.docker.com/build/builders/drivers/",),
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
                      cache-from: type=gha
                      cache-to: type=gha,mode=max  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-buildx-action@f87e5991a6d7451dcb8d9637bfbc97413f497069 # v4.4.1
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
                      - run: docker buildx create --use
                      - uses: docker/build-push-action@v7
                        with:
                          cache-to: type=registry,ref=quay.io/acme/app:cache,mode=max
                """,
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          push: true
                          tags: acme/app:1.0
                          cache-to: type=inline
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
                  - name: Check out
                    uses: actions/checkout@v7

                  # The image that the tests run in.
                  - name: Build
                    run: docker build . -t acme/app --cache-to type=registry,ref=quay.io/acme/app:cache  # <--

                  - name: Build again
                    uses: docker/build-push-action@v7
                    with:
                      tags: acme/tests
                      cache-to: type=gha,mode=max  # <--

                  - name: Test
                    run: docker run --rm acme/app make test
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - name: Check out
                    uses: actions/checkout@v7

                  - name: Set up Docker Buildx
                    uses: docker/setup-buildx-action@f87e5991a6d7451dcb8d9637bfbc97413f497069 # v4.4.1

                  # The image that the tests run in.
                  - name: Build
                    run: docker buildx build --load . -t acme/app --cache-to type=registry,ref=quay.io/acme/app:cache

                  - name: Build again
                    uses: docker/build-push-action@v7
                    with:
                      tags: acme/tests
                      load: true
                      cache-to: type=gha,mode=max

                  - name: Test
                    run: docker run --rm acme/app make test
            """,
        ),
    ),
)
