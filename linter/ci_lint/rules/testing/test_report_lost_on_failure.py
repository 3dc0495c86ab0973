"""The report of a failed test run is the one somebody needs.

A step runs only if all steps before it passed, unless its `if:` says otherwise. When the tests fail, a step
behind them that uploads their report, logs or screenshots is skipped, and all that is left is the log.
`if: ${{ !cancelled() }}` uploads them in both cases and still stops with the run.

Left alone: steps whose `if:` speaks of failure already or asks for success; uploads behind tests that may not
fail the step; what tests are not the source of, such as packages and images; and coverage, which is misleading
when only a part of the tests ran, unless a threshold of the coverage itself can fail the tests.
"""

import re
from collections.abc import Iterator
from functools import partial

from ...edits import Fix, Preferences, Refusal, insert_entry, quoted, replace_value
from ...expressions import Call, condition, descendants
from ...late_pattern import late_pattern
from ...purpose import Purpose, is_for
from ...rule import Problem, Rule, Severity, example
from ...tree import Scalar
from ...workflow import Document, Step
from .telling_tests import handled_away, tests

_UPLOADS = ("actions/upload-artifact",)
_REPORTERS = (
    "dorny/test-reporter",
    "mikepenz/action-junit-report",
    "enricomi/publish-unit-test-result-action",
    "codecov/test-results-action",
    "test-summary/action",
    "phoenix-actions/test-reporting",
    "ctrf-io/github-test-reporter",
    "trunk-io/analytics-uploader",
    "buildpulse/buildpulse-action",
    "daun/playwright-report-summary",
)
_REPORT = late_pattern(
    r"""(?:^|[^a-z])(?:
    tests?[-_ ]?(?:results?|reports?|outputs?|logs?) | results?\.xml | junit | surefire | failsafe | \.trx | allure
    | screenshots? | playwright-report | cypress/ | videos? | traces? | test-?failures? | pytest[-_]?\w*report
    | report\.html | logs?
    )(?:$|[^a-z])""",
    re.IGNORECASE | re.VERBOSE,
)
_COVERAGE = late_pattern(r"coverage|htmlcov|lcov", re.IGNORECASE)
_THRESHOLD = late_pattern(r"--cov-fail-under|--fail-under|--coverageThreshold|--coverage\.thresholds|--min-coverage")
_STATUS = ("always", "failure", "cancelled", "success")
_CONDITION = "!cancelled()"


def check(document: Document) -> Iterator[Problem]:
    """Report each step that hands on what tests wrote, and is skipped when they fail."""
    for step in document.steps():
        if step.uses is None or not (what := handed_on(step)) or decides_itself(step):
            continue
        source = next((other for other in reversed(step.earlier) if may_fail(other)), None)
        if source is not None and (what != "coverage" or (source.run and _THRESHOLD.search(source.run.text))):
            message = f"the {what} is lost when the tests fail: the step runs only after success"
            yield Problem(step.place, message, fix=partial(run_after_failure, step))


def handed_on(step: Step) -> str:
    """What of the tests a step uploads or reports, as messages call it; "" for anything else."""
    if step.uses is None:
        return ""
    if step.uses.names(*_REPORTERS):
        return "test report"
    if not step.uses.names(*_UPLOADS):
        return ""
    parts = [step.input_text("name"), *step.input_text("path").splitlines()]
    covered = [part for part in parts if _COVERAGE.search(part)]
    if any(_REPORT.search(part) for part in parts if part not in covered):
        return "test report"
    return "coverage" if covered else ""


def may_fail(step: Step) -> bool:
    """Whether a step runs tests that can fail it."""
    allowed = step.node.get("continue-on-error")
    if allowed is not None and not (isinstance(allowed, Scalar) and allowed.boolean is False):
        return False
    return is_for(step, Purpose.TEST) and (not tests(step) or not all(map(handled_away, tests(step))))


