"""Tests that are repeated until they pass either pass or never end.

`until npm test; do sleep 5; done` turns a test that always fails into a job that runs until GitHub stops it
after six hours, and a test that fails four times out of five into a green one. A few attempts and a limit of
time are enough for what is flaky for reasons outside the code.

Left alone: loops that count, that break, or that read a clock; loops under `timeout`; steps with a time limit,
be it their own or that of the job.
"""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences, insert_entry
from ...late_pattern import late_pattern
from ...purpose import may_run_tests, runs_tests
from ...rule import Problem, Rule, Severity, example
from ...workflow import Document, Step

if TYPE_CHECKING:
    from ...shell import Loop

_BOUNDS = late_pattern(
    r"\(\(|\bSECONDS\b|\bdate\b|\bexpr\b|\blet\b|-(?:lt|le|gt|ge|eq)\b|\btimeout\b|\bseq\b|\{\d+\.\."
)
_MINUTES = 15


def check(document: Document) -> Iterator[Problem]:
    """Report each loop that runs tests again for as long as they fail."""
    for step in document.steps():
        if step.run is None or not may_run_tests(step.run.text) or limited(step):
            continue
        for loop in loops(step):
            if repeats_tests(loop):
                message = "the tests are repeated until they pass, without a limit"
                yield Problem(loop.span, message, fix=partial(limit, step))


def limited(step: Step) -> bool:
    """Whether the step or its job has a time limit."""
    return any(owner.get("timeout-minutes") is not None for owner in (step.node, step.parent.node))


def loops(step: Step) -> tuple["Loop", ...]:
    """The `while` and `until` loops of a step."""
    if step.run is None or not ("until" in step.run.text or "while" in step.run.text) or step.script is None:
        return ()
    return tuple(loop for loop in step.script.loops if loop.kind in ("while", "until"))


def repeats_tests(loop: "Loop") -> bool:
    """Whether the result of tests decides whether the loop goes on, and nothing else ends it."""
    if _BOUNDS.search(loop.scalar.text, loop.start, loop.end):
        return False
    if any(runs_tests(command) for command in loop.condition):
        return not any(command.name in ("break", "exit", "return") for command in loop.body)
    endless = all(command.name in ("true", ":") for command in loop.condition)
    return endless and any(
        runs_tests(command)
        and any(after.name in ("break", "exit") for branch in command.and_or for after in branch.commands)
        for command in loop.body
    )


def limit(step: Step, _preferences: Preferences) -> Fix:
    """Give the step a time limit."""
    edit = insert_entry(step.node, f"timeout-minutes: {_MINUTES}", after="name")
    # Unsafe: only the owner knows how long the tests take.
    return Fix(f"limit the step to {_MINUTES} minutes", (edit,), safe=False)


RULE = Rule(
    id="test-retry-unbounded",
    summary="tests repeated without a limit",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("until", "while"),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - name: Test
                    run: until npm test; do sleep 5; done  # <--
                  - run: |
                      while ! pytest tests/e2e; do  # <--
                        echo "again"
                      done
                  - run: |
                      while true; do  # <--
                        go test ./... && break
                        sleep 10
                      done
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - name: Test
                    timeout-minutes: 15
                    run: until npm test; do sleep 5; done
                  - run: |
                      while ! pytest tests/e2e; do
                        echo "again"
                      done
                    timeout-minutes: 15
                  - run: |
                      while true; do
                        go test ./... && break
                        sleep 10
                      done
                    timeout-minutes: 15
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: for attempt in 1 2 3; do npm test && break; done
                      - run: |
                          attempts=0
                          until npm test; do
                            attempts=$((attempts + 1))
                            [ "$attempts" -ge 3 ] && exit 1
                          done
                      - run: |
                          end=$((SECONDS + 600))
                          while [ $SECONDS -lt $end ]; do pytest && break; done
                      - run: until npm test; do sleep 5; done
                        timeout-minutes: 10
                  bounded:
                    runs-on: ubuntu-24.04
                    timeout-minutes: 20
                    steps:
                      - run: until npm test; do sleep 5; done
                  others:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: timeout 600 bash -c 'until npm test; do sleep 5; done'
                      - run: find . -name '*.test' | while read -r file; do ./run-tests.sh "$file"; done
                      - run: |
                          while pytest --lf; do
                            break
                          done
                """,
            ),
        ),
    ),
)
