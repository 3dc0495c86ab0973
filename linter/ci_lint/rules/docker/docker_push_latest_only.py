"""An image that exists only as `latest` cannot be rolled back, and nobody can say what runs.

Each push replaces the last good image. A second tag that never moves, the commit or the version, costs
nothing: the layers are the same.

Left alone: images that are also pushed under a tag made of an expression or under a version, by the same
job, and pushes of all tags at once.
"""

from collections.abc import Iterator

from ...docker import Push, pushes_of
from ...rule import Problem, Profile, Rule, Severity, example
from ...workflow import Document, Job

MUTABLE_TAGS = frozenset(
    ("", "latest", "main", "master", "develop", "development", "dev", "edge", "nightly", "canary", "stable",
     "staging", "stage", "test", "testing", "prod", "production", "release", "beta", "alpha", "next")
)  # fmt: skip


def check(document: Document) -> Iterator[Problem]:
    """Report the first push of each image that a job pushes under mutable tags only."""
    for job in document.jobs():
        pushes = [push for step in job.all_steps for push in pushes_of(step) if push.certain]
        if not any("$" in image.name or "--all-tags" in image.text for push in pushes for image in push.images):
            yield from check_job(job, pushes)


def check_job(job: Job, pushes: list[Push]) -> Iterator[Problem]:
    """Report the images of one job."""
    tags: dict[str, set[str]] = {}
    first: dict[str, Push] = {}
    for push in pushes:
        for image in push.images:
            if image.registry and image.name and not image.on_localhost:
                tags.setdefault(image.name, set()).add(image.tag)
                first.setdefault(image.name, push)
    for name, found in tags.items():
        if found <= MUTABLE_TAGS:
            listed = ", ".join(sorted(tag or "latest" for tag in found))
            yield Problem(first[name].at, f"job {job.id} pushes {name} as {listed} only, a tag that moves")


RULE = Rule(
    id="docker-push-latest-only",
    summary="image pushed under a moving tag only",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    profile=Profile.STRICT,
    hints=("push",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7  # <--
                    with:
                      push: true
                      tags: ghcr.io/acme/app:latest
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: |
                        ghcr.io/acme/app:latest
                        ghcr.io/acme/app:${{ github.sha }}
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          docker push ghcr.io/acme/app:latest
                          docker push ghcr.io/acme/app:1.4.2
                """,
            ),
        ),
    ),
)
