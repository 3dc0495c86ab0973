"""A log as windows: a piece of it with some of what stands before and behind.

A log may have hundreds of megabytes, so it is searched as bytes, a piece at a time. Pieces are cut anywhere;
a line belongs to the piece in which it begins, and finds its rest and its neighbours in the margins. So each
window can be searched by itself, by whatever process.
"""

from collections.abc import Iterator
from functools import cached_property
from typing import BinaryIO

from msgspec import Struct

from ..late_pattern import late_pattern
from .lines import LINE_LIMIT
from .utf8 import Content

PIECE = 1024 * 1024
# As much of the pieces before and behind goes with a piece; more than a line may have.
MARGIN = 16 * 1024

_BREAK = ord("\n")
# Programs that show progress go back to the start of the line. GitHub makes lines of it, and so is it here.
_LONE_RETURN = late_pattern(rb"\r(?![\r\n])")


class Window(Struct, frozen=True, dict=True):
    """Bytes of a log of which the lines that begin from `start` to before `end` are to be searched."""

    data: bytes
    start: int
    end: int

    @property
    def place(self) -> tuple[int, int]:
        """Where the first line of the window begins and where the last one, with its break, ends."""
        begin = 0 if self.start == 0 else self.data.find(b"\n", self.start - 1) + 1
        if not self.start <= begin < self.end:
            return self.end, self.end
        last = self.data.find(b"\n", self.end - 1)
        return begin, last + 1 if last >= 0 else len(self.data)

    @cached_property
    def lines(self) -> "Lines":
        """The lines, with those that the margins hold."""
        begin, end = self.place
        first = self.data.count(b"\n", 0, begin)
        unended = begin < end and self.data[end - 1] != _BREAK
        return Lines(self.data.split(b"\n"), first, first + self.data.count(b"\n", begin, end) + unended)


class Lines(Struct, frozen=True):
    """Lines without their breaks. Those from `first` to before `last` belong to the window, the others are near."""

    all: list[bytes]
    first: int
    last: int

    def __getitem__(self, place: int) -> bytes:
        """A line, cut where it is endless."""
        return self.all[place][:LINE_LIMIT]

    def around(self, place: int, reach: int) -> Iterator[int]:
        """The places of so many lines before and behind one, those before from the nearest up."""
        yield from range(place - 1, max(place - reach, 0) - 1, -1)
        yield from range(place + 1, min(place + reach + 1, len(self.all)))


def windows(stream: Content, size: int = PIECE) -> Iterator[Window]:
    """The windows of a stream, in order, with pieces of a size."""
    before = b""
    piece = stream.read(size)
    while piece:
        following = stream.read(size)
        yield _window(before, piece, following[:MARGIN])
        before = (before + piece)[-MARGIN:]
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
