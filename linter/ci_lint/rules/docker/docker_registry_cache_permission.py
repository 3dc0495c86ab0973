"""Writing a build cache to ghcr.io needs `packages: write`; without it the export ends in 403 Forbidden.

The job's `permissions` name every right its token has, so a block without `packages: write` takes the
right away even where the repository's default would have granted it. The export then fails, and since
BuildKit 0.28 a failing export may cancel the push of the image too. `type=gha` needs no permission at all.

Left alone: jobs without any `permissions` (the repository's default decides, which no file tells), logins
with a personal token, composite actions (the caller's job decides) and caches that are only read.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Build, builds, logins_before, parse_image
from ...docker.cache import Cache
from ...edits import Fix, Preferences
from ...edits.grants import grant
from ...environment import resolve_in_shell
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job
from .cache_backends import to_directory, to_github, to_nothing


def check(document: Document) -> Iterator[Problem]:
    """Report each cache export to ghcr.io that the token of the job cannot make."""
    for build in builds(document):
        job = build.step.parent
        if not isinstance(job, Job) or not job.permissions.lacks("packages"):
            continue
        for cache in build.cache_to:
            if writes_to_ghcr(build, cache) and not logs_in_with_own_token(build):
                message = f"job {job.id} writes a cache to ghcr.io without the permission packages: write"
                yield Problem(cache.span, message, fix=partial(mend, document, job, build, cache))


def writes_to_ghcr(build: Build, cache: Cache) -> bool:
    """Whether the cache is an image in GitHub's container registry."""
    reference = resolve_in_shell(build.step, cache.location)
    return cache.type == "registry" and parse_image(reference).registry == "ghcr.io"


def logs_in_with_own_token(build: Build) -> bool:
    """Whether an earlier step logs in to ghcr.io with something else than the token of the job."""
    logins = [login for login in logins_before(build.step) if login.covers("ghcr.io")]
    return bool(logins) and not any(login.uses_job_token for login in logins)


def mend(document: Document, job: Job, build: Build, cache: Cache, preferences: Preferences) -> Fix:
    """Write the cache where the settings want it."""
    if preferences.docker_cache == "permission":
        return Fix("grant packages: write to the job", (grant(job, "packages", "write", "to write the cache"),))
    if preferences.docker_cache == "local":
        return Fix("keep the build cache in a directory of the job", to_directory(document, build, cache))
    if preferences.docker_cache == "none":
        return Fix("build without the cache", to_nothing(document, build, cache))
    return Fix("keep the build cache in GitHub's cache service", to_github(document, build, cache))


RULE = Rule(
    id="docker-registry-cache-permission",
    summary="cache export to ghcr.io without packages: write",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("cache-to",),
    references=("https://docs.github.com/packages/managing-github-packages-using-github-actions-workflows",),
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
                  - uses: docker/setup-buildx-action@v4
                  - uses: docker/login-action@v4
                    with:
                      registry: ghcr.io
                      username: ${{ github.actor }}
                      password: ${{ secrets.GITHUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: registry.example.com/acme/app:1.0
                      cache-from: |
                        type=registry,ref=ghcr.io/acme/app:buildcache
                        type=registry,ref=registry.example.com/acme/app:1.0
                      cache-to: type=registry,ref=ghcr.io/acme/app:buildcache,mode=max  # <--
            """,
            good="""
            on: push
            permissions:
              contents: read
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-buildx-action@v4
                  - uses: docker/login-action@v4
                    with:
                      registry: ghcr.io
                      username: ${{ github.actor }}
                      password: ${{ secrets.GITHUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: true
                      tags: registry.example.com/acme/app:1.0
                      cache-from: |
                        type=gha,scope=app
                        type=registry,ref=registry.example.com/acme/app:1.0
                      cache-to: type=gha,scope=app,mode=max,ignore-error=true
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
                      - uses: docker/login-action@v4
                        with:
                          registry: ghcr.io
                          username: robot
                          password: ${{ secrets.GHCR_WRITE_TOKEN }}
                      - uses: docker/build-push-action@v7
                        with:
                          cache-to: type=registry,ref=ghcr.io/${{ github.repository }}:buildcache,mode=max
                """,
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-to: type=registry,ref=ghcr.io/${{ github.repository }}:buildcache,mode=max
                """,
            ),
        ),
    ),
)
