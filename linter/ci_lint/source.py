"""The text of one file, and the only place that counts lines and columns.

Everything else works with character offsets into `Source.text`. A byte order mark is not part of that
text, line endings are as in the file.
"""

import codecs
from bisect import bisect_right
from functools import cached_property
from itertools import accumulate
from pathlib import Path

from msgspec import Struct

from .late_pattern import late_pattern

# GitHub's own template reader refuses larger files, and no real workflow comes near.
SIZE_LIMIT = 1024 * 1024
# Making room for the largest file takes longer than to read one that is not larger than this.
_USUAL_SIZE = 64 * 1024

_LINE_BREAK = late_pattern(r"\r\n|\n|\r")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class Span(Struct, frozen=True, order=True, gc=False):
    """A half-open range of character offsets."""

    start: int
    end: int

    def contains(self, offset: int) -> bool:
        """Whether the offset lies in the range."""
        return self.start <= offset < self.end


class Position(Struct, frozen=True, order=True, gc=False):
    """A place as people count it: line and column start at 1, columns count characters."""

    line: int
    column: int


class Damage(Struct, frozen=True):
    """A place where the bytes of a file are no text of its encoding."""

    offset: int
    message: str


class TooLarge(Exception):
    """The file is larger than any reader of workflows accepts."""


class Source(Struct, frozen=True, dict=True):
    """One file: where it is (`path`, with forward slashes, as the user named it) and what it says.

    `byte_order_mark` holds the bytes before the text and `encoding` the codec of the rest, so that the
    text can be written back as it was. `damage` names the first bytes that could not be decoded; each of
    them stands in `text` as U+FFFD.
    """

    path: str
    text: str
    encoding: str = "utf-8"
    byte_order_mark: bytes = b""
    damage: Damage | None = None

    @cached_property
    def line_starts(self) -> list[int]:
        """The offset at which each line begins."""
        if "\r" in self.text:
            return [0, *(found.end() for found in _LINE_BREAK.finditer(self.text))]
        # The same, three times as fast.
        return [0, *accumulate(map((1).__add__, map(len, self.text.split("\n")[:-1])))]

    def position(self, offset: int) -> Position:
        """The line and column of an offset."""
        line = bisect_right(self.line_starts, offset)
        return Position(line, offset - self.line_starts[line - 1] + 1)

    def line_span(self, line: int) -> Span:
        """The range of a line, counted from 1, without its line break."""
        start = self.line_starts[line - 1]
        after = self.line_starts[line] if line < len(self.line_starts) else len(self.text)
        while after > start and self.text[after - 1] in "\r\n":  # slicing would copy a line that may be a megabyte
            after -= 1
        return Span(start, after)

    def line_text(self, line: int) -> str:
        """A line, counted from 1, without its line break."""
        span = self.line_span(line)
        return self.text[span.start : span.end]


def decode(path: str, content: bytes) -> Source:
    """A source from the bytes of a file; never fails, see `Source.damage`."""
    mark, encoding = next(
        ((mark, name) for mark, name in _BYTE_ORDER_MARKS if content.startswith(mark)), (b"", "utf-8")
    )
    body = content[len(mark) :]
    try:
        return Source(path, body.decode(encoding), encoding, mark)
    except UnicodeDecodeError as error:
        text = body.decode(encoding, errors="replace")
        offset = len(body[: error.start].decode(encoding, errors="replace"))
        message = f"byte 0x{body[error.start]:02x} is not valid {encoding.upper()}"
        return Source(path, text, encoding, mark, Damage(offset, message))


def read_source(file: Path, path: str) -> Source:
    """The source of a file on disk, shown to the user as `path`.

    Raises OSError when it cannot be read and TooLarge when it is above `SIZE_LIMIT` bytes.
    """
    with file.open("rb") as stream:
        content = stream.read(_USUAL_SIZE)
        if len(content) == _USUAL_SIZE:
            content += stream.read(SIZE_LIMIT + 1 - _USUAL_SIZE)
    if len(content) > SIZE_LIMIT:
        size = file.stat().st_size / SIZE_LIMIT
        raise TooLarge(f"{path} has {size:.1f} MiB; workflow files above 1 MiB are not read")
    return decode(path, content)
