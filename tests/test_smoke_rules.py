"""What examples cannot show of the rules on smoke tests: profiles, purposes, and that deadlines hold when run."""

import subprocess
import time

import pytest

from ci_lint.edits import Preferences
from ci_lint.engine import check_source
from ci_lint.fixer import Patient, Wanted, fix_source
from ci_lint.repository import Texts
from ci_lint.rule import Profile, Rule
from ci_lint.rules.smoke import curl_without_deadline, curl_without_fail, wait_loop_unbounded
from ci_lint.selection import Choice
from ci_lint.source import Source
from ci_lint.tree import parse
from ci_lint.workflow import view

PATH = ".github/workflows/ci.yml"


def workflow(script: str, name: str = "Step", shell: str = "bash") -> str:
    lines = "".join(f"          {line}\n" for line in script.splitlines())
    job = "on: push\njobs:\n  job:\n    runs-on: ubuntu-24.04\n    steps:\n"
    return f"{job}      - name: {name}\n        shell: {shell}\n        run: |\n{lines}"


def found(rule: Rule, text: str, profile: Profile) -> bool:
    choices = [Choice(rule, None, profile)]
    return bool(check_source(Source(PATH, text), PATH, Texts({PATH: text}), choices).findings)


def fixed_script(rule: Rule, text: str) -> str:
    patient = Patient(PATH, Texts({PATH: text}), (Choice(rule),), Preferences())
    report = fix_source(Source(PATH, text), patient, Wanted(Preferences(), unsafe=True))
    assert report.changed, report.repairs
    (step,) = view(parse(report.source), PATH).steps()
    assert step.run is not None
    return step.run.text


@pytest.mark.parametrize(
    ("script", "name"),
    [
        ("curl -s https://app.example.com/ || exit 1", "Step"),
        ("if curl -s https://app.example.com/; then echo up; fi", "Step"),
        ("curl -s https://app.example.com/", "Smoke test"),
        ("curl -X POST https://app.example.com/hook", "Deploy to production"),
        ("until curl -s http://localhost:3000/; do sleep 1; done", "Step"),
        ("docker compose exec -T app curl http://localhost:3000/healthz", "Step"),
    ],
)
def test_a_request_that_checks_concerns_everybody(script: str, name: str) -> None:
    text = workflow(script, name)
    assert found(curl_without_fail.RULE, text, Profile.DEFAULT)
    assert found(curl_without_deadline.RULE, text, Profile.DEFAULT)


@pytest.mark.parametrize(
    "script",
    [
        "curl -LO https://dl.example.com/tool.tar.gz",
        "curl -sL https://dl.example.com/tool.tar.gz | tar xz",
        "curl -sL https://dl.example.com/install.sh | bash",
        "curl -X PUT https://app.example.com/state -d on",
    ],
)
def test_any_other_request_is_for_the_strict_profile(script: str) -> None:
    text = workflow(script)
    for rule in (curl_without_fail.RULE, curl_without_deadline.RULE):
        assert found(rule, text, Profile.STRICT)
        assert not found(rule, text, Profile.DEFAULT)


@pytest.mark.parametrize("shell", ["bash", "sh"])
@pytest.mark.parametrize("script", ["until false; do\n  sleep 0.2\ndone", "while true; do sleep 0.2; done"])
def test_a_loop_with_its_deadline_ends_with_an_error(shell: str, script: str) -> None:
    fixed = fixed_script(wait_loop_unbounded.RULE, workflow(script, shell=shell))
    assert "300" in fixed
    began = time.monotonic()
    run = subprocess.run(
        [shell, "-e", "-c", fixed.replace("300", "1")], capture_output=True, text=True, check=False, timeout=20
    )
    assert run.returncode == 1
    assert run.stderr == "gave up after 1 seconds\n"
    assert 0 < time.monotonic() - began < 10


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_a_loop_with_its_deadline_still_waits(shell: str) -> None:
    script = 'n=\nuntil [ "$n" = xxx ]; do\n  n=x$n; sleep 0.1\ndone\necho after $n'
    fixed = fixed_script(wait_loop_unbounded.RULE, workflow(script, shell=shell))
    run = subprocess.run([shell, "-e", "-c", fixed], capture_output=True, text=True, check=True, timeout=20)
    assert run.stdout == "after xxx\n"
