"""Which Python the linter is installed with: it needs a newer one than the scripts of the actions do."""

from __future__ import annotations

import shutil
import sys
from typing import Iterator, Mapping

from kit.deadline import Deadline

from .troubles import InstallationFailed, succeed

# What pyproject.toml asks for, and the newest one that all requirements have wheels for.
OLDEST, NEWEST = (3, 10), (3, 14)
_ASKING = "import sys; print(*sys.version_info[:2])"
_PATIENCE = 20.0


def interpreter(deadline: Deadline, env: Mapping[str, str]) -> str:
    """A Python that the linter runs on: the one that runs this script if it will do, else the newest on PATH.

    Raises InstallationFailed if there is none.
    """
    if fits(sys.version_info[:2]):
        return sys.executable
    for program in _on_path():
        if fits(_version(program, deadline, env)):
            return program
    raise InstallationFailed(
        f"the linter needs Python {_written(OLDEST)} to {_written(NEWEST)}, and this runner has only"
        f" {_written(sys.version_info[:2])}; put a step with actions/setup-python in front of this one"
    )


def fits(version: tuple[int, ...]) -> bool:
    """Whether all requirements have wheels for a version, written as two numbers."""
    return OLDEST <= version <= NEWEST


def _on_path() -> Iterator[str]:
    names = [f"python3.{minor}" for minor in range(NEWEST[1], OLDEST[1] - 1, -1)]
    return (program for program in map(shutil.which, [*names, "python3", "python"]) if program)


def _version(program: str, deadline: Deadline, env: Mapping[str, str]) -> tuple[int, ...]:
    """Two numbers; (0, 0) if a name on PATH has no Python behind it, as those of pyenv may."""
    try:
        said = succeed([program, "-I", "-c", _ASKING], Deadline(deadline.cap(_PATIENCE)), env, program)
        return tuple(map(int, said[-1].split()))
    except (InstallationFailed, ValueError, IndexError):
        return (0, 0)


def _written(version: tuple[int, ...]) -> str:
    return ".".join(map(str, version))
