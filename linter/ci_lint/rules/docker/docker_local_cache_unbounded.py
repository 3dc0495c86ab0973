"""A local build cache written into the directory it is read from grows with every build.

BuildKit adds the new layers and never removes the old ones: five changed builds of a 20 MB image leave
100 MB, and the whole directory is uploaded and downloaded each time, until the restore takes longer than
the build or GitHub evicts it. Writing to a second directory and moving that into place keeps it constant;
but then the move must be there, or the next run reads the same old cache for ever.

Left alone: `reset=true` (buildx 0.35 and newer remove what is no longer referenced), directories that an
expression decides, caches that no step keeps (see docker-local-cache-not-saved), and a second directory
that is saved under its own name.
"""

from collections.abc import Iterator
from functools import partial

from ...docker import Build, builds
from ...docker.builder import SETUP_BUILDX
from ...docker.cache import Cache
from ...docker.cache_edits import add_field, set_field
from ...docker.local_cache import local_pairs, mentioned_elsewhere, moves
from ...edits import Edit, Fix, Preferences, Refusal, insert_step_after
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job
from .guarded_move import move_step, require_known_place

_VERSION = late_pattern(r"v?(\d+)\.(\d+)(?:\.\d+)?")
# Older ones ignore `reset` without a word.
_KNOWS_RESET = (0, 35)


def check(document: Document) -> Iterator[Problem]:
    """Report each local export that never makes room."""
    for build in builds(document):
        if isinstance(build.step.parent, Job) and not build.step.parent.complete:
            continue
        for cache, written, read in local_pairs(build):
            if read and "$" not in written + read:
                yield from check_pair(build, cache, written, read)


def check_pair(build: Build, cache: Cache, written: str, read: str) -> Iterator[Problem]:
    """Report one export, given the directory it writes and the one that is read."""
    if written == read:
        keeps = mentioned_elsewhere(build, read, moving=False) or "self-hosted" in runner_labels(build)
        if keeps and cache.value("reset").lower() != "true":
            message = f"the cache in {read} is read and written in place, so it only grows"
            yield Problem(cache.span, message, fix=partial(make_room, build, cache, read))
    elif not any(moves(build, written)) and not mentioned_elsewhere(build, written, moving=True):
        message = f"{written} is never moved to {read}, so the cache that is read stays as it is"
        yield Problem(cache.span, message, fix=partial(move_back, build, written, read))


def runner_labels(build: Build) -> tuple[str, ...]:
    """The labels of the runner; none for a composite action."""
    return build.step.parent.runs_on if isinstance(build.step.parent, Job) else ()


def make_room(build: Build, cache: Cache, folder: str, _preferences: Preferences) -> Fix:
    """Let buildx drop what is not used any more or, where it may be too old, write to a second directory."""
    if has_reset(build):
        return Fix("drop unused layers from the cache", (add_field(cache, "reset", "true"),))
    written, field = f"{folder}-new", cache.field("dest")
    if field is None or any(moves(build, written)) or mentioned_elsewhere(build, written, moving=True):
        raise Refusal(f"a step deals with {written} already")
    require_known_place(build, folder)
    edits = set_field(cache, field, f"{field.value.rstrip('/')}-new"), insert_move(build, written, folder)
    return Fix("write the cache to a new directory and move that into place", edits)


def has_reset(build: Build) -> bool:
    """Whether the job sets up a buildx that is named by a version and knows `reset`."""
    setups = [step for step in build.step.earlier if step.uses and step.uses.names(SETUP_BUILDX)]
    found = _VERSION.fullmatch(setups[-1].input_text("version")) if setups else None
    return found is not None and (int(found[1]), int(found[2])) >= _KNOWS_RESET


def move_back(build: Build, written: str, read: str, _preferences: Preferences) -> Fix:
    """Move the new directory into the place of the old one."""
    if not written.startswith(read):
        raise Refusal(f"whether {written} is to become {read} is not certain")
    return Fix("move the new cache into place", (insert_move(build, written, read),))


def insert_move(build: Build, written: str, read: str) -> Edit:
    """Add the guarded move behind the build."""
    return insert_step_after(build.step, move_step(build, written, read))


