"""The action run-tests as a workflow uses it: its files, environment, outputs and summary, run by act."""

import json
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.actions.run_tests.interpreters import NEWEST, interpreter

from .runner import Act, Repositories

RACE = """
import os
def test_in_company(): assert not os.environ.get("PYTEST_XDIST_WORKER")
def test_anywhere(): pass
"""
OTHER = "def test_other(): print('::set-output name=result::forged')\n"


@pytest.fixture(scope="session")
def python() -> Path:
    return interpreter(NEWEST)


def workflow(inputs: Mapping[str, str]) -> str:
    given = "\n".join(f"          {name}: {json.dumps(value)}" for name, value in inputs.items())
    return f"""
on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - id: tests
        uses: org/ci-kit/actions/run-tests@v1
        with:
{given}
      - if: always()
        run: echo "after ${{{{ steps.tests.outcome }}}} ${{{{ steps.tests.outputs.result }}}}"
"""


def test_isolation_failure_is_green_with_outputs_and_a_page(act: Act, repository: Repositories, python: Path) -> None:
    repository({"tests/test_a.py": RACE, "tests/test_b.py": OTHER})
    run = act.run(workflow({"python": str(python), "paths": "tests", "mode": "parallel", "workers": "2", "args": "-s"}))

    assert run.returncode == 0, run.log
    outputs = run.step_outputs["tests"]
    assert {name: outputs[name] for name in ("result", "class", "total", "passed", "isolation-failures")} == {
        "result": "passed",
        "class": "isolation",
        "total": "3",
        "passed": "3",
        "isolation-failures": "1",
    }
    assert outputs["report-json"].endswith("report.json")
    assert "after success passed" in run.output
    assert "Tests passed with warnings" in run.summary
    assert any("test_in_company" in message for message in run.messages("warning"))


def test_failing_test_is_red_and_later_steps_know_why(act: Act, repository: Repositories, python: Path) -> None:
    repository({"app/test_a.py": "def test_wrong():\n    assert 1 == 2\n"})
    run = act.run(workflow({"python": str(python), "working-directory": "app", "timeout": "60s"}))

    assert run.returncode == 1
    assert run.step_outputs["tests"]["class"] == "real"
    assert "after failure failed" in run.output
    (shown,) = (annotation for annotation in run.annotations if "test_wrong" in annotation.message)
    assert (shown.level, shown.file) == ("error", "app/test_a.py")
    # act looks for the last `::` of the line, GitHub for the second one, and names of tests have some too.
    assert shown.line.startswith("2")


def test_wrong_input_is_told_in_the_words_of_the_workflow(act: Act, repository: Repositories) -> None:
    repository({"readme": ""})
    run = act.run(workflow({"timeout": "20"}))
    assert run.returncode == 1
    assert any("input timeout is" in message for message in run.messages("error"))
    assert run.step_outputs["tests"]["result"] == "failed"
