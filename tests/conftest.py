"""Places and programs that several tests need."""

import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="session")
def root() -> Path:
    """The checkout the tests run in."""
    return ROOT


@pytest.fixture(scope="session")
def tool() -> Callable[[str], str]:
    """Finds a program that was installed together with the tests."""

    def find(name: str) -> str:
        program = shutil.which(name, path=sysconfig.get_path("scripts"))
        assert program, f"{name} is not installed; pip install --editable '.[test]' does it"
        return program

    return find


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the files that git keeps, as they are in the working tree."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout.decode()
    copy = tmp_path / "checkout"
    for name in filter(None, listed.split("\0")):
        if (ROOT / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, copy / name)
    return copy


@pytest.fixture(scope="session")
def package_index(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips where pip reaches no package index, except in CI, where that is a failure."""
    target = tmp_path_factory.mktemp("download")
    download = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(target), "hatchling"]
    run = subprocess.run(download, capture_output=True, text=True, check=False)
    if run.returncode and not os.environ.get("CI"):
        pytest.skip(f"pip reaches no package index: {run.stderr.strip()}")
    assert run.returncode == 0, run.stderr


# Files whose tests start many processes or run scripts; they come when the quick ones have passed, the bench last.
SLOW = (
    *("test_history_command", "test_page", "test_hostile", "test_speed", "test_init", "test_migrate", "test_site"),
    *("test_getting_started", "test_shell_fixes", "test_fix_cli", "test_fixes", "test_own_workflows"),
    *("test_pre_commit", "test_readme"),
)
SLOW_FOLDERS = ("actions", "e2e")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run what is quick first; a stable sort keeps the order otherwise."""
    items.sort(key=lambda item: slowness(item.path.relative_to(ROOT / "tests")))


def slowness(path: Path) -> int:
    """Where a file stands in the order: 0 for the quick ones."""
    folder = path.parts[0]
    if folder in SLOW_FOLDERS:
        return len(SLOW) + 1 + SLOW_FOLDERS.index(folder)
    return SLOW.index(path.stem) + 1 if path.stem in SLOW else 0
