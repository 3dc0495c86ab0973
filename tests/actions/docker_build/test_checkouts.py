"""What is built is the commit of the event, or it is not trusted."""

import subprocess
from pathlib import Path

import pytest

from building.checkouts import holds_only


def git(folder: Path, *arguments: str) -> str:
    identity = ("-c", "user.name=a", "-c", "user.email=a@b", "-c", "init.defaultBranch=main")
    return subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True, text=True).stdout


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    git(tmp_path, "init", "-q")
    (tmp_path / "Dockerfile").write_text("FROM scratch\n")
    (tmp_path / ".gitignore").write_text("ignored\n")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "main").touch()
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-qm", "first")
    return tmp_path


def head(folder: Path) -> str:
    return git(folder, "rev-parse", "HEAD").strip()


def test_clean_checkout_of_the_commit(checkout: Path) -> None:
    assert holds_only(head(checkout), (checkout, checkout / "app")) is True


@pytest.mark.parametrize("name", ["app/main", "untracked", "ignored"])
def test_anything_beside_the_commit_counts(checkout: Path, name: str) -> None:
    (checkout / name).write_text("from a pull request")
    assert holds_only(head(checkout), (checkout / "app",)) is False


def test_another_commit(checkout: Path) -> None:
    commit = head(checkout)
    git(checkout, "commit", "-qm", "second", "--allow-empty")
    assert holds_only(commit, (checkout,)) is False


def test_what_git_cannot_tell_is_unknown(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    assert holds_only(head(checkout), (tmp_path_factory.mktemp("plain"),)) is None
    assert holds_only(head(checkout), (checkout / "absent",)) is None
    assert holds_only(head(checkout), ()) is None
    assert holds_only("", (checkout,)) is None


def test_checkout_runs_nothing_of_its_own(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    trap = tmp_path_factory.mktemp("trap") / "pwned"
    git(checkout, "config", "core.fsmonitor", f"touch {trap}; false")
    assert holds_only(head(checkout), (checkout,)) is True
    assert not trap.exists()
