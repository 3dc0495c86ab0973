"""The hook, run by pre-commit itself from a commit of this working tree."""

import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from ci_lint.rules.docker import docker_cache_export_fatal
from ci_lint.rules.reliability.job_timeout_missing import RULE

BAD, GOOD = RULE.examples[0].bad_text, RULE.examples[0].good
FIXABLE = docker_cache_export_fatal.RULE.examples[0]
CONFIGURATION = """
repos:
  - repo: {repository}
    rev: {commit}
    hooks:
      - id: ci-lint
        args: [--select, job-timeout-missing, --fail-on, warning]
"""
FIXING = """
repos:
  - repo: {repository}
    rev: {commit}
    hooks:
      - id: ci-lint-fix
        args: [--select, docker-cache-export-fatal]
"""


@dataclass(frozen=True)
class Project:
    """A repository of a user, with the hook installed."""

    folder: Path
    environment: dict[str, str]

    def run(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a program in the repository."""
        return subprocess.run(
            command, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False
        )

    def done(self, *command: str) -> str:
        """What a program prints that must succeed."""
        run = self.run(*command)
        assert run.returncode == 0, run.stdout + run.stderr
        return run.stdout.strip()

    def write(self, path: str, text: str) -> None:
        """Write a file and stage it."""
        (self.folder / path).parent.mkdir(parents=True, exist_ok=True)
        (self.folder / path).write_text(text, encoding="utf-8")
        self.done("git", "add", path)


def git_environment(home: Path) -> dict[str, str]:
    """An environment in which git and pre-commit know nothing of the user or of an outer git process."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    author = {f"GIT_{who}_{what}": "test@example.org" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
    configuration = {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1", "GIT_ALLOW_PROTOCOL": "file"}
    return {**inherited, **author, **configuration, "PRE_COMMIT_HOME": str(home)}


def test_manifest_is_valid(root: Path) -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", ".pre-commit-hooks.yaml"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout


@pytest.fixture
def configuration() -> str:
    return CONFIGURATION


@pytest.fixture
def project(checkout: Path, tmp_path: Path, configuration: str) -> Project:
    environment = git_environment(tmp_path / "pre-commit")
    hook = Project(checkout, environment)
    hook.done("git", "init", "--quiet")
    hook.done("git", "add", "--all")
    hook.done("git", "commit", "--quiet", "--message", "as it is")

    user = Project(tmp_path / "project", environment)
    user.folder.mkdir()
    user.done("git", "init", "--quiet")
    commit = hook.done("git", "rev-parse", "HEAD")
    user.write(".pre-commit-config.yaml", configuration.format(repository=checkout.as_uri(), commit=commit))
    user.done(sys.executable, "-m", "pre_commit", "install", "--install-hooks")
    return user


@pytest.mark.builds
@pytest.mark.usefixtures("package_index")
def test_hook_stops_a_commit_with_findings_and_reads_changed_files_only(project: Project) -> None:
    commit = ("git", "commit", "--message", "change")
    project.write(".github/workflows/old.yml", BAD)
    project.done(*commit, "--no-verify")

    project.write(".github/workflows/new.yml", BAD)
    stopped = project.run(*commit)
    assert stopped.returncode == 1
    shown = stopped.stdout + stopped.stderr
    assert "job-timeout-missing" in shown
    assert "new.yml" in shown
    assert "old.yml" not in shown

    project.write(".github/workflows/new.yml", GOOD)
    project.done(*commit)

    project.write("values.yaml", "on: push\n")
    passed = project.run(*commit)
    assert passed.returncode == 0
    assert "no files to check" in passed.stdout + passed.stderr


def test_both_hooks_read_the_same_files(root: Path) -> None:
    checks, fixes = yaml.safe_load((root / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    assert (checks["id"], fixes["id"]) == ("ci-lint", "ci-lint-fix")
    told = ("id", "name", "description", "entry")
    assert {key: checks[key] for key in checks if key not in told} == {
        key: fixes[key] for key in fixes if key not in told
    }


@pytest.mark.builds
@pytest.mark.usefixtures("package_index")
@pytest.mark.parametrize("configuration", [FIXING])
def test_fixing_hook_stops_the_commit_once(project: Project) -> None:
    commit = ("git", "commit", "--message", "change")
    project.write(".github/workflows/image.yml", FIXABLE.bad_text)
    stopped = project.run(*commit)
    assert stopped.returncode == 1
    shown = stopped.stdout + stopped.stderr
    assert "files were modified by this hook" in shown
    assert "fixed docker-cache-export-fatal (1)" in shown
    assert (project.folder / ".github/workflows/image.yml").read_text(encoding="utf-8") == FIXABLE.good

    project.done("git", "add", "--all")
    project.done(*commit)
