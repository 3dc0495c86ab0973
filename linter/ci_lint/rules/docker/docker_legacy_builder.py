"""The builder before BuildKit, and the cache service before its second version, are gone or going.

`DOCKER_BUILDKIT=0` brings the classic builder back: no cache mounts, no secrets, no parallel stages, no
cache export; Docker has deprecated it. `type=gha,version=1` names a cache service that GitHub switched off
in April 2025.

Left alone: `DOCKER_BUILDKIT=1`, values that an expression decides, and files with jobs on Windows, whose
containers BuildKit does not build by default.
"""

from collections.abc import Iterator

from ...docker import builds
from ...rule import Problem, Rule, Severity, example
from ...tree import Mapping, Scalar
from ...workflow import Document, Step, Workflow


def check(document: Document) -> Iterator[Problem]:
    """Report each place that asks for the classic builder or for the first cache service."""
    if any("windows" in label for job in document.jobs() for label in job.runs_on):
        return
    for owner in env_owners(document):
        block = owner.get("env")
        value = block.get("DOCKER_BUILDKIT") if isinstance(block, Mapping) else None
        if isinstance(value, Scalar) and value.text == "0":
            yield Problem(value, "DOCKER_BUILDKIT: 0 selects the builder before BuildKit")
    for step in document.steps():
        yield from check_script(step)
    for build in builds(document):
        for cache in build.caches:
            version = cache.field("version")
            if cache.type == "gha" and version and version.value == "1":
                yield Problem(version.span, "version=1 names a cache service that GitHub has switched off")


def env_owners(document: Document) -> Iterator[Mapping]:
    """The mappings of the file that may have an `env`."""
    if isinstance(document, Workflow):
        yield document.node
    yield from (job.node for job in document.jobs())
    yield from (step.node for step in document.steps())


def check_script(step: Step) -> Iterator[Problem]:
    """Report assignments in a script, for one command or for all that follow."""
    if step.run is None or "DOCKER_BUILDKIT" not in step.run.text or step.script is None:
        return
    for command in step.script.commands:
        for assignment in command.assignments:
            if assignment.name == "DOCKER_BUILDKIT" and assignment.value.text == "0":
                yield Problem(assignment.span, "DOCKER_BUILDKIT=0 selects the builder before BuildKit")


RULE = Rule(
    id="docker-legacy-builder",
    summary="classic Docker builder or retired cache service",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("docker_buildkit", "version=1"),
    references=("https://docs.docker.com/engine/deprecated/#legacy-builder-for-linux-images",),
    examples=(
        example(
            bad="""
            on: push
            env:
              DOCKER_BUILDKIT: 0  # <--
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: DOCKER_BUILDKIT=0 docker build .  # <--
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha,version=1  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: docker build .
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha
            """,
            near=(
                """
                on: push
                env:
                  DOCKER_BUILDKIT: 1
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          # DOCKER_BUILDKIT=0 was needed once
                          DOCKER_BUILDKIT=1 docker build .
                """,
                """
                on: push
                env:
                  DOCKER_BUILDKIT: 0
                jobs:
                  image:
                    runs-on: windows-2025
                    steps:
                      - run: docker build .
                """,
            ),
        ),
    ),
)
