"""A failed build leaves an empty cache directory, and moving that into place throws the good cache away.

BuildKit creates the directory of `cache-to: type=local` before it knows how the build ends. A step that
removes the old cache and moves the new one, run after a failed build or an export whose error was ignored,
replaces gigabytes of good layers by nothing, and the next run saves that nothing. A cache is whole when its
`index.json` is there, so the move should look for it.

An error where the step runs after a failed build (`always()`, `failure()`, `!cancelled()`, or
`continue-on-error` on the build), a warning where it runs only after a good one.

Left alone: a move whose script or `if:` tests for the new directory's `index.json`, or whose `if:` asks
for the outcome of the build.
"""

import re
from collections.abc import Iterator

from ...docker import Build, builds
from ...docker.local_cache import Move, local_pairs, moves
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document

_RUNS_AFTER_FAILURE = re.compile(r"\b(?:always|failure|cancelled)\s*\(")
_TESTS_OUTCOME = re.compile(r"\bsteps\.[\w-]+\.(?:outcome|conclusion)\b")
_TESTS_CONTENT = re.compile(r"index\.json|-s\s|\bdu\b|hashfiles", re.IGNORECASE)


def check(document: Document) -> Iterator[Problem]:
    """Report each move of a new local cache that does not look at what it moves."""
    for build in builds(document):
        for _, written, read in local_pairs(build):
            for move in moves(build, written) if read and read != written else ():
                yield from check_move(build, move, written)


def check_move(build: Build, move: Move, written: str) -> Iterator[Problem]:
    """Report one move."""
    script = move.step.run.text if move.step.run else ""
    condition = move.step.condition.text if move.step.condition else ""
    if _TESTS_CONTENT.search(script) or _TESTS_CONTENT.search(condition) or _TESTS_OUTCOME.search(condition):
        return
    at = move.command.span
    if _RUNS_AFTER_FAILURE.search(condition) or goes_on_after_failure(build):
        yield Problem(at, f"{written} is empty after a failed build, and this step puts it in place of the good cache")
    else:
        message = f"{written} is put in place of the good cache without a look whether it has an index.json"
        yield Problem(at, message, Severity.WARNING)


def goes_on_after_failure(build: Build) -> bool:
    """Whether later steps run although the build has failed."""
    value = build.step.node.text("continue-on-error")
    return value is not None and value != "false"


RULE = Rule(
    id="docker-local-cache-lost-on-failure",
    summary="move step that can replace a good cache by an empty one",
    severity=Severity.ERROR,
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
                      cache-to: type=local,dest=/tmp/.buildx-cache-new,mode=max
                  - if: always()
                    run: |
                      rm -rf /tmp/.buildx-cache
                      mv /tmp/.buildx-cache-new /tmp/.buildx-cache  # <--
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
                      - id: build
                        uses: docker/build-push-action@v7
                        with:
                          cache-from: type=local,src=/tmp/cache
                          cache-to: type=local,dest=/tmp/cache-new,mode=max
                      - if: always() && steps.build.outcome == 'success'
                        run: rm -rf /tmp/cache && mv /tmp/cache-new /tmp/cache
                """,
            ),
        ),
    ),
)
