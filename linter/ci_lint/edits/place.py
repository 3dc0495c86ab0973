"""Where lines and columns of a node are, for builders."""

from ..late_pattern import late_pattern
from ..source import Source, Span
from ..tree import Entry, Mapping, Node, Scalar, Sequence, walk
from .edit import Refusal

_BLOCK = late_pattern(r"[|>][-+0-9]*\n")


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
    if value.start < entry.key.end or _elsewhere(value, entry):
        return line_end(source, entry.key.end)
    require_closed(value)
    return line_end(source, value.end)


def require_closed(node: Node) -> None:
    """Raise Refusal for a node whose end is not certain, or is a block scalar that depends on what follows."""
    scalar = _last_scalar(node)
    if scalar is None or scalar.style not in ("|", ">"):
        return
    header = block_header(scalar)
    if "+" in header:
        raise Refusal("a block scalar that keeps its final line breaks stands before")
    if "-" not in header and scalar.end == len(scalar.source.text):
        raise Refusal("the file ends in a block scalar without a line break")


def require_room(source: Source, end: int, text: str) -> None:
    """Raise Refusal if the text has a block scalar that would read otherwise where it is put."""
    if not _BLOCK.search(text):
        return
    if end == len(source.text):
        raise Refusal("the file ends without a line break")
    _require_empty(source, source.position(end).line + 1)


def _require_empty(source: Source, line: int) -> None:
    if line <= len(source.line_starts) and source.line_text(line).isspace():
        raise Refusal("blanks stand in the empty line below")


def require_here(sequence: Sequence, number: int) -> None:
    """Raise Refusal for an item that is an alias: what it names stands above, and where it is itself is not known."""
    before = max([sequence.start, *(item.end for item in sequence.items[:number])])
    if sequence.items[number].start < before:
        raise Refusal("an alias stands in the list, and where it ends is not known")


def block_header(scalar: Scalar) -> str:
    """The mark of a block scalar with what tells its indentation and final line breaks."""
    return scalar.source.text[scalar.start : scalar.end].split("\n")[0].split("#")[0]


def _last_scalar(node: Node) -> Scalar | None:
    """The scalar in whose last line a node ends; None for flow style, aliases and empty collections."""
    while not isinstance(node, Scalar):
        children = node.items if isinstance(node, Sequence) else [entry.value for entry in node.entries]
        if node.flow or not children:
            return None
        if isinstance(node, Sequence):
            require_here(node, len(children) - 1)
        elif children[-1].start < node.entries[-1].key.end:
            return None
        node = children[-1]
    return node


def with_comments_below(source: Source, end: int, indent: int) -> int:
    """The end of the comment lines that follow and are indented by more than `indent`, or else `end`.

    They speak of what stands before them, such as entries that somebody has commented out.
    """
    for line in range(source.position(end).line + 1, len(source.line_starts) + 1):
        text = source.line_text(line)
        body = text.lstrip(" ")
        if body.startswith("#") and len(text) - len(body) > indent:
            end = source.line_span(line).end
        elif body.strip():
            break
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


def removable_lines(node: Node, start: int, end: int, above: Node | None) -> Span:
    """The lines from `start` to `end`, which hold a node, where they can go.

    Raises Refusal where an alias needs them, or where the block scalar that the node `above` ends with would
    read otherwise without them.
    """
    source = node.source
    require_unnamed(node, start)
    lines = whole_lines(source, start, end)
    if above is None:
        return lines
    require_closed(above)
    scalar = _last_scalar(above)
    if scalar is None or scalar.style not in ("|", ">"):
        return lines
    if source.text[lines.start - 1] not in "\r\n":
        raise Refusal("the block scalar above would lose its final line break")
    _require_empty(source, source.position(lines.end).line)
    return lines


def require_unnamed(node: Node, start: int) -> None:
    """Raise Refusal if an alias names a part of the node that stands behind `start`, so that it must not go."""
    if any(part.shared and part.start >= start for part in walk(node)):
        raise Refusal("an alias uses this part of the file too")


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
