"""A log as windows: a piece of whole lines with what stands before and behind it.

A log may have hundreds of megabytes, so it is searched as bytes, a piece at a time. A line at the edge of a
piece has neighbours in the next one; a window therefore carries some of both sides.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

PIECE = 1024 * 1024
# As much of the pieces before and behind goes with a piece.
MARGIN = 16 * 1024


@dataclass(frozen=True)
class Window:
    """Bytes of which those from `start` to `end` are to be searched. `number` is the line at `start`, from 1."""

    data: bytes
    start: int
    end: int
    number: int

    def line_at(self, place: int) -> tuple[int, int]:
        """Where the line around a place begins and ends, without its line break."""
        begin = self.data.rfind(b"\n", 0, place) + 1
        end = self.data.find(b"\n", place)
        return begin, end if end >= 0 else len(self.data)

    def around(self, begin: int, end: int, reach: int) -> Iterator[bytes]:
        """So many lines before and behind the one from `begin` to `end`, those before from the nearest up."""
        place = begin - 1
        for _ in range(reach):
            if place < 0:
                break
            earlier = self.data.rfind(b"\n", 0, place) + 1
            yield self.data[earlier:place]
            place = earlier - 1
        place = end + 1
        for _ in range(reach):
            if place >= len(self.data):
                break
            found = self.data.find(b"\n", place)
            after = found if found >= 0 else len(self.data)
            yield self.data[place:after]
            place = after + 1


def windows(stream: BinaryIO) -> Iterator[Window]:
    """The windows of a stream, in order."""
    before, number = b"", 1
    pieces = _pieces(stream)
    piece = next(pieces, b"")
    while piece:
        following = next(pieces, b"")
        yield Window(before + piece + following[:MARGIN], len(before), len(before) + len(piece), number)
        number += piece.count(b"\n")
        before = piece[-MARGIN:]
        piece = following


def _pieces(stream: BinaryIO) -> Iterator[bytes]:
    """Whole lines, about PIECE bytes at a time; the last line may lack its break."""
    rest = b""
    while chunk := stream.read(PIECE):
        data = rest + chunk
        cut = data.rfind(b"\n") + 1
        if cut:
            yield data[:cut]
        # Of a line without end only the beginning is kept, so that memory stays bounded.
        rest = data[cut : cut + PIECE]
    if rest:
        yield rest
