"""A registry takes images and caches only from those who have logged in to it.

Without a login before the build, the push ends in "denied" or "insufficient_scope: authorization failed",
after all the layers have been built. A cache in a registry that nobody logged in to is worse: reading it
fails without stopping anything, so the build is slow each time and nobody learns why.

Left alone: registries on the runner or in a service container, registries that an expression decides,
self-hosted runners (which may keep a login), composite actions (their caller may log in), and jobs in
which a local action, a cloud's own login, a script that writes Docker's `config.json` or an unknown action
with registry inputs may have logged in.
"""

from collections.abc import Iterator

from ...docker import Build, Image, Push, builds, logins_before, parse_image, pushes_of
from ...environment import resolve_in_shell
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job


def check(document: Document) -> Iterator[Problem]:
    """Report each push by a job that logs in nowhere, and each registry cache that no login covers."""
    for step in document.steps():
        if not isinstance(step.parent, Job) or "self-hosted" in step.parent.runs_on:
            continue
        for push in pushes_of(step):
            yield from check_push(push, step.parent)
    for build in builds(document):
        if isinstance(build.step.parent, Job) and not build.foreign:
            yield from check_caches(build, build.step.parent)


def check_push(push: Push, job: Job) -> Iterator[Problem]:
    """Report a push that certainly happens in a job without any login before it."""
    registries = sorted({image.registry for image in push.images if image.registry and needs_login(image, job)})
    if push.certain and registries and not logins_before(push.step):
        yield Problem(push.at, f"job {job.id} pushes to {registries[0]} and no step before logs in")


def check_caches(build: Build, job: Job) -> Iterator[Problem]:
    """Report a cache export to a registry that none of the logins before is for."""
    if "self-hosted" in job.runs_on:
        return
    for cache in build.cache_to:
        if cache.type != "registry":
            continue
        image = parse_image(resolve_in_shell(build.step, cache.location))
        if not needs_login(image, job) or any(login.covers(image.registry) for login in logins_before(build.step)):
            continue
        yield Problem(cache.span, f"the cache is written to {image.registry} and no step before logs in there")


def needs_login(image: Image, job: Job) -> bool:
    """Whether the registry is known and is neither on the runner nor in a private network."""
    host = (image.registry or "").split(":")[0]
    services = [key.text for key, _ in job.services.named_entries()] if job.services else []
    public = "." in host and not host.replace(".", "").isdigit()
    return public and not image.on_localhost and host not in services


RULE = Rule(
    id="docker-registry-cache-login",
    summary="registry push or cache without a login",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("push", "cache-to"),
    references=("https://github.com/docker/login-action",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-buildx-action@v4
                  - uses: docker/build-push-action@v7  # <--
                    with:
                      push: true
                      tags: quay.io/acme/app:1.0
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-buildx-action@v4
                  - uses: docker/login-action@v4
                    with:
                      registry: quay.io
                      username: acme+robot
                      password: ${{ secrets.QUAY_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: quay.io/acme/app:1.0
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    services:
                      registry:
                        image: registry:3
                        ports: ["5000:5000"]
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          push: true
                          tags: localhost:5000/acme/app:1.0
                """,
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: ./.github/actions/registry-login
                      - run: docker push quay.io/acme/app:1.0
                """,
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: aws ecr get-login-password | docker login --username AWS --password-stdin $REGISTRY
                      - run: docker push 123456789012.dkr.ecr.eu-west-1.amazonaws.com/app:1.0
                """,
            ),
        ),
        example(
            bad="""
            on: push
            env:
              REGISTRY: ghcr.io
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
                      tags: acme/app:1.0
                      cache-to: type=registry,ref=${{ env.REGISTRY }}/acme/app:buildcache  # <--
            """,
            good="""
            on: push
            env:
              REGISTRY: ghcr.io
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/login-action@v4
                    with:
                      registry: ${{ env.REGISTRY }}
                      username: ${{ github.actor }}
                      password: ${{ github.token }}
                  - uses: docker/build-push-action@v7
                    with:
                      tags: acme/app:1.0
                      cache-to: type=registry,ref=${{ env.REGISTRY }}/acme/app:buildcache
            """,
        ),
    ),
)
