"""Whether the judge reads a changed file as the fast parser does.

ruamel.yaml takes longer for a file than everything else together, so it is asked about the surroundings of
each edit: the entries that the edit touches, the one before and the key of the one behind, which a block
collection reads alike wherever it stands. Where that is not sure, it reads the whole file.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

from msgspec import Struct

from .late_pattern import late_pattern
from .proof import same_nodes, same_reading
from .source import Source, Span
from .tree import Entry, Mapping, Node, Scalar, Sequence, Tree, parse_as_judge

# Tabs, directives and the line breaks of YAML 1.1 are what readers of YAML differ on.
_DOUBTFUL = late_pattern("[\t\x85\u2028\u2029\ufeff]|^%", re.MULTILINE)
# Blanks and comments around a dash; the look ahead leaves one way only to read a comment.
_GAP = r"(?:[ \t\r\n]|#[^\r\n]*(?=[\r\n]))*"
_DASH = late_pattern(rf"({_GAP})-{_GAP}")


class _Unsure(Exception):
    """The surroundings of an edit cannot be read by themselves."""


def judged_alike(tree: Tree, changed: Iterable[Span]) -> bool:
    """Whether the judge reads what edits have put into these ranges, and what is around, as the tree says."""
    return _parts_alike(tree, changed) or same_reading(tree, parse_as_judge(tree.source))


def _parts_alike(tree: Tree, changed: Iterable[Span]) -> bool:
    if _DOUBTFUL.search(tree.source.text):
        return False
    try:
        return all(map(_alike, {_part(tree.root, span) for span in changed}))
    except _Unsure:
        return False


class _Part(Struct, frozen=True):
    """Some children of a block collection: those from `first` on, to the one before `last`."""

    parent: Mapping | Sequence
    first: int
    last: int


def _part(node: Node | None, span: Span) -> _Part:
    """The children of the innermost collection that holds the whole span, from just before to just behind it."""
    if not isinstance(node, Mapping | Sequence) or node.flow or node.shared:
        raise _Unsure
    starts = _starts(node)
    first = max((number for number, start in enumerate(starts) if start < span.start), default=0)
    last = next((number for number, start in enumerate(starts) if start >= span.end and number > first), len(starts))
    if last - first == 1:
        value = _value(node, first)
        if isinstance(value, Mapping | Sequence) and value.start <= span.start and span.end <= value.end:
            return _part(value, span)
    return _Part(node, first, last)


def _value(node: Mapping | Sequence, number: int) -> Node:
    return node.items[number] if isinstance(node, Sequence) else node.entries[number].value


def _starts(node: Mapping | Sequence) -> list[int]:
    """Where the children begin, items with their dashes."""
    if isinstance(node, Mapping):
        return [entry.key.start for entry in node.entries]
    ends = (node.start, *(item.end for item in node.items))
    return [_dash(item, end) for item, end in zip(node.items, ends, strict=False)]


def _dash(item: Node, before: int) -> int:
    """Where the dash of an item is, between it and the end of what stands before."""
    found = _DASH.fullmatch(item.source.text, before, item.start)
    if found is None or item.start == item.end:
        raise _Unsure
    return found.end(1)


def _alike(part: _Part) -> bool:
    """Whether the judge reads a part by itself as it was read in the file."""
    source, starts = part.parent.source, _starts(part.parent)
    start = starts[part.first]
    end = starts[part.last] if part.last < len(starts) else _next_line(source, part.parent.end)
    margin = " " * (source.position(start).column - 1)
    text = source.text[start:end]
    judged = _judged(f"{margin}{text}{_opening(part)}")
    return judged is not None and same_nodes(_expected(part), judged)


# The same few lines stand in most jobs of a repository.
@lru_cache(maxsize=512)
def _judged(text: str) -> Node | None:
    """What the judge reads in a text; None if it is not YAML to him."""
    tree = parse_as_judge(Source("", text))
    return None if tree.error else tree.root


def _next_line(source: Source, end: int) -> int:
    """Where the line begins below the one that holds the last character before `end`."""
    line = source.position(max(end - 1, 0)).line
    return source.line_starts[line] if line < len(source.line_starts) else len(source.text)


def _opening(part: _Part) -> str:
    """The beginning of the child behind a part, without its value."""
    node = part.parent
    if isinstance(node, Sequence):
        return "-" if part.last < len(node.items) else ""
    if part.last == len(node.entries):
        return ""
    key = node.entries[part.last].key
    return f"{node.source.text[key.start : key.end]}:"


def _expected(part: _Part) -> Node:
    """What the judge should read in the part and the opening behind it."""
    node, source = part.parent, part.parent.source
    nothing = Scalar(source, node.end, node.end, "")
    if isinstance(node, Sequence):
        items = node.items[part.first : part.last]
        return Sequence(source, node.start, node.end, items=[*items, *([nothing] if _opening(part) else ())])
    entries = node.entries[part.first : part.last]
    behind = [Entry(node.entries[part.last].key, nothing)] if _opening(part) else []
    return Mapping(source, node.start, node.end, entries=[*entries, *behind])
