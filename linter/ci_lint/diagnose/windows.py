"""A log as windows: a piece of it with some of what stands before and behind.

A log may have hundreds of megabytes, so it is searched as bytes, a piece at a time. Pieces are cut anywhere;
a line belongs to the piece in which it begins, and finds its rest and its neighbours in the margins. So each
window can be searched by itself, by whatever process.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import BinaryIO

from .lines import LINE_LIMIT
from .utf8 import Content

PIECE = 1024 * 1024
# As much of the pieces before and behind goes with a piece; more than a line may have.
MARGIN = 16 * 1024

_BREAK = ord("\n")
# Programs that show progress go back to the start of the line. GitHub makes lines of it, and so is it here.
_LONE_RETURN = re.compile(rb"\r(?![\r\n])")


@dataclass(frozen=True)
class Window:
    """Bytes of a log of which the lines that begin from `start` to before `end` are to be searched."""

    data: bytes
    start: int
    end: int

    @cached_property
    def lines(self) -> tuple[int, int]:
        """Where the first line of the window begins and where the last one, with its break, ends."""
        begin = 0 if self.start == 0 else self.data.find(b"\n", self.start - 1) + 1
        if not self.start <= begin < self.end:
            return self.end, self.end
        last = self.data.find(b"\n", self.end - 1)
        return begin, last + 1 if last >= 0 else len(self.data)

    @property
    def line_count(self) -> int:
        """How many lines begin in the window."""
        begin, end = self.lines
        unended = begin < end and self.data[end - 1] != _BREAK
        return self.data.count(b"\n", begin, end) + unended

    def around(self, begin: int, end: int, reach: int) -> Iterator[tuple[int, bytes]]:
        """So many lines before and behind the one from `begin` to `end`, and where they begin; the nearest first."""
        yield from self.before(begin, reach)
        place = end + 1
        for _ in range(reach):
            if place >= len(self.data):
                break
            found = self.data.find(b"\n", place)
            after = found if found >= 0 else len(self.data)
            yield place, self.data[place : min(after, place + LINE_LIMIT)]
            place = after + 1

    def before(self, begin: int, reach: int) -> Iterator[tuple[int, bytes]]:
        """So many lines before the one that begins there, the nearest first."""
        place = begin - 1
        for _ in range(reach):
            if place < 0:
                break
            earlier = self.data.rfind(b"\n", 0, place) + 1
            yield earlier, self.data[earlier : min(place, earlier + LINE_LIMIT)]
            place = earlier - 1


def windows(stream: Content) -> Iterator[Window]:
    """The windows of a stream, in order."""
    before = b""
    piece = stream.read(PIECE)
    while piece:
        following = stream.read(PIECE)
        yield _window(before, piece, following[:MARGIN])
        before = piece[-MARGIN:]
        piece = following


def window_at(stream: BinaryIO, place: int) -> Window:
    """The window whose piece begins at a place of a file."""
    margin = min(place, MARGIN)
    stream.seek(place - margin)
    data = stream.read(margin + PIECE + MARGIN)
    return _window(data[:margin], data[margin : margin + PIECE], data[margin + PIECE :])


def _window(before: bytes, piece: bytes, behind: bytes) -> Window:
    data = before + piece + behind
    if data.count(b"\r") > data.count(b"\r\n"):
        data = _LONE_RETURN.sub(b"\n", data)
    return Window(data, len(before), len(before) + len(piece))
