"""YAML as nodes that know their place.

libyaml's events are read into a tree of our own, because that is thirty times as fast as ruamel.yaml.
ruamel.yaml, a YAML 1.2 parser, is the judge: it takes over where libyaml is missing, or says no to what
YAML 1.2 may allow. A file that no parser can read to its end still yields the tree up to the error, with
the collections that were open marked as not `complete`.
"""

from collections.abc import Iterator
from collections.abc import Sequence as SequenceType
from typing import Any, TypeAlias

from msgspec import Struct, field
from msgspec.structs import replace

from .late_pattern import late_pattern
from .parsers import Events, ParseError, Refusal, Stop, events_of, judge_events, tokens_of
from .scalars import value_offsets
from .source import Source, Span

# GitHub's template reader stops at 100 levels; nothing real comes near.
DEPTH_LIMIT = 100
# The judge may take a second for this many characters; what libyaml says of a longer file has to do.
JUDGE_LIMIT = 50_000

_NULLS = ("", "~", "null", "Null", "NULL")
_TRUE = ("true", "True", "TRUE")
_FALSE = ("false", "False", "FALSE")
_NUMBER = late_pattern(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0x[0-9a-fA-F]+|0o[0-7]+")


# The nodes are open to this module alone, which learns where they end, and who shares them, as it goes. They
# cannot form a circle, since an alias inside of its own anchor is an error: the garbage collector need not look.
class Scalar(Struct, eq=False, gc=False):
    """A single value. `text` is the value as a string, `style` its quote or block mark or None."""

    source: Source
    start: int
    end: int
    text: str
    style: str | None = None
    tag: str | None = None
    shared: bool = False
    _offsets: SequenceType[int] | None = None

    @property
    def span(self) -> Span:
        """The range in the file, with quotes or block header."""
        return Span(self.start, self.end)

    @property
    def is_null(self) -> bool:
        """Whether GitHub reads it as no value."""
        return self.style is None and self.text in _NULLS

    @property
    def boolean(self) -> bool | None:
        """The truth value under YAML 1.2's core schema (`on` and `yes` are text), else None."""
        if self.style is not None:
            return None
        return True if self.text in _TRUE else False if self.text in _FALSE else None

    @property
    def number(self) -> float | None:
        """The number under YAML 1.2's core schema, else None."""
        if self.style is not None or not _NUMBER.fullmatch(self.text):
            return None
        try:
            return float(int(self.text, 0) if self.text[:2] in ("0x", "0o") else self.text)
        except OverflowError:
            return float("inf")

    @property
    def verbatim(self) -> bool:
        """Whether each line of the value stands in the file as it is, without folding and escapes."""
        return self.style == "|" or self.source.text.startswith(self.text, self.start + bool(self.style))

    def offsets(self) -> SequenceType[int] | None:
        """The offset in the file of each character of `text`, and of its end; None if not exact."""
        if self._offsets is None:
            self._offsets = value_offsets(self.source.text, self.start, self.end, self.style, self.text)
        return self._offsets

    def part(self, start: int, end: int) -> Span:
        """The range in the file of `text[start:end]`; the whole scalar if that is not known exactly."""
        offsets = self.offsets()
        if offsets is None:
            return self.span
        if end <= start:
            return Span(offsets[start], offsets[start])
        last = offsets[end - 1]
        escaped = self.style in ("'", '"') and self.source.text[last] in "\\'"
        return Span(offsets[start], offsets[end] if escaped else last + 1)


class Sequence(Struct, eq=False, gc=False):
    """A list of nodes. `flow` tells `[a, b]` from a list with dashes."""

    source: Source
    start: int
    end: int
    flow: bool = False
    shared: bool = False
    complete: bool = True
    items: list["Node"] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """The range in the file, to the end of the last item."""
        return Span(self.start, self.end)


class Entry(Struct, eq=False, gc=False):
    """One `key: value` of a mapping."""

    key: "Node"
    value: "Node"


class Mapping(Struct, eq=False, gc=False):
    """Keys and values in the order of the file, duplicate keys included."""

    source: Source
    start: int
    end: int
    flow: bool = False
    shared: bool = False
    complete: bool = True
    entries: list[Entry] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """The range in the file, to the end of the last value."""
        return Span(self.start, self.end)

    def entry(self, name: str) -> Entry | None:
        """The first entry whose key reads `name`."""
        for entry in self.entries:
            if entry.key.__class__ is Scalar and entry.key.text == name:
                return entry
        return None

    def get(self, name: str) -> "Node | None":
        """The value of a key; None if the key is missing."""
        for entry in self.entries:  # not by way of `entry`: this runs two hundred thousand times
            if entry.key.__class__ is Scalar and entry.key.text == name:
                return entry.value
        return None

    def named_entries(self) -> Iterator[tuple[Scalar, "Node"]]:
        """The entries whose key is a scalar."""
        for entry in self.entries:
            if isinstance(entry.key, Scalar):
                yield entry.key, entry.value

    def text(self, name: str) -> str | None:
        """The text of a scalar value; None if the key is missing or its value is no scalar."""
        value = self.get(name)
        return value.text if isinstance(value, Scalar) else None


Node: TypeAlias = Scalar | Sequence | Mapping


class Tree(Struct, frozen=True):
    """What a file holds: its root if there is one, the first error if there is one.

    `aliased` tells whether some node has several parents.
    """

    source: Source
    root: Node | None
    error: ParseError | None
    aliased: bool = False

    def nodes(self) -> Iterator[Node]:
        """Every node once, in the order of the file."""
        return walk(self.root) if self.root is not None else iter(())


def walk(root: Node) -> Iterator[Node]:
    """The node and all below it, parents first, each once however many aliases name it."""
    seen: set[int] = set()
    pending: list[Node] = [root]
    while pending:
        node = pending.pop()
        if id(node) in seen:
            continue
        seen.add(id(node))
        yield node
        if isinstance(node, Mapping):
            for entry in reversed(node.entries):
                pending += (entry.value, entry.key)
        elif isinstance(node, Sequence):
            pending += reversed(node.items)


def scalars(root: Node | None) -> Iterator[Scalar]:
    """The scalars of a node and all below it, keys included."""
    if root is not None:
        for node in walk(root):
            if isinstance(node, Scalar):
                yield node


def parse(source: Source) -> Tree:
    """The tree of a source; never raises, see `Tree.error`."""
    if source.damage:
        return Tree(source, _read(source, events_of).root, ParseError(source.damage.offset, source.damage.message))
    if "\0" in source.text:
        return Tree(source, None, ParseError(source.text.index("\0"), "a NUL character: this is no text file"))
    tree = _read(source, events_of)
    if not isinstance(tree.error, Refusal) or len(source.text) > JUDGE_LIMIT:
        return tree
    from .pardons import certain_meaning

    meaning = certain_meaning(source.text, tree.error.complaint, tokens_of(source.text, tree.error.offset))
    if meaning:
        return replace(tree, error=ParseError(*meaning))
    try:
        return _read(source, judge_events)
    except (ValueError, OverflowError):  # ruamel.yaml does not check numbers before it hands them to chr and int
        return tree


def parse_as_judge(source: Source) -> Tree:
    """The tree as ruamel.yaml reads it; thirty times as slow as `parse`."""
    return _read(source, judge_events)


def _read(source: Source, open_events: Events) -> Tree:
    """Build the tree from events; on an error keep what came before it."""
    builder = _Builder(source)
    error: ParseError | None = None
    try:
        with open_events(source.text) as events:
            builder.build(events)
    except Stop as stop:
        error = stop.error
    builder.close_open()
    return Tree(source, builder.root, error, builder.aliased)


class _Builder:
    """Turns a stream of events into nodes. State: the collections that are open, and the anchors so far."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.aliased = False
        self.open: list[Mapping | Sequence] = []
        # What was read inside each of them, keys and values in turn; below it what stands in none.
        self.children: list[list[Node]] = [[]]
        self.anchors: dict[str, Node] = {}
        self.documents = 0

    @property
    def root(self) -> Node | None:
        return self.children[0][0] if self.children[0] else None

    def build(self, events: Iterator[Any]) -> None:  # noqa: C901 - the hot loop: one flat dispatch over events
        source, text, children = self.source, self.source.text, self.children[-1]
        for event in events:
            name = event.__class__.__name__
            if name == "ScalarEvent":
                start, end, style = event.start_mark.index, event.end_mark.index, event.style
                if event.anchor or event.tag:
                    start = min(_after_properties(text, start), end)
                if not style:
                    style = None  # libyaml calls the style of a plain scalar an empty text
                elif style in ("|", ">"):
                    end = _block_end(text, start, end, event.value)
                node = Scalar(source, start, end, event.value, style, event.tag)
                children.append(node)
                if event.anchor:
                    self.anchors[event.anchor] = node
            elif name == "MappingStartEvent":
                children = self.enter(Mapping, event)
            elif name in ("MappingEndEvent", "SequenceEndEvent"):
                children = self.leave(event.end_mark.index)
            elif name == "SequenceStartEvent":
                children = self.enter(Sequence, event)
            elif name == "AliasEvent":
                children.append(self.aliased_node(event))
            elif name == "DocumentStartEvent":
                self.documents += 1
                if self.documents > 1:
                    raise Stop(ParseError(event.start_mark.index, "a second YAML document; GitHub reads only one"))

    def enter(self, kind: type[Mapping | Sequence], event: Any) -> list[Node]:
        """Open a collection; what follows goes into the list."""
        start = event.start_mark.index
        if event.anchor or event.tag:
            start = _after_properties(self.source.text, start)
        if len(self.open) >= DEPTH_LIMIT:
            raise Stop(ParseError(start, f"nested deeper than {DEPTH_LIMIT} levels"))
        node = kind(self.source, start, start, bool(event.flow_style))
        if event.anchor:
            self.anchors[event.anchor] = node
        self.children[-1].append(node)
        self.open.append(node)
        inside: list[Node] = []
        self.children.append(inside)
        return inside

    def leave(self, end: int) -> list[Node]:
        """Close the innermost collection at `end`, where that is known; what follows goes into the list."""
        node, inside = self.open.pop(), self.children.pop()
        if isinstance(node, Mapping):
            node.entries += map(Entry, inside[::2], inside[1::2])
        else:
            node.items = inside
        last = node.start
        for child in inside[-2:]:
            # An alias stands elsewhere in the file and does not count.
            if child.start >= node.start and child.end > last:
                last = child.end
        # The line to blame for an error may stand above what the parser had read by then.
        node.end = max(end, last) if node.flow else last
        return self.children[-1]

    def aliased_node(self, event: Any) -> Node:
        target = self.anchors.get(event.anchor)
        if target is None:
            raise Stop(ParseError(event.start_mark.index, f"alias *{event.anchor} has no anchor before it"))
        if target in self.open:
            raise Stop(ParseError(event.start_mark.index, f"alias *{event.anchor} stands inside its own anchor"))
        self.aliased = True
        for node in walk(target):
            if node.shared:
                continue
            node.shared = True
        return target

    def close_open(self) -> None:
        """End the collections that an error left open behind what was read in them, the innermost first."""
        while self.open:
            node, inside = self.open[-1], self.children[-1]
            node.complete = False
            if isinstance(node, Mapping) and len(inside) % 2:
                inside.append(Scalar(self.source, inside[-1].end, inside[-1].end, ""))
            self.leave(node.start)


_LINE_BREAK = late_pattern(r"[\r\n]")
_KEEP = late_pattern(r"[|>][0-9]?\+")


def _block_end(text: str, start: int, end: int, value: str) -> int:
    """Where the last line of a block scalar ends; blank lines behind it count only if they are kept."""
    if _KEEP.match(text, start):
        return end
    written = text[start:end].rstrip("\r\n")
    if value.rstrip("\n").rpartition("\n")[2].isspace():  # the last line is blank but longer than its indentation
        return start + len(written)
    last_line = len(written.rstrip())
    found = _LINE_BREAK.search(written, last_line)
    return start + (found.start() if found else len(written))


_PROPERTY = late_pattern(r"(?:[&!][^\s\[\]{},]*[ \t]*)+(?:#[^\r\n]*)?(?:[ \t]*(?:\r\n|\n|\r))*[ \t]*")


def _after_properties(text: str, start: int) -> int:
    """The offset behind an anchor and a tag, which events count as part of the node."""
    found = _PROPERTY.match(text, start)
    return found.end() if found else start
