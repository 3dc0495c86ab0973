"""Where lines and columns of a node are, for builders."""

from ..source import Source, Span
from ..tree import Entry, Mapping, Node, Scalar
from .edit import Refusal


def require_editable(node: Node) -> None:
    """Raise Refusal for a node that stands in several places, or whose end was not read."""
    if node.shared:
        raise Refusal("an alias uses this part of the file too")
    if not isinstance(node, Scalar) and not node.complete:
        raise Refusal("this part of the file cannot be read to its end")


def column(source: Source, offset: int) -> int:
    """How many characters stand before the offset in its line; Refusal if a tab is among them."""
    start = source.line_starts[source.position(offset).line - 1]
    before = source.text[start:offset]
    if "\t" in before:
        raise Refusal("a tab stands in the indentation")
    return len(before)


def entry_end(entry: Entry, source: Source) -> int:
    """The end of the last line of an entry, a comment behind it included."""
    value = entry.value
    end = value.end if value.start >= entry.key.end and not _elsewhere(value, entry) else entry.key.end
    if isinstance(value, Scalar) and value.style in ("|", ">"):
        header = source.text[value.start : value.end].splitlines()[0] if value.end > value.start else ""
        if "+" in header:
            raise Refusal("a block scalar that keeps its final line breaks stands before")
    return line_end(source, end)


def with_comments_below(source: Source, end: int, indent: int) -> int:
    """The end of the comment lines that follow and are indented by more than `indent`, or else `end`.

    They speak of what stands before them, such as entries that somebody has commented out.
    """
    line = source.position(end).line
    while line < len(source.line_starts):
        text = source.line_text(line + 1)
        body = text.lstrip(" ")
        if not body.startswith("#") or len(text) - len(body) <= indent:
            return end
        line += 1
        end = source.line_span(line).end
    return end


def indentation_width(mapping: Mapping) -> int:
    """By how many characters a file indents what stands below a key of this mapping; 2 where nothing does."""
    for entry in mapping.entries:
        value = entry.value
        if isinstance(value, Mapping) and value.entries and not (value.flow or _elsewhere(value, entry)):
            width = column(value.source, value.entries[0].key.start) - column(mapping.source, entry.key.start)
            if width > 0:
                return width
    return 2


def _elsewhere(value: Node, entry: Entry) -> bool:
    """Whether the value is an alias: what it names stands in another part of the file."""
    return value.shared and value.start < entry.key.start


def line_end(source: Source, offset: int) -> int:
    """The offset behind the last character of the line that holds the last character before `offset`."""
    line = source.position(max(offset - 1, 0)).line
    return source.line_span(line).end


def line_start(source: Source, offset: int) -> int:
    """The offset at which the line of an offset begins."""
    return source.line_starts[source.position(offset).line - 1]


def whole_lines(source: Source, start: int, end: int) -> Span:
    """The lines from `start` to the last character before `end`.

    The line break behind them belongs to it or, at the end of the file, the one before them.
    """
    first = line_start(source, start)
    last_line = source.position(max(end - 1, 0)).line
    if last_line < len(source.line_starts):
        return Span(first, source.line_starts[last_line])
    before = first
    while before > 0 and source.text[before - 1] in "\r\n" and first - before < 2:  # noqa: PLR2004 - CR and LF
        before -= 1
        if source.text[before] == "\r":
            break
    return Span(before, len(source.text))


def indented(text: str, indent: int) -> str:
    """The text with every line but empty ones moved to the right."""
    return "\n".join(" " * indent + line if line else line for line in text.split("\n"))


def is_first_in_line(source: Source, offset: int) -> bool:
    """Whether only blanks stand before the offset in its line."""
    return not source.text[line_start(source, offset) : offset].strip(" ")
