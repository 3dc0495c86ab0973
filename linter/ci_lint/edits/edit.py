"""An edit, a fix, and how edits become a text."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

from msgspec import Struct, field

from ..source import Source, Span


class Refusal(Exception):
    """A fix cannot be made with certainty here. The text says why, as a fact."""


class Edit(Struct, frozen=True, order=True):
    """One change: the text of `span` becomes `replacement`, in which a line ends with a line feed."""

    span: Span
    replacement: str


class NewFile(Struct, frozen=True):
    """A file to be made; never one that exists. `path` is relative to the root of the repository."""

    path: str
    text: str


class Fix(Struct, frozen=True):
    """Changes that belong together. `title` is an order; an unsafe fix is one that a person should look at."""

    title: str
    edits: tuple[Edit, ...]
    safe: bool = True
    new_files: tuple[NewFile, ...] = ()


class Pin(Struct, frozen=True):
    """A commit, and the version that its tag names."""

    commit: str
    version: str


# Minutes, by the name of a workflow and by that of a job as its runs show it.
Limits = Mapping[str, Mapping[str, int]]


class Preferences(Struct, frozen=True):
    """What the user wants of fixes: see the settings of the same names.

    `pins` are by `owner/name@ref`, `limits` say how long jobs may take whose runs are known.
    """

    docker_cache: str = "gha"
    timeout_minutes: int = 30
    pins: MappingProxyType[str, Pin] = field(default_factory=lambda: MappingProxyType({}))
    limits: Limits = field(default_factory=lambda: MappingProxyType({}))


def overlap(first: Iterable[Edit], second: Iterable[Edit]) -> bool:
    """Whether some edit of the one touches one of the other, or both insert at one place."""
    others = tuple(second)
    return any(_touch(edit.span, other.span) for edit in first for other in others)


def _touch(one: Span, other: Span) -> bool:
    return one.start <= other.end and other.start <= one.end


class Placed(Struct, frozen=True):
    """Where an edit was made: the range it replaced in the old text and the one it has in the new."""

    old: Span
    new: Span


def origin(offset: int, placed: Iterable[Placed]) -> int:
    """Where an offset of the new text was in the old one; for text that an edit brought, where the edit began."""
    moved = 0
    for place in placed:
        if offset < place.new.start:
            break
        if offset < place.new.end:
            return place.old.start
        moved = place.new.end - place.old.end
    return offset - moved


def apply_edits(source: Source, edits: Iterable[Edit]) -> tuple[Source, tuple[Placed, ...]]:
    """The source with all edits made, and where. They must not overlap; line breaks become those of the file.

    What is inserted at one place comes in the order given.
    """
    parts: list[str] = []
    placed: list[Placed] = []
    position = length = 0
    for edit in sorted(edits, key=lambda edit: edit.span):
        kept = source.text[position : edit.span.start]
        replacement = edit.replacement.replace("\n", line_break(source, edit.span.start))
        start = length + len(kept)
        placed.append(Placed(edit.span, Span(start, start + len(replacement))))
        parts += (kept, replacement)
        position, length = edit.span.end, start + len(replacement)
    text = "".join((*parts, source.text[position:]))
    return Source(source.path, text, source.encoding, source.byte_order_mark), tuple(placed)


def line_break(source: Source, offset: int) -> str:
    """The line break of the line an offset is in, or of the line before at the end of the file."""
    line = source.position(offset).line
    for number in (line, line - 1):
        if 1 <= number < len(source.line_starts):
            after = source.line_starts[number]
            return "\r\n" if source.text[after - 2 : after] == "\r\n" else source.text[after - 1]
    return "\n"
