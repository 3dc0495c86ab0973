"""A cache whose key never changes is saved once and never again.

A saved cache cannot be overwritten. Under a key that is the same in every run, what the first run happened
to save is restored for ever: dependencies of that day, to which each run downloads what has changed since.
The key needs a part that changes with the content, usually `hashFiles` of a lock file, and `restore-keys`
without that part so that a change begins with the newest older cache.

Left alone: keys with a hash, a version number (`llvm-17.0.6`) or any value that a run computes (outputs,
inputs, dates, a branch name), because the content may well follow from it; caches that are only looked up
or restored; and files that delete caches before they save.
"""

import re
from collections.abc import Iterator

from ...rule import Problem, Rule, Severity, example
from ...tree import Scalar
from ...workflow import Document, Step
from .keys import cache_steps, changing_parts, stated_text

_VERSION = re.compile(r"\d+\.\d+|\d{4}-?\d\d|[0-9a-f]{12,}")
_DELETES = re.compile(r"cache delete|actions/caches|deleteActionsCache", re.IGNORECASE)


def check(document: Document) -> Iterator[Problem]:
    """Report each cache that is saved under the same key in every run."""
    unchanging = [key for step, key in cache_steps(document, "", "/save") if stays(step, key)]
    if unchanging and not _DELETES.search(document.tree.source.text):
        for key in unchanging:
            yield Problem(key, f"cache key {key.text.strip()} never changes, so the cache is saved only once")


def stays(step: Step, key: Scalar) -> bool:
    """Whether a step saves under a key that is the same in every run and names no version."""
    if step.input("lookup-only") is not None or _VERSION.search(stated_text(step, key)):
        return False
    return next(changing_parts(step, key), None) is None


RULE = Rule(
    id="cache-key-static",
    summary="cache that is saved once and never again",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("/cache",),
    references=("https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching",),
    examples=(
        example(
            bad="""
            on: push
            env:
              PREFIX: pip-${{ runner.os }}
            jobs:
              test:
                runs-on: ubuntu-24.04
                strategy:
                  matrix:
                    shard: [a, b]
                steps:
                  - uses: actions/cache@v4
                    with:
                      path: ~/.cache/pip
                      key: ${{ env.PREFIX }}-v1-${{ matrix.shard }}  # <--
            """,
            good="""
            on: push
            env:
              PREFIX: pip-${{ runner.os }}
            jobs:
              test:
                runs-on: ubuntu-24.04
                strategy:
                  matrix:
                    shard: [a, b]
                steps:
                  - uses: actions/cache@v4
                    with:
                      path: ~/.cache/pip
                      key: ${{ env.PREFIX }}-v1-${{ matrix.shard }}-${{ hashFiles('requirements.txt') }}
                      restore-keys: ${{ env.PREFIX }}-v1-${{ matrix.shard }}-
            """,
            near=(
                """
                on: push
                env:
                  LLVM: 17.0.6
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    strategy:
                      matrix:
                        tool: ${{ fromJSON(vars.TOOLS) }}
                    steps:
                      - uses: actions/cache@v4
                        with:
                          path: llvm
                          key: llvm-${{ env.LLVM }}
                      - uses: actions/cache@v4
                        with:
                          path: .mypy_cache
                          key: mypy-${{ steps.date.outputs.week }}
                      - uses: actions/cache@v4
                        with:
                          path: tools
                          key: tools-${{ matrix.tool }}
                      - uses: actions/cache@v4
                        with:
                          path: data
                          key: data-${{ env.SET_BY_A_STEP }}
                      - uses: actions/cache/restore@v4
                        with:
                          path: models
                          key: models
                """,
                """
                on: push
                jobs:
                  save:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: gh cache delete models || true
                      - uses: actions/cache/save@v4
                        with:
                          path: models
                          key: models
                """,
            ),
        ),
    ),
)
