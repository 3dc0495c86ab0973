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

from ...docker import Build, builds
from ...docker.cache import Cache
from ...docker.local_cache import local_pairs, mentioned_elsewhere, moves
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Job


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
            yield Problem(cache.span, f"the cache in {read} is read and written in place, so it only grows")
    elif not any(moves(build, written)) and not mentioned_elsewhere(build, written, moving=True):
        yield Problem(cache.span, f"{written} is never moved to {read}, so the cache that is read stays as it is")


def runner_labels(build: Build) -> tuple[str, ...]:
    """The labels of the runner; none for a composite action."""
    return build.step.parent.runs_on if isinstance(build.step.parent, Job) else ()


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
)
