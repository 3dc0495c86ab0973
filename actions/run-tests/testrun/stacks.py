"""Where each process stands that does not go on: asked for before it is ended."""

from __future__ import annotations

import os
import re
import signal
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Iterator

from kit.deadline import Deadline

from .events import read_processes

LONGEST = 20_000  # characters of the stacks of one process
_DUMP_REQUEST = "dump-stacks"
_TIME_TO_WRITE = 0.3
_HEAD = re.compile(r"^(?:Current thread|Thread) ", re.MULTILINE)


def ask(events: Path) -> None:
    """Have each process that has not ended write its stacks into its own file, and give it the time for that."""
    with suppress(OSError):
        (events / _DUMP_REQUEST).touch()
    for process in read_processes(events):
        if sys.platform != "win32" and process.stacks == "signal" and process.status is None and process.process > 1:
            with suppress(OSError):
                os.kill(process.process, signal.SIGUSR1)
    time.sleep(_TIME_TO_WRITE)


@contextmanager
def asked_before(deadline: Deadline, events: Path) -> Iterator[None]:
    """Ask shortly before the deadline ends whatever runs inside."""
    lead = _TIME_TO_WRITE * 2
    timer = threading.Timer(max(0.0, deadline.remaining() - lead), ask, [events])
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def read(events: Path) -> Iterator[tuple[str, str]]:
    """What was written: the role of each process, and its stacks, the newest call of each thread first."""
    for path in sorted(events.glob("*.stacks")):
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(LONGEST)
        if _HEAD.search(text):
            yield path.name.split("-", 1)[0], text
