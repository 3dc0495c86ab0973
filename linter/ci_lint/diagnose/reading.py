"""Puts together what the windows of a log show: which step each line stands in, and which steps ended badly."""

from collections import Counter

from msgspec import Struct, field
from msgspec.structs import replace

from ..late_pattern import late_pattern
from .failure import ERRORS_SHOWN, Failure, failure_in, looks_like_error
from .lines import Line
from .sights import HITS_LIMIT, Sight, Sighting
from .signature import Clue, Signature
from .streams import Stream
from .watches import Watch

# So many steps that ended badly are told apart, and so many clues in steps.
STEPS_LIMIT = 200
PLACES_LIMIT = 5000
_GROUP = late_pattern(r"^##\[group\](?:(Run .{1,300}))?")
_END = "##[endgroup]"


class Hit(Struct, frozen=True):
    """A line that a clue speaks of, and where it stands. `decisive` tells it from a supporting one."""

    signature: Signature
    clue: Clue
    decisive: bool
    line: Line


class Found(Struct):
    """What one stream told: `errors` are its first lines that look like errors, `failures` one for each step."""

    stream: Stream
    hits: list[Hit] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    errors: list[Line] = field(default_factory=list)
    failures: dict[tuple[str, str], Failure] = field(default_factory=dict)
    lines: int = 0


class Reading:
    """Reads what windows show, in the order of the log."""

    def __init__(self, stream: Stream, watches: tuple[Watch, ...]) -> None:
        self.found = Found(stream)
        self._watches = watches
        self._counts: Counter[tuple[int, str, str]] = Counter()
        self._step = ""
        self._place = ("", "")
        self._errors: list[Line] = []
        # What the runner prints before a step is its script and its inputs, which nothing has come of yet.
        self._announced: list[Sighting] | None = None

    def add(self, sight: Sight) -> None:
        """Go on with the next window."""
        for sighting in sight.sightings:
            self._see(replace(sighting.line, number=sighting.line.number + self.found.lines + 1), sighting)
        self.found.lines += sight.line_count
        self.found.seen |= sight.seen

    def close(self) -> Found:
        """What the stream told, once all windows are read."""
        self._keep_announced()
        return self.found

    def _see(self, line: Line, sighting: Sighting) -> None:
        if sighting.watch is None and (begun := _GROUP.match(line.text)):
            self._keep_announced()
            if begun[1]:
                self._step, self._announced = begun[1], []
        elif sighting.watch is None and line.text.startswith(_END):
            self._announced = None
        elif self._announced is not None and not _is_command(line):
            self._announced.append(Sighting(line, sighting.watch))
        else:
            self._keep_announced()
            self._take(line, sighting)

    def _keep_announced(self) -> None:
        """Take what seemed to be announced only: the announcement has no end, so the log is an excerpt."""
        announced, self._announced = self._announced, None
        for sighting in announced or ():
            self._take(sighting.line, sighting)

    def _take(self, line: Line, sighting: Sighting) -> None:
        line = self._placed(line)
        if sighting.watch is not None:
            self._hit(line, sighting.watch)
            return
        if (line.job, line.step) != self._place:
            self._place, self._errors = (line.job, line.step), []
        failure = failure_in(line)
        if failure is not None:
            self._fail(failure, sighting)
        if looks_like_error(line.text) and not (failure and failure.said_by_runner):
            self._error(line)

    def _placed(self, line: Line) -> Line:
        """The line with the job and the step in which it stands, as far as the log says."""
        stream = self.found.stream
        return replace(line, job=line.job or stream.job, step=line.step or stream.step or self._step)

    def _hit(self, line: Line, number: int) -> None:
        key = (number, line.job, line.step)
        if self._counts[key] >= HITS_LIMIT or (key not in self._counts and len(self._counts) >= PLACES_LIMIT):
            return
        self._counts[key] += 1
        watch = self._watches[number]
        self.found.hits.append(Hit(watch.signature, watch.clue, watch.decisive, line))

    def _error(self, line: Line) -> None:
        if len(self._errors) < ERRORS_SHOWN:
            self._errors.append(line)
        if len(self.found.errors) < ERRORS_SHOWN:
            self.found.errors.append(line)

    def _fail(self, failure: Failure, sighting: Sighting) -> None:
        """Keep one failure a step: the one that says most."""
        known = self.found.failures.get(self._place)
        if known is None and len(self.found.failures) >= STEPS_LIMIT:
            return
        if known is None or failure.outcome > known.outcome:
            offset = failure.line.number - sighting.line.number
            tail = (self._placed(replace(line, number=line.number + offset)) for line in sighting.tail)
            errors = tuple(self._errors) or tuple(tail)
            file = self.found.stream.name
            self.found.failures[self._place] = replace(failure, file=file, errors=errors)


def _is_command(line: Line) -> bool:
    return line.text.startswith("##[error]")
