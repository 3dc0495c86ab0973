"""Edits inside a scalar: the text of a script or of a list input, whatever its style."""

from collections.abc import Collection, Sequence

from ..late_pattern import late_pattern
from ..source import Span
from ..tree import Scalar
from .edit import Edit, Refusal
from .place import block_header, column, require_editable

# Empty, blanks at an end, a colon or hash that means something, an indicator at the beginning.
_NOT_PLAIN = late_pattern(r"\A\Z|\A\s|\s\Z|:\s|:\Z|\s#|\A[,\[\]{}#&*!|>'\"%@`]|\A[-?:](?:\s|\Z)|[\r\n\t]")


def replace_in_scalar(scalar: Scalar, start: int, end: int, replacement: str) -> Edit:
    """Put `replacement` in the place of `scalar.text[start:end]`, written as the style of the scalar needs it.

    Raises Refusal where the place is not known exactly or the style cannot hold the text.
    """
    require_editable(scalar)
    offsets = scalar.offsets()
    if offsets is None:
        raise Refusal("the place in the file is not certain")
    while replacement.endswith("\n") and scalar.text[:end].endswith("\n") and (start < end or end == len(scalar.text)):
        if start == end:
            # Behind the last line break of the text is in front of it just as well.
            start, replacement = start - 1, f"\n{replacement}"
        end, replacement = end - 1, replacement[:-1]
    if scalar.style in ("|", ">"):
        return _in_block(scalar, offsets, Span(start, end), replacement)
    return _in_flow(scalar, offsets, Span(start, end), replacement)


def remove_lines(scalar: Scalar, numbers: Collection[int]) -> tuple[Edit, ...]:
    """Take lines of a `|` text away, given by their numbers from 0.

    Raises Refusal for other styles, and where nothing would be left.
    """
    lines = scalar.text.removesuffix("\n").split("\n")
    if scalar.style != "|":
        raise Refusal("the text is not written line by line")
    final = "\n" if scalar.text.endswith("\n") else ""
    _require_block(scalar, "\n".join(line for number, line in enumerate(lines) if number not in numbers) + final)
    first_kept = next(number for number in range(len(lines)) if number not in numbers)
    start = sum(len(line) + 1 for line in lines[:first_kept])
    edits = [replace_in_scalar(scalar, 0, start, "")] if start else []
    for number, line in enumerate(lines[first_kept:], first_kept):
        if number in numbers:
            # With the break before it, so that the indentation of the next line stays.
            edits.append(replace_in_scalar(scalar, start - 1, start + len(line), ""))
        start += len(line) + 1
    return tuple(edits)


def _in_block(scalar: Scalar, offsets: Sequence[int], part: Span, replacement: str) -> Edit:
    before, behind = scalar.text[: part.start], scalar.text[part.end :]
    _require_block(scalar, before + replacement + behind)
    if scalar.style == ">":
        _require_unfolded(scalar, offsets, part, replacement)
    indentation = _indentation(scalar, offsets)
    rest = behind.partition("\n")[0]
    first, *more = replacement.split("\n")
    missing = indentation - _column(scalar, offsets[part.start])
    if missing > 0 and (first or (rest and not more)):
        # An empty line may be shorter than the indentation.
        first = " " * missing + first
    lines = [
        " " * indentation + line if line or (rest and number == len(more)) else ""
        for number, line in enumerate(more, 1)
    ]
    return Edit(_span(scalar, offsets, part), "\n".join([first, *lines]))


def _span(scalar: Scalar, offsets: Sequence[int], part: Span) -> Span:
    """The range in the file; one that ends with a line does not reach into the indentation of the next."""
    start = offsets[part.start]
    if part.start == part.end:
        return Span(start, start)
    return Span(start, offsets[part.end] if scalar.text[part.end - 1] == "\n" else offsets[part.end - 1] + 1)


def _require_block(scalar: Scalar, text: str) -> None:
    """Raise Refusal unless the text can take the place of a block scalar's without a new header."""
    if not text.strip():
        raise Refusal("nothing would be left of the text")
    if len(text) - len(text.rstrip("\n")) != len(scalar.text) - len(scalar.text.rstrip("\n")):
        raise Refusal("the text would end with other line breaks")
    first = next(line for line in text.split("\n") if line)
    if first[0] == " " and not any(character.isdigit() for character in block_header(scalar)):
        raise Refusal("the first line of the text would be indented")


def _require_unfolded(scalar: Scalar, offsets: Sequence[int], part: Span, replacement: str) -> None:
    """Raise Refusal for a change of a folded text that is not within a line, or may fold its lines otherwise."""
    line = scalar.source.line_span(scalar.source.position(offsets[part.start]).line)
    span = _span(scalar, offsets, part)
    start = line.start + _indentation(scalar, offsets)
    old = scalar.source.text[start : line.end]
    new = scalar.source.text[start : span.start] + replacement + scalar.source.text[span.end : line.end]
    if "\n" in replacement or span.end > line.end or not (old.strip() and new.strip()):
        raise Refusal("the text is folded, so a line break in it would be lost")
    if old[0].isspace() or new[0].isspace():
        raise Refusal("the line would be folded otherwise")


def _indentation(scalar: Scalar, offsets: Sequence[int]) -> int:
    """The column at which the lines of a block scalar begin."""
    first = next((place for place, character in enumerate(scalar.text) if not character.isspace()), None)
    if first is None:
        raise Refusal("the indentation of the text is not certain")
    return column(scalar.source, offsets[scalar.text.rfind("\n", 0, first) + 1])


def _column(scalar: Scalar, offset: int) -> int:
    return scalar.source.position(offset).column - 1


def _in_flow(scalar: Scalar, offsets: Sequence[int], part: Span, replacement: str) -> Edit:
    if "\n" in replacement:
        raise Refusal("the text stands in one line")
    span = Span(offsets[part.start], offsets[part.end])
    raw = scalar.source.text[scalar.start : scalar.end]
    within = scalar.source.text[span.start : span.end]
    # At the end of a line, blanks are folded into the line break.
    if "\n" in within or ("\n" in raw and (not replacement or replacement != replacement.strip())):
        raise Refusal("the value takes several lines")
    if scalar.style == "'":
        return Edit(span, replacement.replace("'", "''"))
    if scalar.style == '"':
        return Edit(span, replacement.replace("\\", "\\\\").replace('"', '\\"'))
    if _NOT_PLAIN.search(scalar.text[: part.start] + replacement + scalar.text[part.end :]):
        raise Refusal("the value would have to be quoted")
    return Edit(span, replacement)
