"""A local build cache that no step restores and saves is gone with the runner.

`type=local` writes a directory. On a hosted runner nothing of it is left for the next run, so the export
costs time in every build and no build ever reads it. A cache action must restore the directory before the
build and save it afterwards; `type=gha` needs neither.

Left alone: self-hosted runners, whose disk stays; directories that an expression decides; jobs in which
any action is given the directory or a local action may see to it; caches read again by a later build of the
same job; and composite actions.
"""

import posixpath
from collections.abc import Iterator
from functools import partial

from ...docker import Build, Cache, builds, builds_of
from ...docker.cache_edits import set_field
from ...docker.legs import varies
from ...docker.local_cache import directory, local_pairs, mentioned_elsewhere, moves
from ...edits import Fix, Preferences, Refusal, insert_step_after, insert_step_before
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job
from .guarded_move import move_step, require_known_place
from .kept_directory import Directory, restore_step, save_step


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
                message = f"no step keeps {written} for the next run, so this cache is never read"
                yield Problem(cache.span, message, fix=partial(keep, document, build, cache, written, read))


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


def keep(document: Document, build: Build, cache: Cache, written: str, read: str, _preferences: Preferences) -> Fix:
    """Restore the directory before the build, and save what the build has written."""
    field = cache.field("dest")
    if not read or not written.startswith(read) or field is None:
        raise Refusal("the build reads no cache, or one of another directory")
    if varies(build):
        raise Refusal("the legs of the matrix build different images")
    require_known_place(build, read)
    place, name = Directory(read, read), key_name(document, build, read)
    moved = tuple(moves(build, written)) if written != read else ()
    new = written if written != read else f"{read}-new"
    behind = [save_step(build, place, name)] if moved else [move_step(build, new, read), save_step(build, place, name)]
    edits = [
        insert_step_before(build.step, restore_step(build, place, name)),
        insert_step_after(moved[-1].step if moved else build.step, *behind),
    ]
    if written == read:
        edits.append(set_field(cache, field, f"{field.value.rstrip('/')}-new"))
    return Fix(f"keep {read} for the next run", tuple(edits))


def key_name(document: Document, build: Build, folder: str) -> str:
    """What tells this cache from those of other jobs and, in a job with several, from the others."""
    job = build.step.parent
    parts = [posixpath.basename(document.path).rpartition(".")[0], job.id if isinstance(job, Job) else ""]
    folders = {f for step in job.all_steps for b in builds_of(step) for _, _, f in local_pairs(b)}
    return "-".join([*parts, posixpath.basename(folder).strip(".")] if len(folders) > 1 else parts)


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
                  - uses: actions/cache/restore@55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0
                    with:
                      path: /tmp/.buildx-cache
                      key: buildx-ci-image-${{ runner.arch }}-${{ github.sha }}
                      restore-keys: buildx-ci-image-${{ runner.arch }}-
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=local,src=/tmp/.buildx-cache
                      cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max
                  - run: |
                      if [ -s /tmp/.buildx-cache-new/index.json ]; then
                        rm -rf /tmp/.buildx-cache
                        mv /tmp/.buildx-cache-new /tmp/.buildx-cache
                      fi
                  - uses: actions/cache/save@55cc8345863c7cc4c66a329aec7e433d2d1c52a9 # v6.1.0
                    with:
                      path: /tmp/.buildx-cache
                      key: buildx-ci-image-${{ runner.arch }}-${{ github.sha }}
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
