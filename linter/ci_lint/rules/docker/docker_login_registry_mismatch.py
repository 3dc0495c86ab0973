"""An image can be pushed only to a registry that the job has logged in to.

A login to one registry says nothing to another: a job that logs in to Docker Hub and pushes to ghcr.io
fails with "denied" at the very end. It happens when a `registry:` is forgotten (the default is Docker
Hub), or when a tag is changed and the login is not.

Left alone: registries and logins that an expression decides, registries on the runner, jobs without any
login (see docker-registry-cache-login), self-hosted runners, and composite actions.
"""

from collections.abc import Iterator

from ...docker import Push, logins_before, pushes_of
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job
from .docker_registry_cache_login import needs_login


def check(document: Document) -> Iterator[Problem]:
    """Report each push to a registry that none of the logins before is for."""
    for job in document.jobs():
        if "self-hosted" in job.runs_on:
            continue
        for step in job.all_steps:
            for push in pushes_of(step):
                yield from check_push(push, job)


def check_push(push: Push, job: Job) -> Iterator[Problem]:
    """Report a push that certainly happens and whose registry is not among those logged in to."""
    logins = logins_before(push.step)
    if not push.certain or not logins:
        return
    for image in push.images:
        if needs_login(image, job) and not any(login.covers(image.registry) for login in logins):
            known = ", ".join(sorted({login.registry for login in logins if login.registry}))
            yield Problem(push.at, f"job {job.id} pushes to {image.registry} and is logged in to {known} only")
            return


RULE = Rule(
    id="docker-login-registry-mismatch",
    summary="logged in to one registry, pushes to another",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("login",),
    references=("https://github.com/docker/login-action",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/login-action@v4
                    with:
                      username: ${{ github.actor }}
                      password: ${{ secrets.GITHUB_TOKEN }}
                  - uses: docker/build-push-action@v7  # <--
                    with:
                      push: true
                      tags: ghcr.io/acme/app:1.0
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/login-action@v4
                    with:
                      registry: ghcr.io
                      username: ${{ github.actor }}
                      password: ${{ secrets.GITHUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: ghcr.io/acme/app:1.0
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/login-action@v4
                        with:
                          registry: ${{ vars.REGISTRY }}
                          username: ${{ github.actor }}
                          password: ${{ secrets.REGISTRY_TOKEN }}
                      - run: docker push ghcr.io/acme/app:1.0
                """,
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/login-action@v4
                        with:
                          username: acme
                          password: ${{ secrets.DOCKERHUB_TOKEN }}
                      - uses: docker/build-push-action@v7
                        with:
                          push: true
                          tags: ${{ steps.meta.outputs.tags }}
                      - uses: docker/build-push-action@v7
                        with:
                          push: true
                          tags: localhost:5000/acme/app:test
                """,
            ),
        ),
    ),
)
