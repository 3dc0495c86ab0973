"""What a cause of failure is to the diagnosis: a value that says how logs show it and what to do.

A signature is written from how the tools word their errors. Its decisive clues prove the cause by
themselves; supporting clues only make it surer. Examples are its documentation and its tests.
"""

import re
from collections.abc import Iterable
from enum import Enum
from functools import cached_property

from msgspec import Struct

from ..indented_text import unindented
from ..late_pattern import late_pattern
from .literals import REFERENCE

# So many lines before and behind a line are looked at for what must or must not stand beside it.
REACH = 12
_MARK = late_pattern(r"[ \t]+# <--$", re.MULTILINE)


class Confidence(Enum):
    """How sure a cause is."""

    CERTAIN = "certain"
    LIKELY = "likely"


class Clue(Struct, frozen=True, dict=True):
    """A line that tells of a cause.

    `mark` is in the line as it is written; `pattern`, a regular expression, is found in the line without
    time stamp, colours and columns. `beside` is found in some line nearby, or the clue is none; `unless` in
    none of them. Nearby are `reach` lines before and behind, and the line itself. Both may refer to what a named
    group of the pattern found: `(?P=module)`, with `-` and `_` alike. A pattern may be multi-part, but must not
    backtrack without bound: lines are written by strangers. `harmless` lines, such as warnings, name the cause only
    where nothing else is known and nothing failed. `silence` is how many seconds nothing was written before the line,
    where the lines say when they were written.
    """

    mark: str
    pattern: str = ""
    beside: str = ""
    unless: str = ""
    reach: int = REACH
    confidence: Confidence = Confidence.CERTAIN
    harmless: bool = False
    silence: int = 0

    @cached_property
    def expression(self) -> re.Pattern[str]:
        """What the line must hold."""
        return re.compile(self.pattern or re.escape(self.mark))

    def beside_expression(self, found: re.Match[str]) -> re.Pattern[str] | None:
        """What some line nearby must hold, if anything, where the pattern found this."""
        return _filled(self.beside, found)

    def unless_expression(self, found: re.Match[str]) -> re.Pattern[str] | None:
        """What no line nearby may hold, if anything, where the pattern found this."""
        return _filled(self.unless, found)


def _filled(pattern: str, found: re.Match[str]) -> re.Pattern[str] | None:
    # Python keeps what it has compiled last, so asking again for each line costs little.
    return re.compile(REFERENCE.sub(lambda reference: _literal(found[reference[1]]), pattern)) if pattern else None


def _literal(name: str | None) -> str:
    # `my_shop` is imported from what is packed as `my-shop`.
    return re.escape(name or "").replace("_", "[-_]")


class LogExample(Struct, frozen=True, dict=True):
    """A log that shows the cause in the lines marked `# <--`, and logs that look like it and show it not.

    They are kept as indented as their module has them until somebody asks, as with examples of rules.
    """

    indented: str
    indented_near: tuple[str, ...]

    @cached_property
    def shows(self) -> str:
        """The log, with its marks."""
        return unindented(self.indented)

    @cached_property
    def near(self) -> tuple[str, ...]:
        """The logs that look like it."""
        return tuple(map(unindented, self.indented_near))

    @property
    def text(self) -> str:
        """The log without its marks."""
        return _MARK.sub("", self.shows)

    @property
    def marked_lines(self) -> tuple[int, ...]:
        """The lines that must be given as evidence, counted from 1."""
        return tuple(number for number, line in enumerate(self.shows.splitlines(), 1) if _MARK.search(line))


def log_example(shows: str, *, near: Iterable[str] = ()) -> LogExample:
    """An example from indented texts; the common indentation is removed."""
    return LogExample(shows, tuple(near))


class Signature(Struct, frozen=True):
    """The card of a cause.

    `summary` names the cause in a few words, `why` is the page: what happened and what tells it from its
    look-alikes. `cure` are orders, the best first. `rules` are ids of rules that see the cause in a workflow.
    `brings` are ids of causes that are only a consequence of this one where both are found in one step;
    a `harmless` one is named only where nothing else is. `never` are texts that are nowhere in a log that
    shows the cause.
    """

    id: str
    summary: str
    why: str
    decisive: tuple[Clue, ...]
    cure: tuple[str, ...]
    examples: tuple[LogExample, ...]
    supporting: tuple[Clue, ...] = ()
    rules: tuple[str, ...] = ()
    brings: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    harmless: bool = False
    references: tuple[str, ...] = ()
