"""The last lines of a log file, however large it is and whatever stands at its path."""

from __future__ import annotations

import os
import stat
from pathlib import Path

_BYTES = 64 * 1024
_LINES = 100


def tail(path: Path) -> tuple[str, ...]:
    """The last lines of a file; one line that says why not, where it cannot be read.

    It is opened without waiting: a pipe that nobody writes to would hold us for ever.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        return (f"the log file cannot be read: {error.strerror}",)
    try:
        return _last_lines(descriptor)
    finally:
        os.close(descriptor)


def _last_lines(descriptor: int) -> tuple[str, ...]:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        return ("the log file cannot be read: it is no plain file",)
    os.lseek(descriptor, max(0, status.st_size - _BYTES), os.SEEK_SET)
    text = os.read(descriptor, _BYTES).decode("utf-8", "replace")
    lines = text.splitlines()
    # The first line may have lost its beginning, and with it what would let a secret be recognised.
    return tuple(lines[1 if status.st_size > _BYTES else 0 :][-_LINES:])
