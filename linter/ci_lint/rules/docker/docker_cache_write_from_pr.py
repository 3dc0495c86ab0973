"""A cache is written on an event whose token may only read: the export fails, and the build with it.

Two cases are certain. A pull request from a fork runs with a token that cannot write packages, and a pull
request that skips the login step has no token at all, so `cache-to: type=registry` ends in 403 or "denied"
and the contributor sees a red check that is not theirs. And since June 2026 GitHub's cache is read-only on
events that strangers can cause on the default branch (`pull_request_target`, `issue_comment`, `issues`,
...), where `type=gha` cannot be written. Write the cache from pushes only, or add `ignore-error=true`.

Left alone: `type=gha` on `pull_request`, which is written to a place of that pull request and only fills
the storage; exports that ignore errors; jobs and steps whose `if:` keeps the event away; workflows and jobs
with a `cache-mode`; logins with other secrets than the job's token, which fail before the build does;
`workflow_run`, whose token depends on the workflow before it.
"""

from collections.abc import Iterator
from functools import partial
from types import MappingProxyType

from ...docker import Build, Cache, builds, logins_before, parse_image, place_of
from ...docker.cache_edits import replace_entry
from ...edits import Fix, Preferences, Refusal, require_uncommented
from ...edits.list_input import input_entry, remove_line
from ...edits.quoting import operand
from ...expressions.evaluate import Facts, Value
from ...reach import FORK_PULL_REQUEST, PULL_REQUEST, reaches
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job, Workflow

# github.blog changelog of 2026-06-26: anybody can cause these, and they run on the default branch.
_READ_ONLY_EVENTS = (
    "discussion",
    "discussion_comment",
    "fork",
    "issue_comment",
    "issues",
    "pull_request_target",
    "watch",
)


def check(document: Document) -> Iterator[Problem]:
    """Report each cache export that cannot succeed on some event of the workflow."""
    if not isinstance(document, Workflow):
        return
    for build in builds(document):
        for cache in build.cache_to:
            if cache.computed or cache.ignores_errors or build.foreign:
                continue
            reason = reason_of(document, build, cache)
            if reason:
                yield Problem(cache.span, reason, fix=partial(write_elsewhere, document, build, cache))


def reason_of(workflow: Workflow, build: Build, cache: Cache) -> str | None:
    """Why the export fails on one of the events, or None."""
    if cache.type == "gha":
        event = next((name for name in _READ_ONLY_EVENTS if writes_on(workflow, build, name)), None)
        return f"the cache is written on {event}, where GitHub's cache is read-only" if event else None
    if cache.type == "registry" and "pull_request" in workflow.triggers:
        return registry_reason(build, cache)
    return None


def writes_on(workflow: Workflow, build: Build, event: str) -> bool:
    """Whether the build may run on the event, and nothing says what the cache token may do there."""
    job = build.step.parent
    if event not in workflow.triggers or not isinstance(job, Job):
        return False
    if job.node.get("cache-mode") is not None or workflow.node.get("cache-mode") is not None:
        return False
    facts: Facts = MappingProxyType[tuple[str, ...], Value]({("github", "event_name"): event})
    return reaches(build.step, facts)


def registry_reason(build: Build, cache: Cache) -> str | None:
    """Why a pull request cannot write the registry cache, or None."""
    image = parse_image(place_of(build, cache))
    logins = [login for login in logins_before(build.step) if login.covers(image.registry)]
    if not logins or image.on_localhost or not reaches(build.step, FORK_PULL_REQUEST):
        return None
    if not any(reaches(login.step, PULL_REQUEST) for login in logins):
        return "the cache is written on pull requests, for which no login step runs"
    from_forks = [login for login in logins if reaches(login.step, FORK_PULL_REQUEST)]
    if lacks_packages(build) or not all(login.uses_job_token for login in from_forks):
        return None
    return "the cache is written on pull requests from forks, whose token cannot write packages"


def lacks_packages(build: Build) -> bool:
    """Whether no event at all gives the token of the job the right to write packages."""
    job = build.step.parent
    return isinstance(job, Job) and job.permissions.lacks("packages")


