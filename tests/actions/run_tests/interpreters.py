"""Interpreters with pytest and plugins in them, apart from the one that runs these tests."""

import hashlib
import os
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

import pytest

NEWEST = (
    "pytest==9.2.0",
    "pytest-xdist==3.8.0",
    "pytest-randomly==5.1.0",
    "pytest-timeout==2.4.0",
    "pytest-cov==7.1.0",
    "pytest-rerunfailures==16.7",
)
OLDEST = ("pytest==7.0.1", "pytest-xdist==2.5.0", "pytest-random-order==1.1.1")
BARE = ("pytest==9.2.0",)


def interpreter(requirements: Sequence[str]) -> Path:
    """The Python of a virtual environment with these packages, made once and kept."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ci-kit" / "pytest"
    key = hashlib.sha256("\n".join((sys.version, sys.executable, *requirements)).encode()).hexdigest()[:16]
    python = Path("Scripts/python.exe") if os.name == "nt" else Path("bin/python")
    if not (cache / key / python).exists():
        _make(cache / f"{key}.{os.getpid()}", cache / key, python, requirements)
    return cache / key / python


def oldest_python() -> str:
    """A Python 3.8, wherever it is; a name on PATH may be a shim with nothing behind it."""
    candidates = [*map(str, Path.home().glob(".pyenv/versions/3.8.*/bin/python")), shutil.which("python3.8")]
    for candidate in filter(None, candidates):
        if subprocess.run([candidate, "-c", ""], capture_output=True, check=False).returncode == 0:
            return candidate
    pytest.skip("there is no Python 3.8 on this machine")


def _make(unfinished: Path, finished: Path, python: Path, requirements: Sequence[str]) -> None:
    venv.create(unfinished, with_pip=True)
    command = [str(unfinished / python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    done = subprocess.run([*command, *requirements], capture_output=True, text=True, check=False)
    if done.returncode:
        shutil.rmtree(unfinished)
        pytest.skip(f"these packages cannot be installed: {', '.join(requirements)}: {done.stderr.strip()[-300:]}")
    try:
        unfinished.rename(finished)
    except OSError:
        shutil.rmtree(unfinished)  # another process was quicker
