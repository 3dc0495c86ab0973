"""What the README tells people to run is run, as written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

COMMAND = re.compile(r"<!-- command: (\w+) -->\n```bash\n(.+)\n```\n")
SAMPLE = re.compile(r"<!-- sample:begin -->\n```console\n\$ ci-lint (\S+)\n(.*?)\n```\n<!-- sample:end -->", re.DOTALL)


@pytest.fixture(scope="module")
def readme(root: Path) -> str:
    return (root / "README.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def commands(readme: str) -> dict[str, str]:
    return dict(COMMAND.findall(readme))


def fresh_machine() -> dict[str, str]:
    """The environment of a shell in which `python3` is this interpreter and no virtual environment is active."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("VIRTUAL_ENV", "PYTHON"))}
    return {**inherited, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}


def test_there_are_exactly_two_set_up_commands(readme: str, commands: dict[str, str]) -> None:
    assert list(commands) == ["lint", "test"]
    assert readme.count("venv .venv") == 2


def test_test_program_is_the_test_command_and_nothing_else(root: Path, commands: dict[str, str]) -> None:
    script = (root / ".ci" / "run").read_text(encoding="utf-8")
    assert script == f"#!/usr/bin/env bash\nset -euo pipefail\n{commands['test']}\n"
    assert os.name == "nt" or os.access(root / ".ci" / "run", os.X_OK)


def test_own_workflow_runs_both_commands_as_written(root: Path, commands: dict[str, str]) -> None:
    workflow = yaml.safe_load((root / ".github/workflows/ci.yml").read_text(encoding="utf-8"))
    scripts = [step.get("run") for job in workflow["jobs"].values() for step in job["steps"]]
    for command in commands.values():
        assert command in scripts


@pytest.mark.builds
@pytest.mark.usefixtures("package_index")
def test_first_command_installs_and_finds_our_own_workflows_clean(
    checkout: Path, readme: str, commands: dict[str, str]
) -> None:
    environment = fresh_machine()
    first = subprocess.run(
        ["bash", "-c", commands["lint"]], cwd=checkout, env=environment, capture_output=True, text=True, check=False
    )
    assert first.returncode == 0, first.stdout + first.stderr

    shown = SAMPLE.search(readme)
    assert shown
    program = checkout / ".venv" / "bin" / "ci-lint"
    sample = subprocess.run(
        [program, shown[1]], cwd=checkout / "docs/sample", env=environment, capture_output=True, text=True, check=False
    )
    assert sample.returncode == 1, sample.stderr
    assert sample.stdout.rstrip() == shown[2]
