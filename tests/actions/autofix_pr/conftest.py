"""A checkout and a GitHub for each test."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.e2e.services.github_repository import running_github

from .script import Workplace


@pytest.fixture
def workplace(tmp_path: Path) -> Iterator[Workplace]:
    """A checkout with one file, which GitHub has too."""
    with running_github(tmp_path / "github") as github:
        place = Workplace(tmp_path, github)
        subprocess.run(["git", "init", "--quiet", "--initial-branch=main", str(place.checkout)], check=True)
        place.commit({"readme": "teh text\n"})
        yield place
        assert github.violations == []