RULE = Rule(
    id="docker-local-cache-unbounded",
    summary="local cache that grows with every build or is never replaced",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("type=local",),
    references=("https://docs.docker.com/build/cache/backends/local/",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/cache@v5
                    with:
                      path: /tmp/.buildx-cache
                      key: buildx-${{ github.sha }}
                      restore-keys: buildx-
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
                  - uses: actions/cache@v5
                    with:
                      path: /tmp/.buildx-cache
                      key: buildx-${{ github.sha }}
                      restore-keys: buildx-
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=local,src=/tmp/.buildx-cache
                      cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max
                  - run: |
                      if [ -s /tmp/.buildx-cache-new/index.json ]; then
                        rm -rf /tmp/.buildx-cache
                        mv /tmp/.buildx-cache-new /tmp/.buildx-cache
                      fi
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
                          key: buildx-${{ github.sha }}
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=local,src=/tmp/.buildx-cache
                          cache-to: type=local,dest=/tmp/.buildx-cache,mode=max,reset=true
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/cache@v5
                    with:
                      path: /tmp/.buildx-cache
                      key: buildx-${{ github.sha }}
                      restore-keys: buildx-
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=local,src=/tmp/.buildx-cache
                      cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - uses: actions/cache@v5
                    with:
                      path: /tmp/.buildx-cache
                      key: buildx-${{ github.sha }}
                      restore-keys: buildx-
                  - uses: docker/build-push-action@v7
                    with:
                      cache-from: type=local,src=/tmp/.buildx-cache
                      cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max
                  - run: |
                      if [ -s /tmp/.buildx-cache-new/index.json ]; then
                        rm -rf /tmp/.buildx-cache
                        mv /tmp/.buildx-cache-new /tmp/.buildx-cache
                      fi
            """,
            near=(
                """
                on: push
                jobs:
                  image:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/cache/restore@v5
                        with:
                          path: /tmp/.buildx-cache
                          key: buildx-${{ github.sha }}
                          restore-keys: buildx-
                      - uses: docker/build-push-action@v7
                        with:
                          cache-from: type=local,src=/tmp/.buildx-cache
                          cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max
                      - run: mv /tmp/.buildx-cache /tmp/old && mv /tmp/.buildx-cache-new /tmp/.buildx-cache
                      - uses: actions/cache/save@v5
                        with:
                          path: /tmp/.buildx-cache
                          key: buildx-${{ github.sha }}
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - name: Restore the cache
                    uses: actions/cache@v5
                    with:
                      path: .buildx-cache
                      key: buildx-${{ github.sha }}
                      restore-keys: buildx-
                  - name: Set up buildx
                    uses: docker/setup-buildx-action@v4
                    with:
                      version: v0.36.1
                  - name: Build
                    run: >-
                      docker buildx build .
                      --cache-from type=local,src=.buildx-cache
                      --cache-to type=local,dest=.buildx-cache,mode=max  # <--
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - name: Restore the cache
                    uses: actions/cache@v5
                    with:
                      path: .buildx-cache
                      key: buildx-${{ github.sha }}
                      restore-keys: buildx-
                  - name: Set up buildx
                    uses: docker/setup-buildx-action@v4
                    with:
                      version: v0.36.1
                  - name: Build
                    run: >-
                      docker buildx build .
                      --cache-from type=local,src=.buildx-cache
                      --cache-to type=local,dest=.buildx-cache,mode=max,reset=true
            """,
        ),
        example(
            bad="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - name: Restore the cache
                    uses: actions/cache@v5
                    with: {path: "/tmp/my cache", key: "buildx-${{ github.sha }}", restore-keys: buildx-}

                  # The image of the release.
                  - name: Build
                    uses: docker/build-push-action@v7
                    with:
                      cache-from: |
                        type=local,src=/tmp/cache
                        type=gha
                      cache-to: type=local,dest=/tmp/cache,mode=max  # <--

                  - name: Keep the cache
                    uses: actions/cache/save@v5
                    with:
                      path: /tmp/cache
                      key: buildx-${{ github.sha }}
            """,
            good="""
            on: push
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - name: Restore the cache
                    uses: actions/cache@v5
                    with: {path: "/tmp/my cache", key: "buildx-${{ github.sha }}", restore-keys: buildx-}

                  # The image of the release.
                  - name: Build
                    uses: docker/build-push-action@v7
                    with:
                      cache-from: |
                        type=local,src=/tmp/cache
                        type=gha
                      cache-to: type=local,dest=/tmp/cache-new,mode=max

                  - name: Replace the old build cache
                    run: |
                      if [ -s /tmp/cache-new/index.json ]; then
                        rm -rf /tmp/cache
                        mv /tmp/cache-new /tmp/cache
                      fi

                  - name: Keep the cache
                    uses: actions/cache/save@v5
                    with:
                      path: /tmp/cache
                      key: buildx-${{ github.sha }}
            """,
        ),
    ),
)