def write_elsewhere(workflow: Workflow, build: Build, cache: Cache, _preferences: Preferences) -> Fix:
    """Write the cache on the other events only; where there are none, not at all."""
    if not build.is_action:
        raise Refusal("a command writes its cache whatever the event is")
    events = [name for name in _READ_ONLY_EVENTS if writes_on(workflow, build, name)]
    barred = events if cache.type == "gha" else ["pull_request"]
    others = (trigger.name for trigger in workflow.triggers if trigger.name not in barred)
    # Unsafe, both: the owner may rather let the export fail without the build.
    if any(reaches(build.step, MappingProxyType({("github", "event_name"): name})) for name in others):
        unbarred = " && ".join(f"github.event_name != '{name}'" for name in barred)
        text = f"${{{{ {unbarred} && {operand(cache.item.text)} || '' }}}}"
        return Fix("write the cache where the token may", (replace_entry(cache, text),), safe=False)
    entry = input_entry(build.step, "cache-to")
    if entry and len(build.cache_to) == 1:
        require_uncommented(entry)
    end = cache.item.start + len(cache.item.text)
    return Fix("write no cache", (remove_line(build.step, "cache-to", cache.item.start, end),), safe=False)


RULE = Rule(
    id="docker-cache-write-from-pr",
    summary="cache written where the token may only read",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("cache-to",),
    references=(
        "https://docs.github.com/actions/reference/security/secure-use",
        "https://docs.docker.com/build/cache/backends/",
    ),
    examples=(
        example(
            bad="""
            on: [push, pull_request]
            jobs:
              image:
                runs-on: ubuntu-24.04
                permissions:
                  packages: write
                steps:
                  - uses: docker/login-action@v4
                    with:
                      registry: ghcr.io
                      username: ${{ github.actor }}
                      password: ${{ secrets.GITHUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=registry,ref=ghcr.io/a/b:base
                      cache-to: type=registry,ref=ghcr.io/a/b:base  # <--
            """,
            good="""
            on: [push, pull_request]
            jobs:
              image:
                runs-on: ubuntu-24.04
                permissions:
                  packages: write
                steps:
                  - uses: docker/login-action@v4
                    with:
                      registry: ghcr.io
                      username: ${{ github.actor }}
                      password: ${{ secrets.GITHUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=registry,ref=ghcr.io/a/b:base
                      cache-to: ${{ github.event_name != 'pull_request' && 'type=registry,ref=ghcr.io/a/b:base' || '' }}
            """,
            near=(
                """
                on: [push, pull_request]
                jobs:
                  image:
                    if: github.event_name == 'push' || github.event.pull_request.head.repo.fork == false
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/login-action@v4
                        with:
                          registry: ghcr.io
                          username: ${{ github.actor }}
                          password: ${{ secrets.GITHUB_TOKEN }}
                      - uses: docker/build-push-action@v7
                        with:
                          cache-to: type=registry,ref=ghcr.io/example/app:cache,mode=max
                  local:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-to: type=gha,mode=max
                  tolerant:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/login-action@v4
                        with:
                          registry: ghcr.io
                          username: ${{ github.actor }}
                          password: ${{ secrets.GITHUB_TOKEN }}
                      - uses: docker/build-push-action@v7
                        with:
                          cache-to: type=registry,ref=ghcr.io/example/app:cache,ignore-error=true
                """,
            ),
        ),
        example(
            bad="""
            on: [push, pull_request]
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/login-action@v4
                    if: github.event_name != 'pull_request'
                    with:
                      username: example
                      password: ${{ secrets.DOCKER_HUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: ${{ github.event_name != 'pull_request' }}
                      cache-from: type=registry,ref=example/app:cache
                      cache-to: |
                        type=registry,ref=example/app:cache  # <--
                        type=registry,ref=a/b:${{ env.TAG }}  # <--
            """,
            good="""
            on: [push, pull_request]
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/login-action@v4
                    if: github.event_name != 'pull_request'
                    with:
                      username: example
                      password: ${{ secrets.DOCKER_HUB_TOKEN }}
                  - uses: docker/build-push-action@v7
                    with:
                      push: ${{ github.event_name != 'pull_request' }}
                      cache-from: type=registry,ref=example/app:cache
                      cache-to: |
                        ${{ github.event_name != 'pull_request' && 'type=registry,ref=example/app:cache' || '' }}
                        ${{ github.event_name != 'pull_request' && format('type=registry,ref=a/b:{0}', env.TAG) || '' }}
            """,
        ),
        example(
            bad="""
            on:
              push:
              issue_comment:
                types: [created]
            jobs:
              preview:
                if: github.event_name == 'issue_comment'
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha
                      cache-to: type=gha,mode=max  # <--
            """,
            good="""
            on:
              push:
              issue_comment:
                types: [created]
            jobs:
              preview:
                if: github.event_name == 'issue_comment'
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha
            """,
            near=(
                """
                on:
                  push:
                  issue_comment:
                    types: [created]
                jobs:
                  image:
                    if: github.event_name == 'push'
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=gha
                          cache-to: type=gha,mode=max
                  preview:
                    cache-mode: write
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=gha
                          cache-to: type=gha,mode=max
                """,
            ),
        ),
    ),
)
