"""A local build cache that no step restores and saves is gone with the runner.

`type=local` writes a directory. On a hosted runner nothing of it is left for the next run, so the export
costs time in every build and no build ever reads it. A cache action must restore the directory before the
build and save it afterwards; `type=gha` needs neither.

Left alone: self-hosted runners, whose disk stays; directories that an expression decides; jobs in which
any action is given the directory or a local action may see to it; caches read again by a later build of the
same job; and composite actions.
"""

from collections.abc import Iterator

from ...docker import Build, builds, builds_of
from ...docker.local_cache import directory, local_pairs, mentioned_elsewhere
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job


def check(document: Document) -> Iterator[Problem]:
    """Report each local cache export of a job that keeps it nowhere."""
    for build in builds(document):
        job = build.step.parent
        if not isinstance(job, Job) or not job.complete or "self-hosted" in job.runs_on or may_be_kept(job):
            continue
        for cache, written, read in local_pairs(build):
            if "$" in written + read or read_later(build, written):
                continue
            if not any(folder and kept(build, folder) for folder in (written, read)):
                yield Problem(cache.span, f"no step keeps {written} for the next run, so this cache is never read")


def may_be_kept(job: Job) -> bool:
    """Whether an action of the repository, or a step without a known place, may keep directories."""
    return any(step.uses and step.uses.local is not None for step in job.all_steps)


def kept(build: Build, folder: str) -> bool:
    """Whether an action is given the directory or a folder above it."""
    parts = folder.split("/")
    above = ["/".join(parts[:count]) for count in range(2, len(parts) + 1)] or [folder]
    return any(mentioned_elsewhere(build, path, moving=False) for path in above if path)


def read_later(build: Build, written: str) -> bool:
    """Whether another step of the job builds with what this one writes."""
    others = (other for step in build.step.later for other in builds_of(step))
    return any(
        directory(other, cache) == written for other in others for cache in other.cache_from if cache.type == "local"
    )


RULE = Rule(
    id="docker-local-cache-not-saved",
    summary="local cache that nothing restores and saves",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("type=local",),
    references=("https://docs.docker.com/build/ci/github-actions/cache/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-buildx-action@v4
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=local,src=/tmp/.buildx-cache
                      cache-to: type=local,dest=/tmp/.buildx-cache,mode=max  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: docker/setup-buildx-action@v4
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=gha,scope=app
                      cache-to: type=gha,scope=app,mode=max
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/cache@v5
                        with:
                          path: /tmp/.buildx-cache
                          key: buildx-${{ hashFiles('Dockerfile') }}
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=local,src=/tmp/.buildx-cache
                          cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max
                """,
                """
                on: push
                jobs:
                  image:
                    runs-on: [self-hosted, linux]
                    steps:
                      - uses: docker/build-push-action@v7
                        with:
                          cache-to: type=local,dest=/var/cache/buildx,mode=max
                """,
            ),
        ),
    ),
)
