"""What one window of a log shows, looked at by itself: lines that clues speak of, and lines that tell of an end.

Nothing here depends on what other windows show, so windows can be looked at by several processes at once.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from .failure import ERRORS_SHOWN, looks_like_error
from .lines import LINE_LIMIT, Line, read_line, seconds
from .signature import Clue
from .watches import Group, Watch, Watches
from .windows import Window

# So many lines are kept for each clue: more make no cause surer.
HITS_LIMIT = 40
# So many lines with a command of the runner are kept for each window: no log needs more, only a hostile one has.
COMMANDS_LIMIT = 5000
# So many seconds a process has for its last words: the runner sends SIGINT, then SIGTERM, then SIGKILL.
GRACE = 15
# An error of the runner shows the lines before it, in case none of them looks like an error.
TAIL = 5
_ERROR_BYTES = (b"rror", b"RROR", b"ERR!", b"ail", b"FAIL", b"atal", b"FATAL", b"anic", b"PANIC", b"xception", b"Trace")


class Sighting(NamedTuple):
    """A line worth looking at.

    `watch` is the number of the clue that speaks of it, None for one of the runner or one that looks like an
    error; `tail` are the lines before one that ends a step.
    """

    line: Line
    watch: int | None = None
    tail: tuple[Line, ...] = ()


@dataclass
class Sight:
    """What a window shows, in order, with line numbers from 0; `seen` are texts that rule causes out."""

    line_count: int
    sightings: list[Sighting] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def look(window: Window, watches: Watches) -> Sight:
    """What a window shows."""
    sight = Sight(window.line_count)
    marked, errors = _lines_with(window, watches.groups, sight.seen)
    view = _View(window)
    counts: Counter[int] = Counter()
    kept = _Kept()
    number, place = 0, window.lines[0]
    for begin in sorted(marked.keys() | errors):
        number += window.data.count(b"\n", place, begin)
        place = begin
        if begin in errors and kept.wants(view.raw(begin)):
            sight.sightings += kept.sightings(view, begin, number)
        for watch in marked.get(begin, ()):
            if counts[watch.number] < HITS_LIMIT and _speaks(watch.clue, view, begin):
                counts[watch.number] += 1
                sight.sightings.append(Sighting(_numbered(view.line(begin), number), watch.number))
    return sight


def _lines_with(window: Window, groups: Iterable[Group], seen: set[str]) -> tuple[dict[int, list[Watch]], set[int]]:
    """The places of lines that hold marks, with these; and of those that may tell of an error."""
    data, lowered = window.data, window.data.lower()
    begin, end = window.lines
    marked: dict[int, list[Watch]] = {}
    errors: set[int] = set()
    for group in groups:
        place = lowered.find(group.anchor, begin, end)
        while place >= 0:
            first = max(data.rfind(b"\n", begin, place) + 1, begin)
            behind = data.find(b"\n", place, end)
            behind = behind if behind >= 0 else end
            raw = data[first : min(behind, first + LINE_LIMIT)]
            for watch in group.watches:
                if watch.mark in raw:
                    marked.setdefault(first, []).append(watch)
            if group.never:
                seen.update(text for text in group.never if text.encode() in raw)
            if group.tells_errors:
                errors.add(first)
            place = lowered.find(group.anchor, behind, end)
    return marked, errors


class _View:
    """The lines of a window, each read at most once, and what is known of them."""

    def __init__(self, window: Window) -> None:
        self.window = window
        self._lines: dict[int, Line] = {}
        self._known: dict[tuple[str, int], bool] = {}

    def raw(self, begin: int) -> bytes:
        """The bytes of the line that begins there."""
        return self.window.data[begin : min(self.end(begin), begin + LINE_LIMIT)]

    def end(self, begin: int) -> int:
        """Where it ends, without its break."""
        end = self.window.data.find(b"\n", begin)
        return end if end >= 0 else len(self.window.data)

    def line(self, begin: int) -> Line:
        """The line that begins there."""
        if begin not in self._lines:
            self._lines[begin] = read_line(0, self.raw(begin))
        return self._lines[begin]

    def any_near(self, pattern: str, expression: re.Pattern[str], begin: int, reach: int) -> bool:
        """Whether the line or one of so many before and behind it holds a pattern."""
        if self._holds(pattern, expression, begin, None):
            return True
        around = self.window.around(begin, self.end(begin), reach)
        return any(self._holds(pattern, expression, place, raw) for place, raw in around)

    def _holds(self, pattern: str, expression: re.Pattern[str], begin: int, raw: bytes | None) -> bool:
        key = (pattern, begin)
        if key not in self._known:
            if begin not in self._lines and raw is not None:
                self._lines[begin] = read_line(0, raw)
            self._known[key] = bool(expression.search(self.line(begin).text))
        return self._known[key]


class _Kept:
    """The first lines of each step that look like errors, and what the runner says."""

    def __init__(self) -> None:
        self._errors = 0
        self._commands = 0
        self._columns: list[bytes] = []

    def wants(self, raw: bytes) -> bool:
        """Whether the line is worth reading; only the first few errors of a step are."""
        if b"##[" in raw or b"xit code" in raw or b"peration was" in raw or b"has timed out" in raw:
            self._commands += 1
            return self._commands <= COMMANDS_LIMIT
        if b"\t" in raw and (columns := raw.split(b"\t", 2)[:2]) != self._columns:
            self._columns, self._errors = columns, 0
        return self._errors < ERRORS_SHOWN and any(text in raw for text in _ERROR_BYTES)

    def sightings(self, view: _View, begin: int, number: int) -> Iterator[Sighting]:
        """The line, if it is one of the runner or looks like an error."""
        line = _numbered(view.line(begin), number)
        if line.text.startswith(("##[group]", "##[endgroup]")):
            self._errors = 0
            yield Sighting(line)
        elif line.text.startswith("##[error]") or "xit code" in line.text or "Error: The " in line.text:
            yield Sighting(line, None, tuple(_tail(view, begin, number)))
        elif looks_like_error(line.text):
            self._errors += 1
            yield Sighting(line)


def _tail(view: _View, begin: int, number: int) -> list[Line]:
    before = view.window.before(begin, 2 * TAIL)
    lines = [read_line(number - distance, raw) for distance, (_, raw) in enumerate(before, 1)]
    said = []
    for line in lines:
        if line.text.startswith(("##[group]", "##[endgroup]")):
            break
        if line.text.strip():
            said.append(line)
    return said[:TAIL][::-1]


def _numbered(line: Line, number: int) -> Line:
    return Line(number, line.text, line.stamp, line.job, line.step)


def _speaks(clue: Clue, view: _View, begin: int) -> bool:
    found = clue.expression.search(view.line(begin).text)
    if not found:
        return False
    beside, unless = clue.beside_expression(found), clue.unless_expression(found)
    if unless is not None and view.any_near(unless.pattern, unless, begin, clue.reach):
        return False
    if clue.silence and not _was_silent(view, begin, clue):
        return False
    return beside is None or view.any_near(beside.pattern, beside, begin, clue.reach)


def _was_silent(view: _View, begin: int, clue: Clue) -> bool:
    """Whether nothing was written for so long before a line, as far as lines say when they were written."""
    ended = seconds(view.line(begin))
    if ended is None:
        return True
    for _, raw in view.window.before(begin, clue.reach):
        passed = ended - (seconds(read_line(0, raw)) or ended)
        if passed > GRACE:
            return passed >= clue.silence
    return False
