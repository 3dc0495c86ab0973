"""The output of a process as lines, whatever bytes it writes.

A line ends where the runner would see its end: at a newline, a carriage return, or both. A line without an end is
passed on in pieces, so that no program can fill the memory.
"""

from __future__ import annotations

import codecs
import io
import os
import subprocess
import threading
from collections import deque
from queue import Full, Queue
from typing import IO, Callable, Iterator

# Records of BuildKit are lines of JSON of some hundred thousand characters.
LONGEST_LINE = 1024 * 1024
LARGEST_TAIL = 8 * 1024 * 1024
# A program that prints for ever shall fill no disk.
LONGEST_LOG = 256 * 1024 * 1024
_CHUNK = 64 * 1024
_WAITING = 16
# How many pieces can be on their way when a program ends: those that wait, one in the hand of the reader, and a pipe
# of the largest usual size (1 MiB).
BACKLOG = _WAITING + 1 + 16


class Lines:
    """Turns bytes, as they come, into lines."""

    def __init__(self) -> None:
        decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._decoder = io.IncrementalNewlineDecoder(decoder, translate=True)
        # Parts of a line without an end so far: joined once, as a line may come byte by byte.
        self._parts: list[str] = []
        self._length = 0

    def feed(self, content: bytes, *, final: bool = False) -> Iterator[str]:
        """The lines that are complete with these bytes; with `final` also the one that has no end."""
        *complete, last = self._decoder.decode(content, final).split("\n")
        if complete:
            complete[0] = self._taken() + complete[0]
        for line in complete:
            if len(line) <= LONGEST_LINE:
                yield line
            else:
                yield from _pieces(line)
        self._keep(last)
        if final:
            yield from _pieces(self._taken())
        elif self._length >= LONGEST_LINE:
            *whole, rest = _pieces(self._taken())
            yield from whole
            self._keep(rest)

    def _keep(self, part: str) -> None:
        self._parts.append(part)
        self._length += len(part)

    def _taken(self) -> str:
        line = "".join(self._parts)
        self._parts.clear()
        self._length = 0
        return line


class Sink:
    """What becomes of the output: bytes go to a file, lines to a function, and the last of them are kept.

    The file takes the first 256 MiB.
    """

    def __init__(self, on_line: Callable[[str], None], log: IO[bytes] | None, tail: int) -> None:
        self._on_line = on_line
        self._log = log
        self._room = LONGEST_LOG
        self._lines = Lines()
        self._tail: deque[str] = deque()
        self._most = tail
        self._size = 0

    @property
    def tail(self) -> tuple[str, ...]:
        """The last lines, of eight million characters at most."""
        return tuple(self._tail)

    def take(self, chunk: bytes) -> None:
        """Bytes as they come."""
        if self._log and self._room:
            self._log.write(chunk[: self._room])
            self._log.flush()
            self._room = max(0, self._room - len(chunk))
        self._pass_on(self._lines.feed(chunk))

    def finish(self) -> None:
        """No more will come: the last line may have no end."""
        self._pass_on(self._lines.feed(b"", final=True))

    def _pass_on(self, lines: Iterator[str]) -> None:
        for line in lines:
            self._remember(line)
            self._on_line(line)

    def _remember(self, line: str) -> None:
        self._tail.append(line)
        self._size += len(line)
        while len(self._tail) > self._most or self._size > LARGEST_TAIL:
            self._size -= len(self._tail.popleft())


class Reader:
    """Reads the output of a process in a thread of its own, since nothing else waits for a pipe on every system.

    `chunks` holds bytes, and None when the other end is closed. A process that outlives the run can go on writing:
    after `discard` it is read and forgotten.
    """

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.chunks: Queue[bytes | None] = Queue(maxsize=_WAITING)
        self._process = process
        self._discarding = threading.Event()
        threading.Thread(target=self._read, daemon=True, name="output").start()

    def discard(self) -> None:
        """Keep nothing from now on."""
        self._discarding.set()

    def _read(self) -> None:
        pipe = self._process.stdout
        while pipe:
            chunk = os.read(pipe.fileno(), _CHUNK)
            self._deliver(chunk or None)
            if not chunk:
                pipe.close()
                return

    def _deliver(self, chunk: bytes | None) -> None:
        while not self._discarding.is_set():
            try:
                self.chunks.put(chunk, timeout=0.5)
            except Full:
                continue
            return


def _pieces(line: str) -> list[str]:
    return [line[start : start + LONGEST_LINE] for start in range(0, len(line), LONGEST_LINE)]
