"""Where an action may read and write."""

from __future__ import annotations

import os
import re
import sys
import tempfile
from pathlib import Path, PureWindowsPath

WINDOWS = sys.platform == "win32"


def workspace() -> Path:
    """The folder with the user's checkout, with no symbolic link in its name."""
    return Path(os.environ.get("GITHUB_WORKSPACE") or Path.cwd()).resolve()


def temporary() -> Path:
    """A folder that the runner empties after each job; the one of the system where there is no runner."""
    return Path(os.environ.get("RUNNER_TEMP") or tempfile.gettempdir()).resolve()


def inside(root: Path, path: Path) -> bool:
    """Whether a path is a folder or in it, wherever its symbolic links lead. A relative path starts at the folder."""
    top = root.resolve()
    try:
        target = (top / path).resolve()
    except (OSError, RuntimeError):
        # A circle of links, or a name that no file can have: it leads nowhere, so not inside either.
        return False
    return target == top or top in target.parents


def native(path: str, *, windows: bool = WINDOWS) -> str:
    r"""A path in the form of the system: on Windows `/d/a/app`, as Git Bash writes it, is `D:\a\app`."""
    if not windows:
        return path
    drive = re.match(r"/([A-Za-z])(?=/|$)", path)
    return str(PureWindowsPath(f"{drive[1].upper()}:/{path[3:]}" if drive else path))
