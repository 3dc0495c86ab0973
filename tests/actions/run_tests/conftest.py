"""Projects to be tested, empty at first."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from .action import Suite
from .interpreters import BARE, NEWEST, OLDEST, interpreter


def _suite(folder: Path, requirements: Sequence[str]) -> Suite:
    workspace = folder / "project"
    workspace.mkdir()
    return Suite(workspace, interpreter(requirements))


@pytest.fixture
def suite(tmp_path: Path) -> Suite:
    """An empty project with all plugins the action knows."""
    return _suite(tmp_path, NEWEST)


@pytest.fixture
def old_suite(tmp_path: Path) -> Suite:
    """An empty project with the oldest pytest and xdist that the action promises to work with."""
    return _suite(tmp_path, OLDEST)


@pytest.fixture
def bare_suite(tmp_path: Path) -> Suite:
    """An empty project with pytest and nothing else."""
    return _suite(tmp_path, BARE)
