"""Runs a program that may hang, flood or leave children behind, and comes back in time.

The program is the first of a tree of processes of its own, and when it is over, nothing of the tree is left. It ends
by itself, or because the deadline came, or because it was silent for too long.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Callable, Mapping, Sequence

from . import process_trees
from .deadline import Deadline
from .process_output import BACKLOG, Reader, Sink

# All in seconds: how long the output may take to arrive when the program is over, what its children get to finish
# when it has ended by itself, and how often the end is looked for.
_LAST_WORDS = 1.0
_LEFTOVERS = 0.2
_TICK = 0.05
# A deadline is kept within a tenth: this share of it may be spent on ending the tree, and again on its last output.
_SHARE = 0.04


@dataclass(frozen=True)
class Outcome:
    """How a run ended.

    `returncode` is the one of the program; negative for the signal that ended it. `reason` is `exit`, `signal` (ended
    by one that was not ours), `timeout` or `idle`. `tail` holds the last lines of the output.
    """

    returncode: int
    reason: str
    seconds: float
    tail: tuple[str, ...]

    @property
    def succeeded(self) -> bool:
        """Whether the program ended by itself and says that all is well."""
        return self.reason == "exit" and self.returncode == 0


def run(  # noqa: PLR0913 - each is named where it is given
    command: Sequence[str | Path],
    *,
    deadline: Deadline,
    idle: float | None = None,
    cwd: str | Path | None = None,
    env: Mapping[str, str] | None = None,
    log: Path | None = None,
    on_line: Callable[[str], None] | None = None,
    on_silence: Callable[[int], None] | None = None,
    grace: float = 5.0,
    tail: int = 200,
) -> Outcome:
    """Run a command without a shell, its input empty, its output and errors as one stream.

    Each line is printed as it comes, or handed to `on_line` instead; `log` receives all bytes. After `idle` seconds
    without output `on_silence` is called with the id of the process, and the tree is ended: asked first, killed after
    `grace` seconds at most. Raises OSError if the program cannot be started.
    """
    with ExitStack() as stack:
        file = stack.enter_context(log.open("wb")) if log else None
        process = subprocess.Popen(  # noqa: S603 - no shell; what runs is the caller's to decide
            [os.fspath(word) for word in command],
            cwd=cwd,
            env=None if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            bufsize=0,
            **process_trees.start_options(),
        )
        watch = _Watch(process, Sink(on_line or show, file, tail), deadline, idle)
        stack.callback(watch.leave)
        return watch.outcome(on_silence, grace)


def show(line: str) -> None:
    """Print a line of the output, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class _Watch:
    """One process being watched until its end."""

    def __init__(self, process: subprocess.Popen[bytes], sink: Sink, deadline: Deadline, idle: float | None) -> None:
        self._process = process
        self._sink = sink
        self._deadline = deadline
        self._idle = idle
        self._reader = Reader(process)
        self._started = self._heard = time.monotonic()
        self._open = True
        self._pieces = 0

    def outcome(self, on_silence: Callable[[int], None] | None, grace: float) -> Outcome:
        """Wait for the end, bring it about if need be, and say how it was."""
        reason = self._wait()
        if reason == "idle" and on_silence:
            on_silence(self._process.pid)
            self._listen(min(_LAST_WORDS, grace))
        if reason:
            self._stop(grace)
        missing = self._listen(_LEFTOVERS)
        process_trees.end(self._process.pid)
        self._listen(_LAST_WORDS, missing)
        self._sink.finish()
        returncode = self._returncode()
        if not reason:
            reason = "signal" if returncode < 0 else "exit"
        return Outcome(returncode, reason, time.monotonic() - self._started, self._sink.tail)

    def leave(self) -> None:
        """Leave nothing behind, also where an exception or the end of the job came between."""
        if self._process.poll() is None:
            process_trees.ask_to_end(self._process.pid)
            self._returncode()
        process_trees.end(self._process.pid)
        self._returncode()
        self._reader.discard()

    def _wait(self) -> str:
        """Read until the program is over; why it has to be ended, or nothing if it ended."""
        while self._process.poll() is None:
            if self._deadline.expired:
                return "timeout"
            if self._idle is not None and time.monotonic() - self._heard >= self._idle:
                return "idle"
            self._read(self._deadline.cap(_TICK))
        return ""

    def _stop(self, grace: float) -> None:
        """Ask the tree to end, read what it still says, kill what is left."""
        end = time.monotonic() + self._affordable(grace)
        process_trees.ask_to_end(self._process.pid)
        while time.monotonic() < end and (self._process.poll() is None or process_trees.alive(self._process.pid)):
            self._read(_TICK)
        process_trees.end(self._process.pid)

    def _listen(self, seconds: float, pieces: int = BACKLOG) -> int:
        """Take the output that is on its way, and what comes within some seconds of waiting.

        What the program itself has written is a bounded number of pieces; a child that has got away may write on.
        Returns how many of the pieces did not come.
        """
        patience = self._affordable(seconds)
        last = self._pieces + pieces
        while self._open and patience > 0 and self._pieces < last:
            patience -= self._read(min(_TICK, patience))
        return last - self._pieces

    def _read(self, seconds: float) -> float:
        """Take one piece of the output if it comes in time; the seconds that were spent on waiting."""
        start = time.monotonic()
        if not self._open:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(seconds)
            return time.monotonic() - start
        try:
            chunk = self._reader.chunks.get(timeout=max(seconds, 0.001))
        except Empty:
            return time.monotonic() - start
        self._heard = time.monotonic()
        self._pieces += 1
        self._open = chunk is not None
        self._sink.take(chunk or b"")
        return self._heard - start

    def _affordable(self, seconds: float) -> float:
        return min(seconds, max(_TICK, self._deadline.remaining() + self._deadline.seconds * _SHARE))

    def _returncode(self) -> int:
        try:
            return self._process.wait(_LAST_WORDS)
        except subprocess.TimeoutExpired:
            # Not even a kill ends a process that hangs in the kernel; the action goes on without it.
            return -int(getattr(signal, "SIGKILL", signal.SIGTERM))
