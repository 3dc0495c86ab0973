"""`if: always()` also runs in a run that somebody has cancelled.

A newer commit ends the run, or a person does, and the job goes on with its tests or builds: the runner is
held, and the run that matters waits. GitHub ends such work by force only five minutes later, if at all.
`!cancelled()` runs after failures just the same, and stops when it is told to.

Left alone: what must happen in any case, such as cleaning up, collecting logs, uploading and telling
somebody; and conditions that look at `cancelled()`, `failure()` or `success()` too.
"""

import re
from collections.abc import Iterator
from functools import partial

from ...edits import Edit, Fix, Preferences, replace_in_scalar, replace_value
from ...expressions import condition
from ...expressions.embedded import Expression
from ...expressions.nodes import Binary, Call, Expr, descendants
from ...late_pattern import late_pattern
from ...purpose import Purpose, in_words, is_for
from ...purpose.builds import builds, checks
from ...rule import Problem, Rule, Severity, example
from ...tree import Scalar
from ...workflow import Document, Job, Step, Workflow

BUILD_ACTIONS = ("docker/build-push-action", "docker/bake-action", "pypa/cibuildwheel", "goreleaser/goreleaser-action")
STATUS = ("success", "failure", "cancelled")
_LAST = late_pattern(
    r"\b(?:clean(?:ing|s|ed)?(?:[ -]?up)?|tear(?:ing)?[ -]?down|destroy|delete|remove|stop|roll ?back|restore|revert"
    r"|reports?|summar\w+|notify|notifi\w+|upload|logs?|collect|publish|results?|comment|gates?|status|coverage|merge"
    r"|undeploy|badge|metrics)\b",
    re.IGNORECASE,
)


def check(document: Document) -> Iterator[Problem]:
    """Report each condition that keeps long work running."""
    if not isinstance(document, Workflow):
        return
    for job in document.jobs():
        found = job.condition and always(job.condition)
        if found and not said_last(f"{job.id} {job.node.text('name') or ''}") and works_long(job):
            yield problem(f"job {job.id}", *found)
        for step in job.all_steps:
            found = step.condition and always(step.condition)
            if found and not said_last(f"{step.name} {step.id or ''}") and (what := long_work(step)):
                yield problem(f"the step that {what}", *found)


def problem(what: str, expression: Expression, call: Call) -> Problem:
    """The place is the call of `always`."""
    message = f"{what} also runs when the run is cancelled"
    return Problem(expression.part(call.start, call.end), message, fix=partial(stop_when_cancelled, expression, call))


def always(scalar: Scalar) -> tuple[Expression, Call] | None:
    """The `always()` that keeps a condition from being false in a cancelled run, if nothing else looks at that."""
    if "always" not in scalar.text:
        return None
    expression = condition(scalar)
    tree = expression.tree
    if tree is None or expression.surrounded or "cancelled" in scalar.text:
        return None
    calls = [node for node in descendants(tree) if isinstance(node, Call)]
    if any(call.name.lower() in STATUS for call in calls):
        return None
    call = next((node for node in joined(tree) if isinstance(node, Call) and node.name.lower() == "always"), None)
    return (expression, call) if call else None


def joined(tree: Expr) -> Iterator[Expr]:
    """The operands that `&&` joins at the top of a condition."""
    pending = [tree]
    while pending:
        node = pending.pop()
        if isinstance(node, Binary) and node.operator == "&&":
            pending += (node.right, node.left)
        else:
            yield node


def said_last(name: str) -> bool:
    """Whether a name tells of what is done at the end, whatever has happened."""
    return bool(_LAST.search(in_words(name)))


def works_long(job: Job) -> bool:
    """Whether some step of the job that has no condition of its own tests or builds."""
    return any(step.condition is None and long_work(step) for step in job.all_steps)


def long_work(step: Step) -> str:
    """What takes long in a step, or ""."""
    if is_for(step, Purpose.TEST):
        return "tests"
    if step.uses is not None:
        return "builds" if step.uses.names(*BUILD_ACTIONS) else ""
    if step.script is None:
        return ""
    if any(map(builds, step.script.commands)):
        return "builds"
    return "checks" if any(map(checks, step.script.commands)) else ""


def stop_when_cancelled(expression: Expression, call: Call, _preferences: Preferences) -> Fix:
    """Say `!cancelled()` instead."""
    return Fix("stop when the run is cancelled", (_replaced(expression, call),))


def _replaced(expression: Expression, call: Call) -> Edit:
    scalar = expression.scalar
    start, end = expression.inner_start + call.start, expression.inner_start + call.end
    if scalar.style is None and start == 0:
        # A plain value that begins with `!` would be a tag of YAML.
        return replace_value(scalar, f"${{{{ !cancelled(){scalar.text[end:]} }}}}")
    return replace_in_scalar(scalar, start, end, "!cancelled()")


RULE = Rule(
    id="always-runs-when-cancelled",
    summary="long work goes on in a cancelled run",
    severity=Severity.INFO,
    why=__doc__,
    check=check,
    hints=("always",),
    references=(
        "https://docs.github.com/actions/reference/workflows-and-actions/expressions#always",
        "https://docs.github.com/actions/reference/workflows-and-actions/workflow-cancellation",
    ),
    examples=(
        example(
            bad="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest tests/unit
                  - run: pytest tests/integration
                    if: always()  # <--
                  - if: ${{ always() && matrix.image }}  # <--
                    uses: docker/build-push-action@v6
                  - run: npm run build
                    if: github.ref == 'refs/heads/main' && always()  # <--
                  - run: cargo clippy
                    if: "always()"  # <--
              e2e:
                needs: test
                if: always() && needs.test.result != 'skipped'  # <--
                runs-on: ubuntu-24.04
                steps:
                  - run: npx playwright test
            """,
            good="""
            on: push
            jobs:
              test:
                runs-on: ubuntu-24.04
                steps:
                  - run: pytest tests/unit
                  - run: pytest tests/integration
                    if: ${{ !cancelled() }}
                  - if: ${{ !cancelled() && matrix.image }}
                    uses: docker/build-push-action@v6
                  - run: npm run build
                    if: github.ref == 'refs/heads/main' && !cancelled()
                  - run: cargo clippy
                    if: "!cancelled()"
              e2e:
                needs: test
                if: ${{ !cancelled() && needs.test.result != 'skipped' }}
                runs-on: ubuntu-24.04
                steps:
                  - run: npx playwright test
            """,
            near=(
                """
                on: push
                jobs:
                  test:
                    runs-on: ubuntu-24.04
                    steps:
                      - run: pytest
                      - if: always()
                        uses: actions/upload-artifact@v4
                      - if: always()
                        run: docker compose down
                      - if: ${{ !cancelled() }}
                        run: npm test
                      - if: always() && failure()
                        run: pytest --last-failed
                      - if: success() || failure()
                        run: npm test
                      - if: always()
                        name: Test summary
                        run: pytest --report
                      - if: always()
                        name: Quality Gates
                        run: pytest --last-failed
                      - if: always() || github.event_name == 'push'
                        run: npm test
                  done:
                    needs: test
                    if: always()
                    runs-on: ubuntu-24.04
                    steps:
                      - run: test "${{ needs.test.result }}" = success
                """,
            ),
        ),
    ),
)
