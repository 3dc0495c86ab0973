"""Where a text has comments, and which lines a comment speaks of.

The tree tells a comment of YAML from a `#` inside a scalar. In scripts, a comment of the shell counts.
"""

from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from .source import Source
from .tree import Entry, Mapping, Node, Scalar, Sequence, Tree

# How comments begin in scalars that hold code, by key. `script` is shell or JavaScript, by the action.
_CODE = {"run": ("#",), "script": ("#", "//")}


class Lines(NamedTuple):
    """Lines of a file, counted from 1, both ends included."""

    first: int
    last: int


class Comment(Struct, frozen=True):
    """A comment on a line; `alone` if nothing stands before it. `script` is the scalar it is part of."""

    line: int
    alone: bool
    script: Scalar | None


class CommentPlaces(Struct, frozen=True, dict=True):
    """The comments of a file and what stands around them."""

    source: Source
    tree: Tree

    @cached_property
    def _scalars(self) -> list[tuple[int, Scalar, str]]:
        """Start, scalar and key of every scalar that has text, in the order of the file."""
        found: dict[int, tuple[int, Scalar, str]] = {}
        for node in self.tree.nodes():
            for scalar, key in _with_keys(node):
                if scalar.end > scalar.start:
                    found[scalar.start] = (scalar.start, scalar, key)
        return sorted(found.values(), key=lambda item: item[0])

    def _scalar_at(self, offset: int) -> tuple[Scalar, str] | None:
        place = bisect_right(self._scalars, offset, key=lambda item: item[0]) - 1
        if place < 0:
            return None
        _, scalar, key = self._scalars[place]
        if offset >= scalar.end or self._in_header(scalar, offset):
            return None
        return scalar, key

    def _in_header(self, scalar: Scalar, offset: int) -> bool:
        """Whether the offset is behind the `|` of a block scalar, where YAML allows a comment."""
        return scalar.style in ("|", ">") and self._line(offset) == self._line(scalar.start)

    def comment(self, offset: int) -> Comment | None:
        """The comment that has a `#` or `//` at the offset; None if that is something else."""
        text, line = self.source.text, self._line(offset)
        before = text[self.source.line_starts[line - 1] : offset]
        if before and before[-1] not in " \t":
            return None
        inside = self._scalar_at(offset)
        if inside is None:
            return Comment(line, self._is_comment(line), None) if text[offset] == "#" else None
        scalar, key = inside
        opener = "#" if text[offset] == "#" else "//"
        if scalar.style not in ("|", ">") or opener not in _CODE.get(key, ()) or _opens_quote(before):
            return None
        return Comment(line, not before.strip() or before.lstrip().startswith(opener), scalar)

    def lines_meant(self, comment: Comment) -> Lines | None:
        """The line of the comment or, if it stands alone, the one below; None if that is missing or blank."""
        last = self._line(comment.script.end - 1) if comment.script else len(self.source.line_starts)
        line = comment.line
        while comment.alone and line <= last and self._is_comment(line):
            line += 1
        if line > last or not self.source.line_text(line).strip():
            return None
        return self._joined(line, comment.script) if comment.script else self._with_scalars(line)

    def _joined(self, line: int, script: Scalar) -> Lines:
        """A line of a script with those that backslashes join to it."""
        first, last, end = line, line, self._line(script.end - 1)
        while first - 1 > self._line(script.start) and self.source.line_text(first - 1).endswith("\\"):
            first -= 1
        while last < end and self.source.line_text(last).endswith("\\"):
            last += 1
        return Lines(first, last)

    def _with_scalars(self, line: int) -> Lines:
        """A line with the scalars of several lines that begin or end on it."""
        touching = [lines for lines in self._tall_scalars if line in lines]
        return Lines(min([line, *(lines.first for lines in touching)]), max([line, *(t.last for t in touching)]))

    @cached_property
    def _tall_scalars(self) -> tuple[Lines, ...]:
        spans = (Lines(self._line(s.start), self._line(s.end - 1)) for _, s, _ in self._scalars)
        return tuple(lines for lines in spans if lines.last > lines.first)

    def last_line_of_head(self) -> int:
        """The last line of the comments at the head of the file; 0 if there are none."""
        for line in range(1, len(self.source.line_starts) + 1):
            content = self.source.line_text(line).strip()
            if content and content != "---" and not content.startswith(("#", "%")):
                return line - 1
        return len(self.source.line_starts)

    def enclosing(self, line: int) -> tuple[Lines, frozenset[int]]:
        """The step, `on` or `permissions` block around a line, or else the line; the keys around it."""
        around = list(self._around(line))
        block = next((lines for lines, is_block, _ in around if is_block), None)
        return block or self._with_scalars(line), frozenset(key for _, _, key in around if key is not None)

    def _around(self, line: int) -> Iterator[tuple[Lines, bool, int | None]]:
        """From the outside in: lines, whether they are a block, and the offset of the key if there is one."""
        node = self.tree.root
        while node is not None:
            below = node
            node = None
            for part in _parts(below):
                start = part.key.start if isinstance(part, Entry) else part.start
                value = part.value if isinstance(part, Entry) else part
                lines = Lines(self._line(start), self._line(max(start, value.end - 1)))
                if lines.first <= line <= lines.last:
                    node = value if value.start >= start else None
                    yield lines, _is_block(part), start if isinstance(part, Entry) else None

    def rest_of_line(self, offset: int) -> str:
        """The text from the offset to the end of its line."""
        return self.source.text[offset : self.source.line_span(self._line(offset)).end]

    def _is_comment(self, line: int) -> bool:
        return self.source.line_text(line).lstrip().startswith(("#", "//"))

    def _line(self, offset: int) -> int:
        return self.source.position(offset).line


def _with_keys(node: Node) -> Iterator[tuple[Scalar, str]]:
    if isinstance(node, Scalar):
        return
    for part in _parts(node):
        values = (part.key, part.value) if isinstance(part, Entry) else (part,)
        key = part.key.text if isinstance(part, Entry) and isinstance(part.key, Scalar) else ""
        for value in values:
            if isinstance(value, Scalar):
                yield value, key


def _parts(node: Node) -> "list[Entry] | list[Node]":
    if isinstance(node, Mapping):
        return node.entries
    return node.items if isinstance(node, Sequence) else []


def _is_block(part: "Entry | Node") -> bool:
    if isinstance(part, Entry):
        return isinstance(part.key, Scalar) and part.key.text in ("on", "permissions")
    return isinstance(part, Mapping) and any(key.text in ("uses", "run") for key, _ in part.named_entries())


def _opens_quote(text: str) -> bool:
    """Whether a quote is open at the end of a line's beginning, as the shell reads it."""
    quote, skip = "", False
    for character in text:
        if skip:
            skip = False
        elif character == "\\" and quote != "'":
            skip = True
        elif character == quote:
            quote = ""
        elif not quote and character in "\"'":
            quote = character
    return bool(quote)
