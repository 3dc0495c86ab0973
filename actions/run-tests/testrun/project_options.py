"""Options for pytest that nobody gave to the action, because the project has them in its own settings."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Iterator

from .settings import Settings

_FILES = ("pytest.ini", ".pytest.ini", "pytest.toml", ".pytest.toml", "pyproject.toml", "tox.ini", "setup.cfg")
_OPTIONS = re.compile(r"^addopts\s*=(.*(?:\n(?:[ \t]+.*|\]))*)", re.MULTILINE)
_RANDOM = re.compile(r"(?<!no:)(?:randomly|random-order)")


def options(settings: Settings) -> str:
    """All options that pytest will see before ours, as one text: only good to search in."""
    given = (*_of_project(settings.tests.folder), os.environ.get("PYTEST_ADDOPTS", ""), *settings.tests.arguments)
    return "\n".join(given)


def switched_off(plugin: str, settings: Settings) -> bool:
    """Whether they say `-p no:plugin`."""
    return bool(re.search(rf"no:{plugin}\b", options(settings)))


def ask_for_random_order(settings: Settings) -> bool:
    """Whether the project asks for a random order by itself, so that ours would be against its will."""
    return bool(_RANDOM.search(options(settings)))


def _of_project(folder: Path) -> Iterator[str]:
    for path in (folder / name for name in _FILES):
        if path.is_file():
            yield from _OPTIONS.findall(path.read_text(encoding="utf-8", errors="replace"))
