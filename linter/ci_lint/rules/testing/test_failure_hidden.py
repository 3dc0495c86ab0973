"""Tests whose failure is thrown away are green whatever they find.

`pytest || true`, a `set +e` whose result nobody reads, or `continue-on-error: true` on the step make the job
pass when tests fail. Nobody looks into the log of a green job, so a test may be red for months, and what
depends on the tests, a deploy for example, goes ahead.

Left alone: tests whose failure something else looks at, be it a step that reads `steps.ID.outcome`, a saved
exit code, a report that the tests write, or `git diff --exit-code` behind tests that write files anew; a second
run of tests that also run unhidden in the job; what a name or a comment declares to be allowed to fail;
`continue-on-error` with an expression, as for one leg of a matrix, and on a job, which stays visibly red; and
`; true` behind a test, which the shell never reaches unless `set +e` came before.
"""

import re
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from ...edits import Fix, Preferences, Refusal, remove_entry
from ...late_pattern import late_pattern
from ...purpose import Purpose, inner_words, is_for
from ...rule import Problem, Rule, Severity, example
from ...tree import Entry, Scalar
from ...workflow import Document, Step
from .alternative import without_alternative
from .intention import says_it_may_fail
from .lost_status import status_lost
from .telling_tests import handled_away, is_judged, runs_again, tests

if TYPE_CHECKING:
    from ...shell import Command

_ALTERNATIVE = late_pattern(r"\|\|[\s\\{(]*(?:true\b|:|echo|printf|exit 0)")
_REPORT = late_pattern(r"(?!--?cov).*(?:junit|json|nunit|trx|\.xml|outputfile)", re.IGNORECASE)


def check(document: Document) -> Iterator[Problem]:
    """Report each test command whose failure ends nothing, and each test step that may not fail."""
    for step in document.steps():
        if not may_hide(step) or not is_for(step, Purpose.TEST):
            continue
        found = tuple(problems(step))
        if found and not says_it_may_fail(step):
            yield from found


def may_hide(step: Step) -> bool:
    """Whether the step is worth reading: a quick look that misses none."""
    text = step.run.text if step.run is not None else ""
    if "set +" in text or step.node.get("continue-on-error") is not None:
        return True
    return "||" in text and bool(_ALTERNATIVE.search(text))


def problems(step: Step) -> Iterator[Problem]:
    """What hides failures in a step, whatever its comments say."""
    allowed = step.node.entry("continue-on-error")
    hides = allowed is not None and isinstance(allowed.value, Scalar) and allowed.value.boolean
    if allowed and hides and not is_judged(step) and not runs_again(step, None):
        message = "continue-on-error makes the step green when its tests fail"
        yield Problem(allowed.key, message, fix=partial(let_step_fail, step, allowed))
    for command in tests(step):
        if writes_report(command) or runs_again(step, command) or is_compared(step, command):
            continue
        if handled_away(command):
            message = f"{shown(command)} may fail without failing the step"
            span = command.scalar.part(command.start, command.otherwise[-1].end)
            yield Problem(span, message, fix=partial(let_command_fail, command))
        elif status_lost(step, command):
            yield Problem(command.span, f"after set +e the exit code of {shown(command)} is read by nobody")


def shown(command: "Command") -> str:
    """The program, and what it is told first, as a message shows them."""
    words = inner_words(command)
    return " ".join(words[: 2 if words[1:2] and words[1].isalpha() else 1])


def writes_report(command: "Command") -> bool:
    """Whether something else may judge what the tests write."""
    return (
        command.writes_to is not None
        or len(command.pipeline) > 1
        or any(_REPORT.match(word.text) for word in command.arguments)
    )


def is_compared(step: Step, command: "Command") -> bool:
    """Whether the script goes on to look whether the tests have changed files of the repository."""
    later = step.script.later(command) if step.script else ()
    return any(other.starts_with("git", "diff") and other.has("--exit-code", "--quiet") for other in later)


def let_step_fail(step: Step, allowed: Entry, _preferences: Preferences) -> Fix:
    """Take `continue-on-error` away."""
    # Unsafe: the job may have been green only because of it.
    return Fix("let failing tests fail the step", (remove_entry(step.node, allowed),), safe=False)


def let_command_fail(command: "Command", _preferences: Preferences) -> Fix:
    """Take what follows behind `||` away."""
    if "timeout" in command.wrappers:
        raise Refusal("what is thrown away may also be that the time was up")
    # Unsafe: the job may have been green only because of it.
    return Fix("let failing tests fail the step", (without_alternative(command),), safe=False)


RULE = Rule(
    id="test-failure-hidden",
    summary="tests that cannot fail",
    severity=Severity.ERROR,
    why=__doc__,
    check=check,
    hints=("||", "continue-on-error", "set +"),
    references=(
        "https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepscontinue-on-error",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest tests || true  # <--
                  - run: |
                      npm run build || true
                      npm test -- --ci \\  # <--
                        || echo "some tests failed"
                      (cd api && go test ./... 2>&1) || :  # <--
                  - name: Test
                    run: make test
                    continue-on-error: true  # <--
                  - uses: cypress-io/github-action@v6
                    continue-on-error: true  # <--
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest tests
                  - run: |
                      npm run build || true
                      npm test -- --ci
                      (cd api && go test ./... 2>&1)
                  - name: Test
                    run: make test
                  - uses: cypress-io/github-action@v6
            """,
            near=(
                """
                on: schedule
                jobs:
                  dependencies:
                    runs-on: ubuntu-24.04
                    steps:
                      - name: Check for dependency updates
                        continue-on-error: true
                        run: tox
                """,
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    continue-on-error: ${{ matrix.experimental }}
                    steps:
                      - run: pytest || exit 1
                      - run: pytest || status=$?
                      - run: pytest --junitxml=junit.xml || true
                      - run: go test -json ./... > report.json || true
                      - run: if ! pytest; then echo "tests failed"; exit 1; fi
                      - run: pytest; true
                      - run: |
                          set +e
                          pytest
                          code=$?
                          make clean
                          exit $code
                      - run: |
                          set +e
                          make clean
                          set -e
                          pytest
                          echo tested
                      - run: docker compose down || true
                        continue-on-error: true
                      - run: pytest
                        continue-on-error: ${{ matrix.experimental }}
                      - run: make test
                        continue-on-error: false
                """,
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: npm test
                      - name: Coverage
                        run: npm test -- --coverage || true
                      - run: npm run test:coverage
                        continue-on-error: true
                      - id: journeys
                        run: npx playwright test
                        continue-on-error: true
                      - if: steps.journeys.outcome == 'failure'
                        run: exit 1
                      - name: Flaky tests, not blocking
                        run: make test-flaky || true
                      # A browser that does not start should not fail the build.
                      - run: make test-browser
                        continue-on-error: true
                  snapshots:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: |
                          UPDATE_SNAPSHOTS=1 go test ./render || true
                          git diff --exit-code render/testdata
                  nightly:
                    runs-on: ubuntu-24.04
                    continue-on-error: true
                    steps:
                      - run: make test-next || true
                """,
            ),
        ),
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      set +e
                      pytest -q  # <--
                      coverage xml
                  - run: |
                      if [ -d tests ]; then
                        pytest tests || { echo "::warning::failed"; ls; exit 0; }
                        pytest more || { echo "::warning::failed"; exit 0; }  # <--
                      fi
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: |
                      pytest -q
                      coverage xml
                  - run: |
                      if [ -d tests ]; then
                        pytest tests || { echo "::warning::failed"; ls; exit 0; }
                        pytest more
                      fi
            """,
        ),
    ),
)
