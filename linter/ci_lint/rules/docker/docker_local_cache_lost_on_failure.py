"""A failed build leaves an empty cache directory, and moving that into place throws the good cache away.

BuildKit creates the directory of `cache-to: type=local` before it knows how the build ends. A step that
removes the old cache and moves the new one, run after a failed build or an export whose error was ignored,
replaces gigabytes of good layers by nothing, and the next run saves that nothing. A cache is whole when its
`index.json` is there, so the move should look for it.

An error where the step runs after a failed build (`always()`, `failure()`, `!cancelled()`, or
`continue-on-error` on the build), a warning where the export has `ignore-error=true`. Where it runs only after
a good build without that, an info: nothing is written then for a build with an empty result alone.

Left alone: a move whose script or `if:` tests for the new directory's `index.json`, or whose `if:` asks
for the outcome of the build.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...docker import Build, builds, has_too_many_caches
from ...docker.local_cache import Move, local_pairs, moves, plain_path
from ...edits import Fix, Preferences, Refusal
from ...environment import resolve_in_shell
from ...late_pattern import late_pattern
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document
from .guarded_range import guard, new_index

if TYPE_CHECKING:
    from ...shell import Word

_RUNS_AFTER_FAILURE = late_pattern(r"\b(?:always|failure|cancelled)\s*\(")
_TESTS_OUTCOME = late_pattern(r"\bsteps\.[\w-]+\.(?:outcome|conclusion)\b")
_TESTS_CONTENT = late_pattern(r"index\.json|-s\s|\bdu\b|hashfiles", re.IGNORECASE)


def check(document: Document) -> Iterator[Problem]:
    """Report each move of a new local cache that does not look at what it moves."""
    for build in () if has_too_many_caches(document) else builds(document):
        for cache, written, read in local_pairs(build):
            for move in moves(build, written) if read and read != written else ():
                yield from check_move(build, move, written, read, sure=not cache.ignores_errors)


def check_move(build: Build, move: Move, written: str, read: str, *, sure: bool) -> Iterator[Problem]:
    """Report one move; `sure` says that a good build has written all of the cache."""
    script = move.step.run.text if move.step.run else ""
    condition = move.step.condition.text if move.step.condition else ""
    if _TESTS_CONTENT.search(script) or _TESTS_CONTENT.search(condition) or _TESTS_OUTCOME.search(condition):
        return
    at = move.command.span
    fix = partial(look_first, move, written, read)
    if _RUNS_AFTER_FAILURE.search(condition) or goes_on_after_failure(build):
        message = f"{written} is empty after a failed build, and this step puts it in place of the good cache"
        yield Problem(at, message, fix=fix)
    else:
        message = f"{written} is put in place of the good cache without a look whether it has an index.json"
        yield Problem(at, message, Severity.INFO if sure else Severity.WARNING, fix)


def goes_on_after_failure(build: Build) -> bool:
    """Whether later steps run although the build has failed."""
    value = build.step.node.text("continue-on-error")
    return value is not None and value != "false"


def look_first(move: Move, written: str, read: str, _preferences: Preferences) -> Fix:
    """Move the new cache only if it is whole."""
    script = move.step.script
    moved = [word for word in move.command.arguments if names(move, word, written)]
    if script is None or not moved or "index.json" in moved[0].text:
        raise Refusal("what is moved is not certain")
    test = f"[ -s {new_index(moved[0].text)} ]"
    edit = guard(script.commands, move.command, test, lambda word: names(move, word, read))
    return Fix("keep the old cache where there is no whole new one", (edit,))


def names(move: Move, word: "Word", folder: str) -> bool:
    """Whether a word of the script is the folder or all that is in it."""
    path = plain_path(resolve_in_shell(move.step, word.text))
    return path.removesuffix("/*").removesuffix("/.") == folder


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
                  - if: always()
                    run: |
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
        example(
            bad="""
            on: push
            env:
              DIR: /tmp/cache
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      # Layers of the last build.
                      docker buildx build . \\
                        --cache-from type=local,src=$DIR --cache-to type=local,dest=$DIR-new,mode=max
                      du -sh "$DIR-new"
                  - run: sudo rm -rf "$DIR" && mv "$DIR-new" "$DIR" || true  # <--
                  - run: |
                      docker buildx build api --cache-from type=local,src=old --cache-to type=local,dest=new
                      if true; then
                          rm -rf old
                          mkdir -p old

                          mv new/* old/ 2>/dev/null || true  # <--
                      fi
                      ls old
            """,
            good="""
            on: push
            env:
              DIR: /tmp/cache
            jobs:
              image:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      # Layers of the last build.
                      docker buildx build . \\
                        --cache-from type=local,src=$DIR --cache-to type=local,dest=$DIR-new,mode=max
                      du -sh "$DIR-new"
                  - run: if [ -s "$DIR-new/index.json" ]; then sudo rm -rf "$DIR" && mv "$DIR-new" "$DIR" || true; fi
                  - run: |
                      docker buildx build api --cache-from type=local,src=old --cache-to type=local,dest=new
                      if true; then
                          if [ -s new/index.json ]; then
                            rm -rf old
                            mkdir -p old

                            mv new/* old/ 2>/dev/null || true
                          fi
                      fi
                      ls old
            """,
        ),
    ),
)
