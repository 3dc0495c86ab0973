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
from functools import partial

from ...docker import Build, Cache, Image, Push, builds, builds_of, logins_before, parse_image, pushes_of
from ...edits import Fix, Preferences
from ...environment import resolve_in_shell
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job, Step
from .registry_login import log_in


def check(document: Document) -> Iterator[Problem]:
    """Report each push by a job that logs in nowhere, and each registry cache that no login covers."""
    for step in document.steps():
        if not isinstance(step.parent, Job) or "self-hosted" in step.parent.runs_on:
            continue
        for push in pushes_of(step):
            yield from check_push(document, push, step.parent)
    for build in builds(document):
        if isinstance(build.step.parent, Job) and not build.foreign:
            yield from check_caches(document, build, build.step.parent)


def check_push(document: Document, push: Push, job: Job) -> Iterator[Problem]:
    """Report a push that certainly happens in a job without any login before it."""
    registries = sorted({image.registry for image in push.images if image.registry and needs_login(image, job)})
    if push.certain and registries and not logins_before(push.step):
        message = f"job {job.id} pushes to {registries[0]} and no step before logs in"
        yield Problem(push.at, message, fix=partial(add_login, document, job, registries[0]))


def check_caches(document: Document, build: Build, job: Job) -> Iterator[Problem]:
    """Report a cache export to a registry that none of the logins before is for."""
    if "self-hosted" in job.runs_on:
        return
    for cache in build.cache_to:
        registry = cached_in(build, cache, job)
        if registry and not any(login.covers(registry) for login in logins_before(build.step)):
            message = f"the cache is written to {registry} and no step before logs in there"
            yield Problem(cache.span, message, fix=partial(add_login, document, job, registry))


def cached_in(build: Build, cache: Cache, job: Job) -> str | None:
    """The registry that a cache is written to, if one must log in to it."""
    image = parse_image(resolve_in_shell(build.step, cache.location))
    return image.registry if cache.type == "registry" and needs_login(image, job) else None


def needs_login(image: Image, job: Job) -> bool:
    """Whether the registry is known and is neither on the runner nor in a private network."""
    host = (image.registry or "").split(":")[0]
    services = [key.text for key, _ in job.services.named_entries()] if job.services else []
    public = "." in host and not host.replace(".", "").isdigit()
    return public and not image.on_localhost and host not in services


def add_login(document: Document, job: Job, registry: str, _preferences: Preferences) -> Fix:
    """Log in before the first step that writes to the registry."""
    steps = tuple(step for step in job.all_steps if registry in written_registries(step, job))
    # Unsafe: whether the account may write there, only the registry knows.
    return Fix(f"log in to {registry}", log_in(document, job, steps, registry), safe=False)


def written_registries(step: Step, job: Job) -> set[str | None]:
    """The registries that a step pushes or caches to."""
    images = {image.registry for push in pushes_of(step) for image in push.images}
    return images | {cached_in(build, cache, job) for build in builds_of(step) for cache in build.cache_to}


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
                      username: acme
                      password: ${{ secrets.DOCKERHUB_TOKEN }}
                  - uses: docker/login-action@dbcb813823bdd20940b903addbd779551569679f # v4.6.0
                    with:
                      registry: ghcr.io
                      username: ${{ github.actor }}
                      password: ${{ secrets.GITHUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      tags: acme/app:1.0
                      cache-to: type=registry,ref=${{ env.REGISTRY }}/acme/app:buildcache
            """,
        ),
        example(
            files={
                ".github/workflows/release.yml": (
                    "on: release\n"
                    "jobs:\n"
                    "  image:\n"
                    "    runs-on: ubuntu-24.04\n"
                    "    steps:\n"
                    "      - uses: docker/login-action@v4\n"
                    "        with:\n"
                    "          registry: quay.io\n"
                    "          username: acme+robot\n"
                    "          password: ${{ secrets.QUAY_TOKEN }}\n"
                ),
            },
            bad="""
            on: push
            permissions:
              contents: read
            jobs:
              quay:
                runs-on: ubuntu-24.04
                steps:
                  - name: Push
                    if: github.event_name == 'push'
                    run: docker push quay.io/acme/app:1.0  # <--
                  - name: Push the tools
                    if: github.event_name == 'push'
                    run: docker push quay.io/acme/tools:1.0  # <--
              ghcr:
                runs-on: ubuntu-24.04
                steps:
                  - run: docker push ghcr.io/acme/app:1.0  # <--
            """,
            good="""
            on: push
            permissions:
              contents: read
            jobs:
              quay:
                runs-on: ubuntu-24.04
                steps:
                  - name: Log in to quay.io
                    if: github.event_name == 'push'
                    uses: docker/login-action@dbcb813823bdd20940b903addbd779551569679f # v4.6.0
                    with:
                      registry: quay.io
                      username: acme+robot
                      password: ${{ secrets.QUAY_TOKEN }}
                  - name: Push
                    if: github.event_name == 'push'
                    run: docker push quay.io/acme/app:1.0
                  - name: Push the tools
                    if: github.event_name == 'push'
                    run: docker push quay.io/acme/tools:1.0
              ghcr:
                runs-on: ubuntu-24.04
                permissions:
                  contents: read
                  packages: write # to write the cache
                steps:
                  - uses: docker/login-action@dbcb813823bdd20940b903addbd779551569679f # v4.6.0
                    with:
                      registry: ghcr.io
                      username: ${{ github.actor }}
                      password: ${{ secrets.GITHUB_TOKEN }}
                  - run: docker push ghcr.io/acme/app:1.0
            """,
        ),
    ),
)
