"""Edits inside a scalar: the text of a script or of a list input, whatever its style."""

from collections.abc import Collection

from ..source import Span
from ..tree import Scalar
from .edit import Edit, Refusal
from .place import column, require_editable


def replace_in_scalar(scalar: Scalar, start: int, end: int, replacement: str) -> Edit:
    """Put `replacement` in the place of `scalar.text[start:end]`, written as the style of the scalar needs it.

    Raises Refusal where the place is not known exactly or the style cannot hold the text.
    """
    require_editable(scalar)
    offsets = scalar.offsets()
    if offsets is None:
        raise Refusal("the place in the file is not certain")
    span = Span(offsets[start], offsets[end]) if end > start else Span(offsets[start], offsets[start])
    if scalar.style in ("|", ">"):
        return Edit(_to_line_end(scalar, span, start, end), _in_block(scalar, replacement))
    return Edit(span, _in_flow(scalar, replacement))


def remove_lines(scalar: Scalar, numbers: Collection[int]) -> tuple[Edit, ...]:
    """Take lines of a `|` text away, given by their numbers from 0.

    Raises Refusal for other styles, and where nothing would be left.
    """
    lines = scalar.text.splitlines(keepends=True)
    if scalar.style != "|":
        raise Refusal("the text is not written line by line")
    if not any(line.strip() for number, line in enumerate(lines) if number not in numbers):
        raise Refusal("nothing would be left of the text")
    first_kept = next(number for number in range(len(lines)) if number not in numbers)
    edits, start = [], 0
    for number, line in enumerate(lines):
        end = start + len(line)
        if number in numbers and number < first_kept:
            edits.append(replace_in_scalar(scalar, start, end, ""))
        elif number in numbers:
            # With the break before it, so that the indentation of the next line stays.
            edits.append(replace_in_scalar(scalar, start - 1, end - line.endswith("\n"), ""))
        start = end
    return tuple(edits)


def _to_line_end(scalar: Scalar, span: Span, start: int, end: int) -> Span:
    """A range that ends with a line must not swallow the indentation of the next."""
    if end > start and scalar.text[end - 1] != "\n":
        offsets = scalar.offsets()
        assert offsets is not None  # noqa: S101 - the caller has looked
        return Span(span.start, offsets[end - 1] + 1)
    return span


def _in_block(scalar: Scalar, replacement: str) -> str:
    if "\n" not in replacement:
        return replacement
    if scalar.style == ">":
        raise Refusal("the text is folded, so a line break in it would be lost")
    indent = " " * _indentation(scalar)
    lines = replacement.split("\n")
    return "\n".join([lines[0], *(indent + line if line else line for line in lines[1:])])


def _indentation(scalar: Scalar) -> int:
    offsets = scalar.offsets()
    first = next((place for place, character in enumerate(scalar.text) if not character.isspace()), None)
    if offsets is None or first is None:
        raise Refusal("the indentation of the text is not certain")
    line = scalar.text.rfind("\n", 0, first) + 1
    return column(scalar.source, offsets[line])


def _in_flow(scalar: Scalar, replacement: str) -> str:
    if "\n" in replacement:
        raise Refusal("the text stands in one line")
    if scalar.style == "'":
        return replacement.replace("'", "''")
    if scalar.style == '"':
        return replacement.replace("\\", "\\\\").replace('"', '\\"')
    return replacement
