"""What can go wrong while the linter is installed, and how the programs for it are run."""

from __future__ import annotations

from typing import Mapping, Sequence

from kit.deadline import Deadline
from kit.processes import run

_LINES_SHOWN = 6


class InstallationFailed(Exception):
    """The linter cannot be installed; the message says why, and what to do where that is known."""


def succeed(words: Sequence[str], deadline: Deadline, env: Mapping[str, str], failing: str) -> tuple[str, ...]:
    """Run a program; the last lines of its output.

    Raises InstallationFailed, with `failing` in front of what the program said, unless it ends well and in time.
    """
    try:
        outcome = run(words, deadline=deadline, env=env, on_line=lambda _line: None)
    except OSError as error:
        raise InstallationFailed(f"{failing}: {error}") from None
    if outcome.reason == "timeout":
        raise InstallationFailed(f"{failing}: the time was up after {outcome.seconds:.0f} s")
    if not outcome.succeeded:
        said = "\n".join(outcome.tail[-_LINES_SHOWN:]).strip()
        raise InstallationFailed(f"{failing}: {said or f'exit code {outcome.returncode}'}")
    return outcome.tail
