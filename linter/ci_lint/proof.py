"""Proof that edits changed what they were asked to change and nothing else.

The old and the new tree are compared node by node. What an edit took away is left out of the old one, what
an edit brought is left out of the new one; the rest must be the same keys and values in the same order. A
value that an edit changed inside must read as the old value with just that part replaced.
"""

from bisect import bisect_left
from collections.abc import Sequence as SequenceType

from .edits import Placed
from .source import Source, Span
from .tree import Entry, Mapping, Node, Scalar, Sequence, Tree


class Difference(Exception):
    """Something else than asked for has changed. The text says what, in words of the file."""


def difference(old: Tree, new: Tree, placed: SequenceType[Placed]) -> str:
    """What changed that no edit covers, or "" if nothing did."""
    if new.error:
        return f"the file could not be read any more: {new.error.message}"
    if old.root is None or new.root is None:
        return "the file holds no YAML document"
    return _difference(old.root, new.root, placed)


def same_reading(one: Tree, other: Tree) -> bool:
    """Whether two parsers read the same keys and values in a text."""
    return not (one.error or other.error) and not difference(one, other, ())


def same_nodes(one: Node, other: Node) -> bool:
    """Whether two nodes have the same keys and values, written in the same style."""
    return not _difference(one, other, ())


def _difference(old: Node, new: Node, placed: SequenceType[Placed]) -> str:
    try:
        _Comparison(new.source).nodes(old, new, placed)
    except Difference as found:
        return str(found)
    return ""


class _Comparison:
    """Compares nodes. State: the pairs already compared, since aliases can name a node many times.

    Each node is compared under the edits that touch it, so that what none touches is compared quickly.
    """

    def __init__(self, source: Source) -> None:
        self.source = source
        self.seen: set[tuple[int, int]] = set()

    def nodes(self, old: Node, new: Node, around: SequenceType[Placed]) -> None:
        """Raise Difference unless the new node is the old one but for the edits."""
        if (old.shared or new.shared) and self._known(old, new):
            return
        placed = [p for p in around if _touch(p.old, old) or _touch(p.new, new)] if around else around
        if any(_replaced(p, old, new) for p in placed):
            return
        if isinstance(old, Scalar) and isinstance(new, Scalar):
            self.scalars(old, new, placed)
        elif isinstance(old, Mapping) and isinstance(new, Mapping):
            self.mappings(old, new, placed)
        elif isinstance(old, Sequence) and isinstance(new, Sequence):
            self.sequences(old, new, placed)
        else:
            raise Difference(f"{_shown(old)} has become something else")

    def _known(self, old: Node, new: Node) -> bool:
        """Whether the pair has been compared; from now on it counts as such."""
        pair = (id(old), id(new))
        known = pair in self.seen
        self.seen.add(pair)
        return known

    def scalars(self, old: Scalar, new: Scalar, placed: SequenceType[Placed]) -> None:
        """Raise Difference unless the values agree but for edits inside the old one."""
        if new.style != old.style or new.tag != old.tag:
            raise Difference(f"{_shown(old)} would be written in another style")
        inner = [p for p in placed if old.start < p.old.end and p.old.start < old.end]
        # What is inserted right at an end of a value may belong to it, or to its neighbour.
        touching = [p for p in placed if _touch(p.old, old)]
        if new.text not in (self._edited(old, inner), self._edited(old, touching)):
            raise Difference(f"{_shown(old)} would read {new.text[:40]!r}")

    def _edited(self, old: Scalar, inner: list[Placed]) -> str:
        """The old value with the edited parts put in, whose meaning in the style the new value tells."""
        if not inner:
            return old.text
        offsets = old.offsets()
        if offsets is None:
            raise Difference(f"the place of an edit in {_shown(old)} is not certain")
        text, position = "", 0
        for placed in inner:
            start = min(bisect_left(offsets, placed.old.start), len(old.text))
            end = min(bisect_left(offsets, placed.old.end), len(old.text))
            text += old.text[position:start] + self._meaning(old, placed)
            position = end
        return text + old.text[position:]

    def _meaning(self, old: Scalar, placed: Placed) -> str:
        raw = self.source.text[placed.new.start : placed.new.end].replace("\r\n", "\n")
        if old.style == "'":
            return raw.replace("''", "'")
        if old.style == '"':
            return raw.replace('\\"', '"').replace("\\\\", "\\")
        if old.style in ("|", ">"):
            indent = _indentation(old)
            # An edit may begin in an empty line that is shorter than the indentation.
            missing = indent - old.source.position(placed.old.start).column + 1
            first, *more = raw.split("\n")
            return "\n".join([_unindented(first, missing), *(_unindented(line, indent) for line in more)])
        return raw

    def mappings(self, old: Mapping, new: Mapping, placed: SequenceType[Placed]) -> None:
        """Raise Difference unless the same entries are there, in the same order."""
        before = [entry for entry in old.entries if not _taken((entry.key, entry.value), placed)]
        after = [entry for entry in new.entries if not _brought((entry.key, entry.value), placed)]
        if len(before) != len(after):
            raise Difference(f"entries of {_shown(old)} would come or go: {_change(before, after)}")
        for left, right in zip(before, after, strict=True):
            self.nodes(left.key, right.key, placed)
            self.nodes(left.value, right.value, placed)

    def sequences(self, old: Sequence, new: Sequence, placed: SequenceType[Placed]) -> None:
        """Raise Difference unless the same items are there, in the same order."""
        before = [item for item in old.items if not _taken((item,), placed)]
        after = [item for item in new.items if not _brought((item,), placed)]
        if len(before) != len(after):
            raise Difference(f"items of a list would come or go: {len(before)} would be {len(after)}")
        for left, right in zip(before, after, strict=True):
            self.nodes(left, right, placed)


