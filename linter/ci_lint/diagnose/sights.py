"""What one window of a log shows, looked at by itself: lines that clues speak of, and lines that tell of an end.

Nothing here depends on what other windows show, so windows can be looked at by several processes at once.
"""

import re
from collections import Counter
from typing import NamedTuple

from msgspec import Struct, field

from .failure import ERRORS_SHOWN, looks_like_error
from .lines import LINE_LIMIT, Line, read_line, seconds
from .literals import nearby_literals, plain, refers
from .signature import Clue
from .watches import COMMAND, ERROR, Watch, Watches
from .windows import Window

# So many lines are kept for each clue and window: more make no cause surer.
HITS_LIMIT = 40
# After so many lines that hold what is looked for first and still do not match, the others of the window will not.
MISSES_LIMIT = 400
# So many names in a window are compared with the lines nearby, for all clues together.
NAMES_LIMIT = 60
# So many lines of the runner are kept, and so many with the lines before them: only a hostile log has more.
COMMANDS_LIMIT, TAILS_LIMIT = 1000, 20
# So many seconds a process has for its last words: the runner sends SIGINT, then SIGTERM, then SIGKILL.
GRACE = 15
# What ends a step is shown with so many lines before it, in case none of them looks like an error.
_TAIL = 5
_ENOUGH, _TOO_FEW = frozenset((COMMAND,)), frozenset[int]()
_FENCES = ("##[group]", "##[endgroup]")


class Sighting(NamedTuple):
    """A line worth looking at.

    `watch` is the number of the clue that speaks of it, None for one of the runner or one that looks like an
    error; `tail` are the lines before one that ends a step.
    """

    line: Line
    watch: int | None = None
    tail: tuple[Line, ...] = ()


class Sight(Struct):
    """What a window shows, in order, with line numbers from 0; `seen` are texts that rule causes out."""

    line_count: int
    sightings: list[Sighting] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)


def look(window: Window, watches: Watches) -> Sight:
    """What a window shows."""
    sight = Sight(window.lines.last - window.lines.first)
    view = _View(window)
    runner, clues = _Runner(view), _Clues(view)
    watched, settled = watches.all, clues.settled
    worthwhile: dict[tuple[int, ...], tuple[int, ...]] = {}
    known = 0
    for place, numbers in watches.promising(window):
        if len(settled) > known:
            known = len(settled)
            worthwhile.clear()
        if numbers not in worthwhile:
            worthwhile[numbers] = _worthwhile(numbers, settled)
        for number in worthwhile[numbers]:
            if number == COMMAND:
                sight.sightings += runner.command(place)
                settled |= runner.settled
            elif number == ERROR:
                sight.sightings += runner.error(place)
            elif number >= len(watched):
                sight.seen |= view.texts_in(place, watches.never[number - len(watched)])
            elif clues.speaks(watched[number], place):
                sight.sightings.append(Sighting(view.line(place), number))
    return sight


def _worthwhile(numbers: tuple[int, ...], settled: set[int]) -> tuple[int, ...]:
    """What a line may hold that is not settled yet; a line of the runner is no other error besides."""
    return tuple(number for number in numbers if number not in settled and not (number == ERROR and COMMAND in numbers))


