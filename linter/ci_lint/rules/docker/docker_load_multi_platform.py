"""An image of several platforms cannot be loaded into the Docker engine's classic image store.

The build runs for all platforms and then ends with "docker exporter does not currently support exporting
manifest lists". Load one platform for the tests, and push all of them afterwards.

Left alone: one platform, platforms or `load` given by an expression, and jobs that set up an engine with
the containerd store, which takes several platforms.
"""

from collections.abc import Iterator

from ...docker import Build, builds
from ...docker.builder import normal_platform
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document


def check(document: Document) -> Iterator[Problem]:
    """Report each build that loads several platforms."""
    for build in builds(document):
        platforms = {normal_platform(platform.text) for platform in build.platforms if "$" not in platform.text}
        if build.load and len(platforms) > 1 and not has_containerd_store(build):
            listed = ", ".join(sorted(platforms))
            yield Problem(build.platforms[0].span, f"an image of several platforms ({listed}) cannot be loaded")


def has_containerd_store(build: Build) -> bool:
    """Whether an earlier step of the job speaks of containerd's image store."""
    steps = (*build.step.earlier, build.step)
    texts = (step.node.source.text[step.node.start : step.node.end] for step in steps)
    return any("containerd" in text for text in texts)


RULE = Rule(
    id="docker-load-multi-platform",
    summary="several platforms loaded into the Docker engine",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("load",),
    references=("https://docs.docker.com/build/ci/github-actions/test-before-push/",),
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
                      load: true
                      platforms: linux/amd64,linux/arm64  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      load: true
                      platforms: linux/amd64
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/setup-docker-action@v5
                        with:
                          daemon-config: '{"features": {"containerd-snapshotter": true}}'
                      - uses: docker/build-push-action@v7
                        with:
                          load: true
                          platforms: linux/amd64,linux/arm64
                """,
            ),
        ),
    ),
)
