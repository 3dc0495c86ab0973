"""What one window of a log shows, looked at by itself: lines that clues speak of, and lines that tell of an end.

Nothing here depends on what other windows show, so windows can be looked at by several processes at once.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from .failure import ERRORS_SHOWN, looks_like_error
from .lines import Line, read_line, seconds
from .signature import Clue
from .watches import COMMAND, ERROR, Watch, Watches
from .windows import Window

# So many lines are kept for each clue and window: more make no cause surer.
HITS_LIMIT = 40
# After so many lines that hold what is looked for first and still do not match, the others of the window will not.
MISSES_LIMIT = 400
# So many names in a window are compared with the lines nearby, for all clues together.
NAMES_LIMIT = 150
# So many lines of the runner are kept, and so many with the lines before them: only a hostile log has more.
COMMANDS_LIMIT, TAILS_LIMIT = 1000, 20
# So many seconds a process has for its last words: the runner sends SIGINT, then SIGTERM, then SIGKILL.
GRACE = 15
# What ends a step is shown with so many lines before it, in case none of them looks like an error.
_TAIL = 5
_FENCES = ("##[group]", "##[endgroup]")


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
    sight = Sight(window.lines.last - window.lines.first)
    view = _View(window)
    runner, clues = _Runner(view), _Clues(view)
    worthwhile: dict[tuple[int, ...], tuple[int, ...]] = {}
    for place, numbers in watches.promising(window):
        if numbers not in worthwhile:
            worthwhile[numbers] = tuple(number for number in numbers if number not in clues.settled)
        settled = len(clues.settled)
        for number in worthwhile[numbers]:
            if number == COMMAND:
                sight.sightings += runner.command(place)
            elif number == ERROR:
                sight.sightings += runner.error(place) if COMMAND not in numbers else ()
            elif number >= len(watches.all):
                text = watches.never[number - len(watches.all)]
                if text in view.line(place).text:
                    sight.seen.add(text)
                    clues.settled.add(number)
            elif clues.speaks(watches.all[number], place):
                sight.sightings.append(Sighting(view.line(place), number))
        if len(clues.settled) > settled:
            worthwhile.clear()
    return sight


class _View:
    """The lines of a window, each read at most once, with numbers from 0."""

    def __init__(self, window: Window) -> None:
        self.data = window.data
        self.lines = window.lines
        self._read: dict[int, Line] = {}

    def line(self, place: int) -> Line:
        """The line at a place."""
        line = self._read.get(place)
        if line is None:
            line = self._read[place] = read_line(place - self.lines.first, self.lines[place])
        return line


class _Runner:
    """What the runner says, and the first lines of each step that look like errors."""

    def __init__(self, view: _View) -> None:
        self._view = view
        self._errors = 0
        self._looked = 0
        self._commands = 0
        self._tails = 0
        self._columns: list[bytes] = []

    def command(self, place: int) -> Iterator[Sighting]:
        """A line that may begin or end a step."""
        self._commands += 1
        if self._commands > COMMANDS_LIMIT:
            return
        line = self._view.line(place)
        if line.text.startswith(_FENCES):
            self._errors = self._looked = 0
            yield Sighting(line)
        else:
            yield Sighting(line, None, tuple(self._tail(place)))

    def error(self, place: int) -> Iterator[Sighting]:
        """A line that may tell of an error; only the first ones of a step are wanted."""
        raw = self._view.lines[place]
        if b"\t" in raw and (columns := raw.split(b"\t", 2)[:2]) != self._columns:
            self._columns, self._errors, self._looked = columns, 0, 0
        if self._errors >= ERRORS_SHOWN or self._looked >= MISSES_LIMIT:
            return
        self._looked += 1
        if looks_like_error(self._view.line(place).text):
            self._errors += 1
            yield Sighting(self._view.line(place))

    def _tail(self, place: int) -> list[Line]:
        self._tails += 1
        if self._tails > TAILS_LIMIT:
            return []
        said: list[Line] = []
        for before in range(place - 1, max(place - 2 * _TAIL, 0) - 1, -1):
            line = self._view.line(before)
            if line.text.startswith(_FENCES) or len(said) == _TAIL:
                break
            said += [line] if line.text.strip() else []
        return said[::-1]


class _Clues:
    """Whether clues speak of lines; remembers what it has found of lines that stand near to several."""

    def __init__(self, view: _View) -> None:
        self.settled: set[int] = set()
        self._view = view
        self._asked: set[int] = set()
        self._named: set[tuple[str, str]] = set()
        self._hits: Counter[int] = Counter()
        self._misses: Counter[int] = Counter()
        self._known: dict[tuple[str, int], bool] = {}

    def speaks(self, watch: Watch, place: int) -> bool:
        """Whether the clue speaks of the line; once enough is known of the clue it is settled."""
        if watch.number in self.settled or not self._marked(watch, place):
            return False
        holds = self._holds_true(watch.clue, place)
        counts, limit = (self._hits, HITS_LIMIT) if holds else (self._misses, MISSES_LIMIT)
        counts[watch.number] += 1
        if counts[watch.number] >= limit:
            self.settled.add(watch.number)
        return holds

    def _marked(self, watch: Watch, place: int) -> bool:
        if watch.number not in self._asked:
            self._asked.add(watch.number)
            if watch.mark not in self._view.data:
                self.settled.add(watch.number)
                return False
        return watch.mark in self._view.lines[place]

    def _holds_true(self, clue: Clue, place: int) -> bool:
        found = clue.expression.search(self._view.line(place).text)
        if not found:
            return False
        if found.re.groupindex and not self._affordable(clue, found):
            return False
        beside, unless = clue.beside_expression(found), clue.unless_expression(found)
        if unless is not None and self._any_near(unless, place, clue.reach):
            return False
        if clue.silence and not self._was_silent(clue, place):
            return False
        return beside is None or self._any_near(beside, place, clue.reach)

    def _affordable(self, clue: Clue, found: re.Match[str]) -> bool:
        """Whether neighbours may be held to what this line names: each new name makes new patterns."""
        for name in found.groupdict().values():
            self._named.add((clue.pattern, name or ""))
        return len(self._named) <= NAMES_LIMIT

    def _was_silent(self, clue: Clue, place: int) -> bool:
        """Whether nothing was written for so long before a line, as far as lines say when they were written."""
        ended = seconds(self._view.line(place))
        if ended is None:
            return True
        for before in range(place - 1, max(place - clue.reach, 0) - 1, -1):
            passed = ended - (seconds(self._view.line(before)) or ended)
            if passed > GRACE:
                return passed >= clue.silence
        return False

    def _any_near(self, expression: re.Pattern[str], place: int, reach: int) -> bool:
        near = self._view.lines.around(place, reach)
        return self._found(expression, place) or any(self._found(expression, each) for each in near)

    def _found(self, expression: re.Pattern[str], place: int) -> bool:
        key = (expression.pattern, place)
        if key not in self._known:
            self._known[key] = bool(expression.search(self._view.line(place).text))
        return self._known[key]
