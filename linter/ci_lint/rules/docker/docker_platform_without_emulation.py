"""An image for a foreign platform needs emulation, or a Dockerfile that cross-compiles.

Without QEMU the first `RUN` of a foreign stage ends with "exec format error".

Left alone: Dockerfiles that are not in the repository, that use `BUILDPLATFORM` or `TARGETARCH` to
cross-compile, or whose stages run nothing; builders on other machines (remote, Kubernetes, cloud); runners
other than GitHub's own; platforms that an expression decides; jobs in which a local action may install
QEMU; and composite actions.
"""

from collections.abc import Iterator

from ...docker import Build, builds, dockerfile_of
from ...docker.builder import emulates, normal_platform, platform_of
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job


def check(document: Document) -> Iterator[Problem]:
    """Report the first platform of each build that its runner can neither execute nor cross-compile."""
    for build in builds(document):
        job = build.step.parent
        native = platform_of(job.runs_on) if isinstance(job, Job) else None
        if native is None or build.foreign or emulates(build.step) or not runs_foreign_code(build):
            continue
        for platform in build.platforms:
            if "$" not in platform.text and normal_platform(platform.text) != native:
                yield Problem(platform.span, f"{platform.text} is built on {native} without emulation")
                break


def runs_foreign_code(build: Build) -> bool:
    """Whether the Dockerfile is known, and executes something on the target platform."""
    dockerfile = dockerfile_of(build)
    return dockerfile is not None and dockerfile.has_run(build.target) and not dockerfile.cross_compiles(build.target)


RULE = Rule(
    id="docker-platform-without-emulation",
    summary="foreign platform without emulation",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("platform",),
    references=("https://docs.docker.com/build/building/multi-platform/",),
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
                  - uses: docker/setup-qemu-action@v4
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
                  - run: docker buildx build --platform linux/arm64 -t acme/app .  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: docker buildx build --platform linux/arm64 -t acme/app cross
            """,
        ),
    ),
)
