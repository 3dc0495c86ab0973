"""What ci-lint tells others, this project does itself; the peers agree."""

import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

IGNORE_WITHOUT_REASON = re.compile(
    r"# (?:ci-lint|zizmor): ignore\[[^\]]*\]\s*$|shellcheck disable=\S+\s*$", re.MULTILINE
)


def said(*command: str, cwd: Path) -> str:
    """What a program prints if it fails, else nothing."""
    run = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    return f"{run.stdout}{run.stderr}exit code {run.returncode}" if run.returncode else ""


@pytest.fixture(scope="module")
def workflows(root: Path) -> list[str]:
    found = sorted(path.relative_to(root).as_posix() for path in (root / ".github/workflows").glob("*.y*ml"))
    assert found
    return found


def test_ci_lint_finds_nothing_in_its_strict_profile(root: Path) -> None:
    assert not said(
        sys.executable, "-m", "ci_lint", "--profile", "strict", "--fail-on", "info", ".github", "actions", cwd=root
    )


def test_zizmor_finds_nothing_as_an_auditor(root: Path, tool: Callable[[str], str]) -> None:
    assert not said(tool("zizmor"), "--persona=auditor", "--offline", ".github", "actions", cwd=root)


def test_actionlint_finds_nothing(root: Path, tool: Callable[[str], str], workflows: list[str]) -> None:
    shellcheck = f"-shellcheck={tool('shellcheck')}"
    assert not said(tool("actionlint"), shellcheck, *workflows, cwd=root)


def test_shellcheck_finds_nothing_in_the_test_program(root: Path, tool: Callable[[str], str]) -> None:
    assert not said(tool("shellcheck"), "--enable=all", ".ci/run", cwd=root)


def test_nothing_is_ignored_without_a_reason(root: Path) -> None:
    for path in (*(root / ".github").rglob("*.y*ml"), *(root / "actions").glob("*/action.yml"), root / ".ci" / "run"):
        assert not IGNORE_WITHOUT_REASON.search(path.read_text(encoding="utf-8")), path
