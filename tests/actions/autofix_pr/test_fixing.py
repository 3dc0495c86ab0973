"""The command is a program like any other: bounded, without a say in the step, and judged by its exit status."""

import html
import shutil
import sys
from pathlib import Path

import pytest

from autofix.fixing import Command

from .script import Workplace
from .test_pull_requests import FIX

WORKFLOW = """\
on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - run: make test
"""
SCRIPTS = Path(sys.executable).parent


def test_ci_lint_says_rule_by_rule_what_it_did(workplace: Workplace) -> None:
    pins = f'[pins]\n"acme/other@v1" = {{ commit = "{"0" * 40}", version = "v1.0" }}\n'
    dependabot = "version: 2\nupdates: []\n"
    workplace.commit(
        {".github/workflows/ci.yml": WORKFLOW, ".github/dependabot.yml": dependabot, ".ci-lint-pins.toml": pins}
    )
    workplace.token.permissions["workflows"] = "write"
    program = shutil.which("ci-lint", path=str(SCRIPTS))
    run = workplace.run(command=f"{program} --fix")
    assert run.returncode == 0, run.log
    one = workplace.github.pulls[0]
    text = html.unescape(one["body"])
    assert one["title"] == "Apply the fixes of ci-lint"
    assert "| permissions-missing | limit the token to contents: read |" in text
    assert "<code>.github/workflows/ci.yml:3</code>" in text
    assert "### Left for a person" in text
    assert "actions/checkout&#64;&#8203;v4" in one["body"]
    message = workplace.github.objects.git("log", "-1", "--format=%B", "ci-kit/autofix")
    assert "permissions-missing" in message.splitlines()
    assert "permissions-missing" in run.summary


def test_finding_nothing_more_to_fix_is_no_failure(workplace: Workplace) -> None:
    assert workplace.run(FIX + "raise SystemExit(1)").outputs["pull-request-number"] == "1"


@pytest.mark.parametrize("status", [2, 3, 127])
def test_command_that_fails_publishes_nothing(status: int, workplace: Workplace) -> None:
    run = workplace.run(FIX + f"raise SystemExit({status})")
    assert run.returncode == 1
    assert f"ended with exit status {status}" in run.log
    assert run.outputs["changed"] == "false"
    assert workplace.github.faults.requests == []


def test_command_that_hangs_is_ended(workplace: Workplace) -> None:
    run = workplace.run(FIX + "import time; time.sleep(60)", timeout="1s")
    assert run.returncode == 1
    assert "did not end within" in run.log


@pytest.mark.parametrize(
    ("command", "said"),
    [("no-such-program-here", "cannot be started"), ("sh 'unclosed", "cannot be split"), ("''", "write a program")],
)
def test_command_that_is_none_is_named(command: str, said: str, workplace: Workplace) -> None:
    run = workplace.run(command=command)
    assert run.returncode in (1, 2)
    assert said in run.log


def test_command_is_not_read_by_a_shell(workplace: Workplace) -> None:
    run = workplace.run(command=f'{sys.executable} -c \'open("$(echo x);y", "w")\' > z | w')
    assert run.returncode == 0, run.log
    assert "$(echo x);y" in workplace.github.files("ci-kit/autofix")


def test_command_has_no_say_in_the_step(workplace: Workplace) -> None:
    script = """
import os
print("::error::forged")
print("::set-output name=blocked-by::fork")
assert not [name for name in os.environ if name.startswith(("CIKIT_", "GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH"))]
"""
    run = workplace.run(script)
    assert run.returncode == 0, run.log
    lines = run.log.splitlines()
    fence = next(line for line in lines if line.startswith("::stop-commands::"))
    assert lines.index(fence) < lines.index("::error::forged") < lines.index(f"::{fence.rpartition('::')[2]}::")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("ci-lint", "--fix"), True),
        (("/opt/bin/ci-lint", "check", "--fix", "--unsafe-fixes"), True),
        (("python3", "-m", "ci_lint", "--fix"), True),
        (("ci-lint", "--fix", "--format", "text"), False),
        (("ci-lint", "--fix", "-f", "text"), False),
        (("ci-lint",), False),
        (("prettier", "--fix"), False),
    ],
)
def test_report_is_asked_of_ci_lint_only(words: tuple[str, ...], expected: bool) -> None:  # noqa: FBT001 - a case of two
    report = Path("report.json")
    assert (str(report) in Command(words, report).reporting) == expected
