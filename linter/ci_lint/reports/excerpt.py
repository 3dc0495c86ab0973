"""The line of a file that a finding is about, cut to the width of a terminal and measured for a caret.

What counts is cells of a terminal: a tab is shown as four, an ideograph or emoji takes two, a combining
mark none, and what is not fit to be printed is as wide as its escape.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from msgspec import Struct

from ..source import Source, Span
from .visible import visible

_TAB = "    "
_CUT = "…"


class Excerpt(Struct, frozen=True):
    """A printable piece of a line; the marked part begins at cell `indent` and is `length` cells long."""

    line: int
    text: str
    indent: int
    length: int


def excerpt(source: Source, span: Span, room: int) -> Excerpt:
    """What to show of the line a span starts in, at most `room` cells of it; marks at least one cell."""
    position = source.position(span.start)
    line = source.line_span(position.line)
    if line.end - line.start <= room and _plain(text := source.text[line.start : line.end]):
        start, end = min(span.start, line.end), min(span.end, line.end)
        return Excerpt(position.line, text, start - line.start, max(end - start, 1))
    # A line may have a million characters: only those that can be in the picture are looked at.
    window = Span(max(line.start, span.start - room), min(line.end, span.start + 2 * room))
    pieces = _pieces(source.text[window.start : window.end])
    edges = _edges(pieces)
    start, end = (min(max(offset, window.start), window.end) - window.start for offset in (span.start, span.end))
    first, last = _frame(edges, start, room)
    before = _CUT if first > 0 or window.start > line.start else ""
    after = _CUT if last < len(pieces) or window.end < line.end else ""
    indent = len(before) + edges[start] - edges[first]
    length = max(edges[min(end, last)] - edges[start], 1)
    return Excerpt(position.line, f"{before}{''.join(pieces[first:last])}{after}", indent, length)


def _frame(edges: Sequence[int], start: int, room: int) -> tuple[int, int]:
    """The first and the last edge to be shown, so that the start of the span has context on both sides."""
    if edges[-1] <= room:
        return 0, len(edges) - 1
    inner = max(room - 2 * len(_CUT), 1)
    earliest = min(edges[start] - inner // 3, edges[-1] - inner)
    first = min(bisect_left(edges, max(earliest, 0)), start)
    last = bisect_right(edges, edges[first] + inner) - 1
    return first, max(last, min(start + 1, len(edges) - 1))


def _pieces(text: str) -> Sequence[str]:
    """What is shown for each character."""
    return text if _plain(text) else tuple(_shown(text))


def _plain(text: str) -> bool:
    """Whether each character is shown as it is and takes one cell."""
    return text.isascii() and text.isprintable() and "##[" not in text


def _shown(text: str) -> Iterator[str]:
    for place, character in enumerate(text):
        if character == "\t":
            yield _TAB
        elif character == "[" and text.endswith("##", 0, place):
            yield "\\["
        else:
            yield visible(character)


def _edges(pieces: Sequence[str]) -> Sequence[int]:
    """The cell at which each piece begins, and where the last one ends."""
    if isinstance(pieces, str):
        return range(len(pieces) + 1)
    return tuple(accumulate(map(_width, pieces), initial=0))


def _width(piece: str) -> int:
    if piece.isascii():
        return len(piece)
    from unicodedata import category, east_asian_width

    if piece == "\u200d" or category(piece) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if east_asian_width(piece) in "WF" else 1
