"""An image for a foreign platform needs emulation, or a Dockerfile that cross-compiles.

Without QEMU the first `RUN` of a foreign stage ends with "exec format error" in the Docker engine's own builder.

Severity: a builder that an earlier step sets up has emulators in its BuildKit image. Its maintainers call them a
fallback that works in some cases (not with programs of several architectures in one image, for example), so there
it is an info.

Left alone: Dockerfiles that are not in the repository, whose stages run nothing, or run it
on `$BUILDPLATFORM` to cross-compile; builders on other machines (remote, Kubernetes, cloud); runners
other than GitHub's own; platforms that an expression decides; jobs in which a local action may install
QEMU; and composite actions.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Build, builds, builds_of, dockerfile_of
from ...docker.builder import SETUP_BUILDX, emulates, has_own_builder, normal_platform, platform_of
from ...docker.item import Item
from ...edits import Edit, Fix, Preferences, insert_step_before, named_step
from ...pins import pinned
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job


def check(document: Document) -> Iterator[Problem]:
    """Report the first platform of each build that its runner can neither execute nor cross-compile."""
    for build in builds(document):
        platform = foreign_platform(build)
        if platform is not None:
            own = has_own_builder(build.step)
            means = "the emulators inside BuildKit only" if own else "no emulation"
            message = f"{platform.text} is built on {runner_platform(build)} with {means}"
            yield Problem(platform.span, message, Severity.INFO if own else None, partial(emulate, build))


def runner_platform(build: Build) -> str | None:
    """The platform of the job's runner, None if it is not known."""
    return platform_of(build.step.parent.runs_on) if isinstance(build.step.parent, Job) else None


def foreign_platform(build: Build) -> Item | None:
    """The first platform of the build for which something must be emulated and is not."""
    native = runner_platform(build)
    if native is None or build.foreign or emulates(build.step) or not runs_foreign_code(build):
        return None
    stated = (platform for platform in build.platforms if "$" not in platform.text)
    return next((platform for platform in stated if normal_platform(platform.text) != native), None)


def runs_foreign_code(build: Build) -> bool:
    """Whether the Dockerfile is known, and executes something on the target platform."""
    dockerfile = dockerfile_of(build)
    return dockerfile is not None and dockerfile.runs_on_target(build.target)


def emulate(build: Build, _preferences: Preferences) -> Fix:
    """Set up QEMU before the builder, which asks once what it can execute."""
    candidates = (other for step in build.step.parent.all_steps for other in builds_of(step))
    first = next((other for other in candidates if foreign_platform(other)), build)
    return Fix("set up QEMU before the build", (insert_qemu(first),))


def insert_qemu(build: Build) -> Edit:
    """Add the step in front of the first one that sets up a builder, or else of the build."""
    builders = [step for step in build.step.earlier if step.uses and step.uses.names(SETUP_BUILDX)]
    place = builders[0] if builders else build.step
    return insert_step_before(place, named_step(place, "Set up QEMU", f"uses: {pinned('docker/setup-qemu-action')}"))


RULE = Rule(
    id="docker-platform-without-emulation",
    summary="foreign platform without emulation",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("platform",),
    references=(
        "https://docs.docker.com/build/building/multi-platform/",
        "https://github.com/docker/docs/pull/24750",
    ),
    examples=(
        example(
            files={"Dockerfile": "FROM alpine:3.22\nRUN apk add curl\n"},
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-buildx-action@v4
                  - uses: docker/build-push-action@v7
                    with:
                      platforms: linux/amd64,linux/arm64  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-qemu-action@99012661954931238ded8c8b007157a8430204e1 # v4.4.0
                  - uses: docker/setup-buildx-action@v4
                  - uses: docker/build-push-action@v7
                    with:
                      platforms: linux/amd64,linux/arm64
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04-arm
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          platforms: linux/arm64/v8
                """,
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          context: elsewhere
                          platforms: linux/arm64
                """,
            ),
        ),
        example(
            files={
                "Dockerfile": "FROM alpine:3.22\nRUN apk add curl\n",
                "mixed/Dockerfile": (
                    "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\n"
                    "ARG TARGETARCH\n"
                    "RUN GOARCH=$TARGETARCH go build\n"
                    "FROM alpine:3.22\nRUN apk add curl\nCOPY --from=build /app /app\n"
                ),
                "cross/Dockerfile": (
                    "FROM --platform=$BUILDPLATFORM golang:1.26 AS build\n"
                    "ARG TARGETARCH\n"
                    "RUN GOARCH=$TARGETARCH go build\n"
                    "FROM scratch\nCOPY --from=build /app /app\n"
                ),
            },
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  # Both of them.
                  - run: docker buildx build --platform linux/arm64 -t acme/app .  # <--
                  - run: docker buildx build --platform linux/arm64 -t acme/mixed mixed  # <--
                  - run: docker buildx build --platform linux/arm64 -t acme/cross cross
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-qemu-action@99012661954931238ded8c8b007157a8430204e1 # v4.4.0
                  # Both of them.
                  - run: docker buildx build --platform linux/arm64 -t acme/app .
                  - run: docker buildx build --platform linux/arm64 -t acme/mixed mixed
                  - run: docker buildx build --platform linux/arm64 -t acme/cross cross
            """,
        ),
    ),
)
