"""The processes of a build that another action started, found by a mark in their environment.

A name such as `buildx` may belong to a build of somebody else on the same machine. The mark is a random word that only
the step of this run has, and everything that step starts. Source: proc(5), /proc/PID/environ.
"""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Iterator

if TYPE_CHECKING:
    from kit.deadline import Deadline

MARK = "CIKIT_BUILD"
_PROGRAMS = ("buildx", "docker-buildx")
_PROCESSES = Path("/proc")
PERIOD = 0.2


def end_builds(mark: str, deadline: Deadline) -> None:
    """Ask every build with a mark to end, and kill it if it does not within the deadline."""
    for process in build_processes(mark):
        _signal(process, signal.SIGTERM)
    while any(True for _ in build_processes(mark)):
        if not deadline.sleep(PERIOD):
            break
    for process in build_processes(mark):
        _signal(process, signal.SIGKILL)


def build_processes(mark: str) -> Iterator[int]:
    """Ids of the processes that run `buildx build` and carry the mark; the action around them is none of these."""
    word = f"{MARK}={mark}".encode()
    for folder in _PROCESSES.glob("[0-9]*"):
        if word in _words(folder / "environ") and _builds(_words(folder / "cmdline")):
            yield int(folder.name)


def _builds(words: list[bytes]) -> bool:
    start = [os.fsdecode(word).rsplit("/", 1)[-1] for word in words[:4]]
    return "build" in start and any(program in start for program in _PROGRAMS)


def _words(path: Path) -> list[bytes]:
    try:
        return path.read_bytes().split(b"\0")
    except OSError:
        return []


def _signal(process: int, number: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(process, number)
