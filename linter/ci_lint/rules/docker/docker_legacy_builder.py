"""The builder before BuildKit, and the cache service before its second version, are gone or going.

`DOCKER_BUILDKIT=0` brings the classic builder back: no cache mounts, no secrets, no parallel stages, no
cache export; Docker has deprecated it. `type=gha,version=1` names a cache service that GitHub switched off
in April 2025.

Left alone: `DOCKER_BUILDKIT=1`, values that an expression decides, and files with jobs on Windows, or on
runners that a caller names where the file speaks of Windows: BuildKit does not build its containers by default.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Cache, builds
from ...docker.cache import Field
from ...docker.cache_edits import remove_field
from ...edits import Edit, Fix, Preferences, Refusal, remove_entry, remove_lines, replace_in_scalar, require_uncommented
from ...rule import Problem, Rule, Severity, example
from ...shell import Assignment, Command
from ...tree import Mapping, Scalar
from ...workflow import Document, Step, Workflow

_TITLE = "build with BuildKit"


def check(document: Document) -> Iterator[Problem]:
    """Report each place that asks for the classic builder or for the first cache service."""
    if may_be_windows(document):
        return
    for owner in env_owners(document):
        block = owner.get("env")
        entry = block.entry("DOCKER_BUILDKIT") if isinstance(block, Mapping) else None
        if entry and isinstance(entry.value, Scalar) and entry.value.text == "0":
            fix = partial(remove_variable, owner)
            yield Problem(entry.value, "DOCKER_BUILDKIT: 0 selects the builder before BuildKit", fix=fix)
    for step in document.steps():
        yield from check_script(step)
    for build in builds(document):
        for cache in build.caches:
            version = cache.field("version")
            if cache.type == "gha" and version and version.value == "1":
                message = "version=1 names a cache service that GitHub has switched off"
                yield Problem(version.span, message, fix=partial(remove_version, cache, version))


def may_be_windows(document: Document) -> bool:
    """Whether a job of the file runs, or may run, on Windows."""
    labels = [label for job in document.jobs() for label in job.runs_on]
    unknown = any("${{" in label for label in labels) and "windows" in document.tree.source.text.lower()
    return unknown or any("windows" in label for label in labels)


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
                message = "DOCKER_BUILDKIT=0 selects the builder before BuildKit"
                yield Problem(assignment.span, message, fix=partial(remove_assignment, step.run, command, assignment))


def remove_version(cache: Cache, version: Field, _preferences: Preferences) -> Fix:
    """Take away the version, so that the present one is used."""
    return Fix("use the cache service of today", (remove_field(cache, version),))


def remove_variable(owner: Mapping, _preferences: Preferences) -> Fix:
    """Take the variable out of an `env`, and the `env` too if it holds nothing else."""
    block = owner.entry("env")
    entry = block.value.entry("DOCKER_BUILDKIT") if block and isinstance(block.value, Mapping) else None
    assert block and entry and isinstance(block.value, Mapping)  # noqa: S101, PT018 - the check has looked
    require_uncommented(block if len(block.value.entries) == 1 else entry)
    edit = remove_entry(owner, block) if len(block.value.entries) == 1 else remove_entry(block.value, entry)
    # Unsafe, here and in scripts: somebody chose the old builder, and its output differs.
    return Fix(_TITLE, (edit,), safe=False)


def remove_assignment(script: Scalar, command: Command, assignment: Assignment, _preferences: Preferences) -> Fix:
    """Take an assignment away: with its line if it stands there alone, else with the blanks behind it."""
    return Fix(_TITLE, tuple(removal(script, command, assignment)), safe=False)


def removal(script: Scalar, command: Command, assignment: Assignment) -> Iterator[Edit]:
    """The edits that take an assignment away."""
    following = [word.start for word in command.words if word.start >= assignment.end]
    following += [other.start for other in command.assignments if other.start >= assignment.end]
    if following:
        yield replace_in_scalar(script, assignment.start, min(following), "")
        return
    number = script.text.count("\n", 0, assignment.start)
    line = script.text.splitlines()[number].strip()
    if line not in (f"export {assignment.raw}", assignment.raw):
        raise Refusal("the assignment is not alone in its line")
    yield from remove_lines(script, [number])


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
                  - run: |
                      export DOCKER_BUILDKIT=0  # <--
                      DOCKER_BUILDKIT=0 \\  # <--
                        COMPOSE_PARALLEL=1 docker compose build
                  - env:
                      DOCKER_BUILDKIT: "0"  # <--
                      LEVEL: 1
                    run: make image
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
                  - run: |
                      COMPOSE_PARALLEL=1 docker compose build
                  - env:
                      LEVEL: 1
                    run: make image
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
                """
                # Images for Windows Server
                on:
                  workflow_call:
                    inputs:
                      os:
                        type: string
                env:
                  DOCKER_BUILDKIT: 0
                jobs:
                  image:
                    runs-on: ${{ inputs.os }}
                    steps:
                      - run: docker build .
                """,
            ),
        ),
        example(
            bad="""
            on: push
            env:
              # the parser of the log needs its output
              DOCKER_BUILDKIT: 0  # <--
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: test -z "$QUICK" || export DOCKER_BUILDKIT=0  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: make image
            """,
        ),
    ),
)
