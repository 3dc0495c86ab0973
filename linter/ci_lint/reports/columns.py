"""Rows of a table for a terminal: the first column is words, the others are numbers."""

import unicodedata
from collections.abc import Iterator, Sequence

_GAP = 2


def columns(head: Sequence[str], rows: Sequence[Sequence[str]], width: int) -> Iterator[str]:
    """The lines of a table that is at most so wide; the first column gives way, and is cut in its middle."""
    table = [head, *rows]
    widths = [max(cells(row[column]) for row in table) for column in range(1, len(head))]
    room = width - sum(widths) - _GAP * len(widths)
    first = min(room, max(cells(row[0]) for row in table))
    for row in table:
        numbers = "".join(f"{'':{_GAP}}{text:>{wide}}" for text, wide in zip(row[1:], widths, strict=True))
        yield f"{padded(cut(row[0], first), first)}{numbers}".rstrip()


def cut(text: str, room: int) -> str:
    """The text, without its middle where it has no room."""
    if cells(text) <= room:
        return text
    start, end = "", ""
    for left, right in zip(text, reversed(text), strict=True):
        if cells(start + left + end) + 1 > room:
            break
        start += left
        if cells(start + right + end) + 1 > room:
            break
        end = right + end
    return f"{start}…{end}"


def padded(text: str, width: int) -> str:
    """The text with blanks behind it."""
    return text + " " * (width - cells(text))


def cells(text: str) -> int:
    """How many cells of a terminal a text takes."""
    return sum(_cells(character) for character in text)


def _cells(character: str) -> int:
    if unicodedata.combining(character):
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1