def decides_itself(step: Step) -> bool:
    """Whether the `if:` of the step says what happens after a failure, or cannot be read."""
    if step.condition is None:
        return False
    tree = condition(step.condition).tree
    if tree is None:
        return True
    return any(isinstance(part, Call) and part.name.lower() in _STATUS for part in descendants(tree))


def run_after_failure(step: Step, _preferences: Preferences) -> Fix:
    """Let the step run unless the run was cancelled."""
    title = "hand on the report of failed tests too"
    current = step.condition
    if current is None:
        after = "name" if step.name else ""
        return Fix(title, (insert_entry(step.node, f"if: ${{{{ {_CONDITION} }}}}", after=after),))
    inner = condition(current).inner.strip()
    if not inner or "\n" in inner:
        raise Refusal("the condition takes several lines")
    joined = f"{_CONDITION} && {inner if simple(inner) else f'({inner})'}"
    return Fix(title, (replace_value(current, quoted(f"${{{{ {joined} }}}}")),))


def simple(inner: str) -> bool:
    """Whether a condition may stand behind `&&` without brackets."""
    return "||" not in inner


RULE = Rule(
    id="test-report-lost-on-failure",
    summary="test report lost on failure",
    severity=Severity.WARNING,
    why=__doc__,
    check=check,
    hints=("upload-artifact", "report", "junit", "test-result", "test-summary", "analytics-uploader", "buildpulse"),
    references=("https://docs.github.com/actions/reference/workflows-and-actions/expressions#status-check-functions",),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest --junitxml=junit.xml
                  - name: Upload test results  # <--
                    uses: actions/upload-artifact@v4
                    with:
                      name: test-results
                      path: junit.xml
                  - uses: mikepenz/action-junit-report@v5  # <--
                  - name: Upload screenshots  # <--
                    if: github.event_name == 'push' || matrix.os == 'linux'
                    uses: actions/upload-artifact@v4
                    with:
                      path: e2e/screenshots/
              covered:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest --cov --cov-report=html --cov-fail-under=80
                  - uses: actions/upload-artifact@v4  # <--
                    if: ${{ runner.os == 'Linux' }}
                    with:
                      path: htmlcov
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest --junitxml=junit.xml
                  - name: Upload test results
                    if: ${{ !cancelled() }}
                    uses: actions/upload-artifact@v4
                    with:
                      name: test-results
                      path: junit.xml
                  - uses: mikepenz/action-junit-report@v5
                    if: ${{ !cancelled() }}
                  - name: Upload screenshots
                    if: ${{ !cancelled() && (github.event_name == 'push' || matrix.os == 'linux') }}
                    uses: actions/upload-artifact@v4
                    with:
                      path: e2e/screenshots/
              covered:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest --cov --cov-report=html --cov-fail-under=80
                  - uses: actions/upload-artifact@v4
                    if: ${{ !cancelled() && runner.os == 'Linux' }}
                    with:
                      path: htmlcov
            """,
            near=(
                """
                on: push
                jobs:
                  security:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pytest tests/security --junitxml=junit.xml || true
                      - uses: actions/upload-artifact@v4
                        with:
                          name: test-results
                          path: junit.xml
                """,
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - uses: actions/upload-artifact@v4
                        with:
                          name: test-results-of-yesterday
                      - run: pytest --junitxml=junit.xml --cov
                      - uses: actions/upload-artifact@v4
                        if: always()
                        with:
                          name: test-results
                      - uses: actions/upload-artifact@v4
                        if: ${{ failure() && matrix.os == 'linux' }}
                        with:
                          name: screenshots
                      - uses: actions/upload-artifact@v4
                        if: success()
                        with:
                          name: test-results
                      - uses: actions/upload-artifact@v4
                        with:
                          name: coverage
                          path: coverage.xml
                      - uses: codecov/codecov-action@v5
                      - uses: actions/upload-artifact@v4
                        with:
                          name: login-page
                          path: dist
                  allowed:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pytest
                        id: tests
                        continue-on-error: true
                      - uses: actions/upload-artifact@v4
                        with:
                          name: test-results
                """,
            ),
        ),
    ),
)
