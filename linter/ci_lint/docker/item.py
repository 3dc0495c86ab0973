"""One value of a list input or of a command line, with its place in the file."""

from collections.abc import Iterator

from msgspec import Struct

from ..late_pattern import late_pattern
from ..source import Span
from ..tree import Scalar


class Item(Struct, frozen=True):
    """A text and where it stands."""

    text: str
    span: Span
    origin: Scalar
    start: int

    def part(self, start: int, end: int) -> Span:
        """The place of `text[start:end]`."""
        return self.origin.part(self.start + start, self.start + end)


_COMMENT = late_pattern(r"(?:^|(?<=[ \t]))#")


def comment_start(line: str) -> int | None:
    """Where a line of a list input has what is meant as a comment; None if it has none."""
    if "#" not in line:
        return None
    found = _COMMENT.search(_without_expressions(line))
    return found.start() if found else None


def _without_expressions(text: str) -> str:
    """The text with each `${{ }}` covered by as many letters."""
    covered, position = "", 0
    while (start := text.find("${{", position)) >= 0 and (end := text.find("}}", start)) >= 0:
        covered += text[position:start] + "x" * (end + 2 - start)
        position = end + 2
    return covered + text[position:]


def list_items(scalar: Scalar | None, *, commas: bool) -> Iterator[Item]:
    """The values of a list input of the docker actions: one a line and, with `commas`, several in a line.

    Commas inside `${{ }}` and inside double quotes do not separate (docker/actions-toolkit, getInputList).
    What is meant as a comment is left out, though the actions take it for a part of the value: that is a
    mistake of its own, and other rules judge what was meant.
    """
    if scalar is None:
        return
    start = 0
    for line in scalar.text.splitlines(keepends=True):
        stop = comment_start(line)
        content = line if stop is None else line[:stop]
        for begin, end in split_commas(content) if commas else [(0, len(content))]:
            text = line[begin:end]
            stripped = text.strip()
            if stripped:
                left = start + begin + text.index(stripped)
                yield Item(stripped, scalar.part(left, left + len(stripped)), scalar, left)
        start += len(line)


def split_commas(text: str) -> Iterator[tuple[int, int]]:
    """The ranges between the commas of a text that are outside of `${{ }}` and of double quotes."""
    begin = position = 0
    quoted = False
    while position < len(text):
        if text.startswith("${{", position):
            close = text.find("}}", position)
            position = len(text) if close < 0 else close + 2
            continue
        if text[position] == '"':
            quoted = not quoted
        elif text[position] == "," and not quoted:
            yield begin, position
            begin = position + 1
        position += 1
    yield begin, len(text)
