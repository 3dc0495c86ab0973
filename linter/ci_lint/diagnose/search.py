"""Finds in a log the lines that clues speak of, and those that say what failed.

A hundred megabytes hold a million lines, and hardly any of them tells of a cause. Lines are therefore not
looked at one by one: a few texts, one of which is in every mark, are looked for in the bytes, and only the
lines that hold one are read.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property

from .failure import ERROR_MARKS, Events
from .lines import Line, read_line
from .signature import Clue, Signature
from .streams import Stream
from .windows import Window, windows

# Every mark has one of these, or is looked for by itself, which costs a pass over the log.
ANCHORS = (
    *("rror", "RROR", "ERR!", "ail", "FAIL", "enied", "ot found", "imed out", "imeout", "xceed", "annot", "nable to"),
    *("not ", "exit code", "signal", "cancel", "efused", "mismatch", "space left", "##["),
    *("orbidden", "nauthorized", "unknown"),
)
# So many lines are kept for each clue: more make no cause surer.
HITS_LIMIT = 40


@dataclass(frozen=True)
class Hit:
    """A line that a clue speaks of, and where it stands. `decisive` tells it from a supporting one."""

    signature: Signature
    clue: Clue
    decisive: bool
    line: Line


@dataclass
class Found:
    """What one stream told."""

    stream: Stream
    hits: list[Hit] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    events: Events = field(default_factory=Events)
    lines: int = 0


@dataclass(frozen=True)
class _Watch:
    mark: bytes
    signature: Signature
    clue: Clue
    decisive: bool


class Watches:
    """What is looked for, by the text that is looked for first."""

    def __init__(self, signatures: Iterable[Signature]) -> None:
        self._signatures = tuple(signatures)

    @cached_property
    def clues(self) -> dict[bytes, tuple[_Watch, ...]]:
        """The clues under an anchor of their mark."""
        found: dict[bytes, list[_Watch]] = {}
        for signature in self._signatures:
            for decisive, clues in ((True, signature.decisive), (False, signature.supporting)):
                for clue in clues:
                    watch = _Watch(clue.mark.encode(), signature, clue, decisive)
                    found.setdefault(anchor_of(clue.mark), []).append(watch)
        return {anchor: tuple(watches) for anchor, watches in found.items()}

    @cached_property
    def never(self) -> dict[bytes, tuple[str, ...]]:
        """The texts that rule a cause out, likewise."""
        found: dict[bytes, list[str]] = {}
        for text in dict.fromkeys(text for signature in self._signatures for text in signature.never):
            found.setdefault(anchor_of(text), []).append(text)
        return {anchor: tuple(texts) for anchor, texts in found.items()}

    @cached_property
    def anchors(self) -> tuple[bytes, ...]:
        """What is looked for in the bytes."""
        return tuple(dict.fromkeys((*self.clues, *self.never, *map(str.encode, ERROR_MARKS))))


def anchor_of(mark: str) -> bytes:
    """The text that stands for a mark in the first look at the bytes."""
    return next((anchor for anchor in ANCHORS if anchor in mark), mark).encode()


def search(stream: Stream, watches: Watches) -> Found:
    """What a stream tells; reads it to its end."""
    found = Found(stream)
    counts: Counter[int] = Counter()
    for window in windows(stream.content):
        number, place = window.number, window.start
        for begin, end, anchors in _lines_with(window, watches.anchors):
            number += window.data.count(b"\n", place, begin)
            place = begin
            line = read_line(number, window.data[begin:end])
            found.events.see(line, stream)
            neighbourhood = _Neighbourhood(window, begin, end, line)
            for anchor in anchors:
                found.seen.update(text for text in watches.never.get(anchor, ()) if text in line.text)
                found.hits += _hits(
                    watches.clues.get(anchor, ()), neighbourhood, counts, found.events.place(line, stream)
                )
        breaks = window.data.count(b"\n", window.start, window.end)
        found.lines += breaks + (not window.data.endswith(b"\n", window.start, window.end))
    return found


def _lines_with(window: Window, anchors: Iterable[bytes]) -> list[tuple[int, int, list[bytes]]]:
    """The lines that hold one of the anchors, in order, each with those that it holds."""
    found: dict[int, tuple[int, int, list[bytes]]] = {}
    for anchor in anchors:
        place = window.data.find(anchor, window.start, window.end)
        while place >= 0:
            begin, end = window.line_at(place)
            found.setdefault(begin, (begin, end, []))[2].append(anchor)
            place = window.data.find(anchor, end, window.end)
    return [found[begin] for begin in sorted(found)]


class _Neighbourhood:
    """A line and those around it, read when they are asked for."""

    def __init__(self, window: Window, begin: int, end: int, line: Line) -> None:
        self.raw = window.data[begin:end]
        self.line = line
        self._window, self._begin, self._end = window, begin, end
        self._texts: dict[int, tuple[str, ...]] = {}

    def texts(self, reach: int) -> tuple[str, ...]:
        """The text of the line and of so many before and behind it."""
        if reach not in self._texts:
            around = self._window.around(self._begin, self._end, reach)
            self._texts[reach] = (self.line.text, *(read_line(0, raw).text for raw in around))
        return self._texts[reach]


def _hits(watches: Iterable[_Watch], neighbourhood: _Neighbourhood, counts: Counter[int], line: Line) -> Iterator[Hit]:
    for watch in watches:
        if watch.mark not in neighbourhood.raw or counts[id(watch.clue)] >= HITS_LIMIT:
            continue
        if _speaks(watch.clue, neighbourhood):
            counts[id(watch.clue)] += 1
            yield Hit(watch.signature, watch.clue, watch.decisive, line)


def _speaks(clue: Clue, neighbourhood: _Neighbourhood) -> bool:
    found = clue.expression.search(neighbourhood.line.text)
    if not found:
        return False
    beside, unless = clue.beside_expression(found), clue.unless_expression(found)
    if beside is None and unless is None:
        return True
    texts = neighbourhood.texts(clue.reach)
    if unless is not None and any(map(unless.search, texts)):
        return False
    return beside is None or any(map(beside.search, texts))
