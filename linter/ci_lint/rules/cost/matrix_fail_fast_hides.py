"""The first failing leg of a test matrix ends the others, so nobody learns where else it fails.

`fail-fast` is on unless a workflow says otherwise. In a matrix over versions or systems the question is on
which of them the tests fail; with it, a failure on Windows hides that Linux was fine, and each repair may
only uncover the next failure. Whoever wants the short answer says `fail-fast: true`.

Left alone: any given `fail-fast`, matrices that split one run into parts (`shard`), that have one leg or come
from an expression, and jobs that do not test.
"""

import re
from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, insert_entry_above
from ...late_pattern import late_pattern
from ...purpose import Purpose, job_is_for
from ...rule import Problem, Profile, Rule, Severity, example
from ...tree import Mapping, Scalar, Sequence
from ...workflow import Document, Job

_AXES = late_pattern(
    r"(?:.*[-_])?(?:os|platform|system|runner|version|versions|python|node|go|ruby|java|jdk|php|rust|toolchain|dotnet)",
    re.IGNORECASE,
)


def check(document: Document) -> Iterator[Problem]:
    """Report each test matrix over versions or systems that says nothing of fail-fast."""
    for job in document.jobs():
        strategy = job.node.get("strategy")
        if not isinstance(strategy, Mapping) or not strategy.complete or strategy.entry("fail-fast"):
            continue
        axis = compared(job)
        if axis and job_is_for(job, Purpose.TEST):
            message = f"the first failing leg ends the others, which hides the results for each other {axis.text}"
            yield Problem(axis, message, fix=partial(let_all_end, strategy))


def compared(job: Job) -> Scalar | None:
    """The first axis of the matrix that is about versions or systems and has more than one value."""
    matrix = job.matrix
    for key, values in matrix.named_entries() if isinstance(matrix, Mapping) else ():
        if isinstance(values, Sequence) and len(values.items) > 1 and _AXES.fullmatch(key.text):
            return key
    return None


def let_all_end(strategy: Mapping, _preferences: Preferences) -> Fix:
    """Let each leg run to its end."""
    edit = insert_entry_above(strategy, "matrix", "fail-fast: false")
    # Unsafe: a failing run takes as long as a good one, and somebody pays for it.
    return Fix("let all legs run to their end", (edit,), safe=False)


RULE = Rule(
    id="matrix-fail-fast-hides",
    summary="first failure that hides the results of the other legs",
    severity=Severity.INFO,
    profile=Profile.STRICT,
    why=__doc__,
    check=check,
    hints=("matrix",),
    references=(
        "https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstrategyfail-fast",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                strategy:
                  matrix:
                    python-version: ['3.12', '3.13']  # <--
                steps:
                  - run: pytest
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                strategy:
                  fail-fast: false
                  matrix:
                    python-version: ['3.12', '3.13']
                steps:
                  - run: pytest
            """,
            near=(
                """
                on: push
                jobs:
                  chosen:
                    runs-on: ${{ matrix.os }}
                    strategy:
                      fail-fast: true
                      matrix:
                        os: [ubuntu-24.04, macos-15]
                    steps:
                      - run: pytest
                  parts:
                    runs-on: ubuntu-24.04
                    strategy:
                      matrix:
                        shard: [1, 2]
                        node: [24]
                    steps:
                      - run: npx jest --shard ${{ matrix.shard }}/2
                  build:
                    runs-on: ${{ matrix.os }}
                    strategy:
                      matrix:
                        os: [ubuntu-24.04, macos-15]
                    steps:
                      - run: cargo build --release
                """,
            ),
        ),
    ),
)
