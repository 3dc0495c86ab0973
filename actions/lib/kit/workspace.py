"""Where an action may read and write."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path


def workspace() -> Path:
    """The folder with the user's checkout, with no symbolic link in its name."""
    return Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).resolve()


def temporary() -> Path:
    """A folder that the runner empties after each job; the one of the system where there is no runner."""
    return Path(os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()).resolve()


def inside(root: Path, path: Path) -> bool:
    """Whether a path is a folder or in it, wherever its symbolic links lead. A relative path starts at the folder."""
    top = root.resolve()
    target = (top / path).resolve()
    return target == top or top in target.parents