class _View:
    """The lines of a window, each read at most once, with numbers from 0."""

    def __init__(self, window: Window) -> None:
        self.data = window.data
        self.lines = window.lines
        self._read: dict[int, Line] = {}
        self._plain: dict[int, str] = {}

    def plain(self, place: int) -> str:
        """The text of the line as texts are looked for in it."""
        text = self._plain.get(place)
        if text is None:
            text = self._plain[place] = plain(self.line(place).text)
        return text

    def texts_in(self, place: int, text: str) -> set[str]:
        """The text, if the line holds it."""
        return {text} if text.encode() in self.lines.all[place] else set()

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

    @property
    def settled(self) -> frozenset[int]:
        """COMMAND, once no more lines of the runner are wanted."""
        return _ENOUGH if self._commands >= COMMANDS_LIMIT else _TOO_FEW

    def command(self, place: int) -> tuple[Sighting, ...]:
        """A line that may begin or end a step."""
        self._commands += 1
        line = self._view.line(place)
        if line.text.startswith(_FENCES):
            self._errors = self._looked = 0
            return (Sighting(line),)
        return (Sighting(line, None, tuple(self._tail(place))),)

    def error(self, place: int) -> tuple[Sighting, ...]:
        """A line that may tell of an error; only the first ones of a step are wanted."""
        raw = self._view.lines.all[place]
        if b"\t" in raw and (columns := raw[:LINE_LIMIT].split(b"\t", 2)[:2]) != self._columns:
            self._columns, self._errors, self._looked = columns, 0, 0
        if self._errors >= ERRORS_SHOWN or self._looked >= MISSES_LIMIT:
            return ()
        self._looked += 1
        if not looks_like_error(self._view.line(place).text):
            return ()
        self._errors += 1
        return (Sighting(self._view.line(place)),)

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
        self._named: set[tuple[str, tuple[str | None, ...]]] = set()
        self._hits: Counter[int] = Counter()
        self._misses: Counter[int] = Counter()
        self._known: dict[tuple[str, int], bool] = {}
        self._possible: dict[tuple[str, int], bool] = {}

    def speaks(self, watch: Watch, place: int) -> bool:
        """Whether the clue speaks of the line; once enough is known of the clue it is settled."""
        if watch.mark not in self._view.lines.all[place]:
            if watch.number not in self._asked:
                self._asked.add(watch.number)
                self.settled.update([watch.number] if watch.mark not in self._view.data else [])
            return False
        holds = self._holds_true(watch.clue, place)
        counts, limit = (self._hits, HITS_LIMIT) if holds else (self._misses, MISSES_LIMIT)
        counts[watch.number] += 1
        if counts[watch.number] >= limit:
            self.settled.add(watch.number)
        return holds

    def _holds_true(self, clue: Clue, place: int) -> bool:
        found = clue.expression.search(self._view.line(place).text)
        if not found:
            return False
        if clue.unless and self._any_near(clue, clue.unless, found, place):
            return False
        if clue.silence and not self._was_silent(clue, place):
            return False
        return not clue.beside or self._any_near(clue, clue.beside, found, place)

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

    def _any_near(self, clue: Clue, pattern: str, found: re.Match[str], place: int) -> bool:
        """Whether the line or one nearby holds a pattern, which may refer to what was found."""
        if len(self._named) > NAMES_LIMIT and refers(pattern):
            return pattern is clue.unless
        near = [each for each in (place, *self._view.lines.around(place, clue.reach)) if self._may_hold(pattern, each)]
        if not near:
            return False
        if refers(pattern) and not self._affordable(pattern, found):
            return pattern is clue.unless
        expression = clue.beside_expression(found) if pattern is clue.beside else clue.unless_expression(found)
        if expression is None:
            return False
        return any(self._holds(expression, each) for each in near)

    def _affordable(self, pattern: str, found: re.Match[str]) -> bool:
        """Whether neighbours may be held to what this line names: each new name makes a new pattern."""
        self._named.add((pattern, found.groups()))
        return len(self._named) <= NAMES_LIMIT

    def _may_hold(self, pattern: str, place: int) -> bool:
        """Whether a line holds one of the texts that all lines with the pattern hold."""
        key = (pattern, place)
        if key not in self._possible:
            texts = nearby_literals(pattern)
            self._possible[key] = not texts or any(text in self._view.plain(place) for text in texts)
        return self._possible[key]

    def _holds(self, expression: re.Pattern[str], place: int) -> bool:
        key = (expression.pattern, place)
        if key not in self._known:
            self._known[key] = bool(expression.search(self._view.line(place).text))
        return self._known[key]
