"""Pushing an image to ghcr.io with the token of the job needs `packages: write`.

A `permissions` block names every right the token has. Without `packages: write` in it, the build runs to
its end and then fails with "denied: installation not allowed to Write organization package" or a plain
403 Forbidden.

Left alone: jobs without any `permissions` (the repository's default decides, which no file tells), logins
with a personal token, pushes that an expression decides, and composite actions.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Push, logins_before, pushes_of
from ...edits import Fix, Preferences
from ...edits.grants import grant
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job


def check(document: Document) -> Iterator[Problem]:
    """Report each push to ghcr.io that the token of the job cannot make."""
    for job in document.jobs():
        if not job.permissions.lacks("packages"):
            continue
        for step in job.all_steps:
            for push in pushes_of(step):
                if push.certain and goes_to_ghcr_by_job_token(push):
                    message = f"job {job.id} pushes to ghcr.io without the permission packages: write"
                    yield Problem(push.at, message, fix=partial(grant_packages, job))


def goes_to_ghcr_by_job_token(push: Push) -> bool:
    """Whether the image goes to ghcr.io and a login there takes the token of the job."""
    if not any(image.registry == "ghcr.io" for image in push.images):
        return False
    return any(login.covers("ghcr.io") and login.uses_job_token for login in logins_before(push.step))


def grant_packages(job: Job, _preferences: Preferences) -> Fix:
    """Let the token of the job write packages."""
    return Fix("grant packages: write to the job", (grant(job, "packages", "write", "to push the image"),))


RULE = Rule(
    id="docker-push-permission",
    summary="push to ghcr.io without packages: write",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("ghcr.io",),
    references=(
        "https://docs.github.com/packages/working-with-a-github-packages-registry/working-with-the-container-registry",
    ),
    examples=(
        example(
            bad="""
            on: push
            permissions:
              contents: read
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/login-action@v4
                    with:
                      registry: ghcr.io
                      username: ${{ github.actor }}
                      password: ${{ secrets.GITHUB_TOKEN }}
                  - uses: docker/build-push-action@v7  # <--
                    with:
                      push: true
                      tags: ghcr.io/acme/app:1.0
                  - run: docker push ghcr.io/acme/tools:1.0  # <--
            """,
            good="""
            on: push
            permissions:
              contents: read
            jobs:
              image:
                runs-on: ubuntu-24.04
                permissions:
                  contents: read
                  packages: write # to push the image
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
                  - run: docker push ghcr.io/acme/tools:1.0
            """,
            near=(
                """
                on: push
                permissions:
                  contents: read
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: echo "$TOKEN" | docker login ghcr.io -u robot --password-stdin
                        env:
                          TOKEN: ${{ secrets.GHCR_WRITE_TOKEN }}
                      - run: docker push ghcr.io/acme/app:1.0
                """,
                """
                on: push
                permissions:
                  contents: read
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
                          push: ${{ github.event_name == 'release' }}
                          tags: ghcr.io/acme/app:1.0
                """,
            ),
        ),
        example(
            bad="""
            on: push
            permissions: {}
            jobs:
              flow:
                runs-on: ubuntu-24.04
                permissions: {contents: read}
                steps:
                  - run: echo ${{ github.token }} | docker login ghcr.io -u me --password-stdin
                  - run: docker push ghcr.io/acme/app:1.0  # <--
              reading:
                permissions:
                  packages: read # to pull the base
                  contents: read
                runs-on: ubuntu-24.04
                steps:
                  - run: echo ${{ github.token }} | docker login ghcr.io -u me --password-stdin
                  - run: docker push ghcr.io/acme/app:1.0  # <--
              nothing:
                runs-on: ubuntu-24.04
                steps:
                  - run: echo ${{ github.token }} | docker login ghcr.io -u me --password-stdin
                  - run: docker push ghcr.io/acme/app:1.0  # <--
              empty:
                runs-on: ubuntu-24.04
                permissions: {}
                steps:
                  - run: echo ${{ github.token }} | docker login ghcr.io -u me --password-stdin
                  - run: docker push ghcr.io/acme/app:1.0  # <--
            """,
            good="""
            on: push
            permissions: {}
            jobs:
              flow:
                runs-on: ubuntu-24.04
                permissions: {packages: write, contents: read}
                steps:
                  - run: echo ${{ github.token }} | docker login ghcr.io -u me --password-stdin
                  - run: docker push ghcr.io/acme/app:1.0
              reading:
                permissions:
                  packages: write # to pull the base
                  contents: read
                runs-on: ubuntu-24.04
                steps:
                  - run: echo ${{ github.token }} | docker login ghcr.io -u me --password-stdin
                  - run: docker push ghcr.io/acme/app:1.0
              nothing:
                runs-on: ubuntu-24.04
                permissions:
                  packages: write # to push the image
                steps:
                  - run: echo ${{ github.token }} | docker login ghcr.io -u me --password-stdin
                  - run: docker push ghcr.io/acme/app:1.0
              empty:
                runs-on: ubuntu-24.04
                permissions:
                  packages: write # to push the image
                steps:
                  - run: echo ${{ github.token }} | docker login ghcr.io -u me --password-stdin
                  - run: docker push ghcr.io/acme/app:1.0
            """,
        ),
    ),
)
