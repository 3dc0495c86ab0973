"""The Docker engine's own builder may refuse to export a build cache; a builder of setup-buildx always can.

With the engine's classic image store the build ends with "Cache export is not supported for the docker
driver". Newer engines with the containerd store can export, but which engine a runner image carries changes
without notice. `docker/setup-buildx-action` before the build makes a builder that has every feature.

Left alone: `type=inline`, which the engine can write; builds that name a builder; jobs in which an action,
a local action or a command sets one up; self-hosted runners; composite actions, whose caller may do it.
"""

from collections.abc import Iterator

from ...docker import Build, builds
from ...docker.builder import has_own_builder
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job


def check(document: Document) -> Iterator[Problem]:
    """Report the first cache export of each build that runs on the engine's own builder."""
    for build in builds(document):
        exports = [cache for cache in build.cache_to if cache.type not in ("inline", "")]
        if exports and on_engine_builder(build):
            yield Problem(exports[0].span, "the cache is exported without a builder of docker/setup-buildx-action")


def on_engine_builder(build: Build) -> bool:
    """Whether nothing in the job gives the build another builder."""
    job = build.step.parent
    if not isinstance(job, Job) or "self-hosted" in job.runs_on or build.foreign or build.builder:
        return False
    return not has_own_builder(build.step)


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
                  - uses: docker/setup-buildx-action@v4
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
    ),
)