def _touch(span: Span, node: Node) -> bool:
    return span.start <= node.end and node.start <= span.end


def _replaced(placed: Placed, old: Node, new: Node) -> bool:
    """Whether an edit took the whole value and put the new one in its place."""
    return _inside(old.span, placed.old) and _inside(new.span, placed.new)


def _taken(nodes: SequenceType[Node], placed: SequenceType[Placed]) -> bool:
    return any(p.old.end > p.old.start and _hold(p.old, nodes) for p in placed)


def _brought(nodes: SequenceType[Node], placed: SequenceType[Placed]) -> bool:
    return any(p.new.end > p.new.start and _hold(p.new, nodes) for p in placed)


def _hold(outer: Span, nodes: SequenceType[Node]) -> bool:
    """Whether an item, or a key with its value, lies in a range; what an alias names stands above its key."""
    first = nodes[0]
    return all(_inside(node.span, outer) or node.end < first.start for node in nodes) and _inside(first.span, outer)


def _inside(span: Span, outer: Span) -> bool:
    return outer.start <= span.start and span.end <= outer.end


def _indentation(scalar: Scalar) -> int:
    """The column at which the lines of a block scalar begin."""
    offsets = scalar.offsets() or (scalar.start,)
    first = len(scalar.text) - len(scalar.text.lstrip())
    return scalar.source.position(offsets[scalar.text.rfind("\n", 0, first) + 1]).column - 1


def _unindented(line: str, columns: int) -> str:
    """The line without that many leading spaces, or as many as it has."""
    return line[min(max(columns, 0), len(line) - len(line.lstrip(" "))) :]


def _change(before: list[Entry], after: list[Entry]) -> str:
    names = [{_shown(entry.key) for entry in entries} for entries in (before, after)]
    return ", ".join(sorted(names[0] ^ names[1])) or f"{len(before)} would be {len(after)}"


def _shown(node: Node) -> str:
    if isinstance(node, Scalar):
        return repr(node.text[:40])
    return "a mapping" if isinstance(node, Mapping) else "a list"
