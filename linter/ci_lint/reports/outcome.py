"""What became of fixes: those that were made, counted, and those that were not, with the reasons."""

from collections.abc import Iterable

from msgspec import Struct

from ..report import Repair
from .visible import shortened
from .wording import MESSAGE_LIMIT

_LINES_SHOWN = 3


class Made(Struct, frozen=True):
    """One kind of fix in a file, and how many findings of a rule it mended."""

    rule: str
    title: str
    safe: bool
    number: int

    @property
    def sentence(self) -> str:
        """`job-timeout-missing (2): limit the job to 30 minutes`; a fix to be looked at says so."""
        note = "" if self.safe else ", unsafe"
        return f"{self.rule} ({self.number}{note}): {shortened(self.title, MESSAGE_LIMIT)}"


class Refused(Struct, frozen=True):
    """Findings of one rule in one file that are not fixed for one reason, and the lines they are in."""

    rule: str
    reason: str
    lines: tuple[int, ...]

    @property
    def where(self) -> str:
        """`line 4`, `lines 4, 7 and 9`, `lines 4, 7, 9 and 2 more`."""
        shown = [str(line) for line in self.lines[:_LINES_SHOWN]]
        more = len(self.lines) - len(shown)
        last = f"{more} more" if more else shown.pop()
        listed = f"{', '.join(shown)} and {last}" if shown else last
        return f"line {listed}" if len(self.lines) == 1 else f"lines {listed}"

    @property
    def sentence(self) -> str:
        """`job-timeout-missing in line 4: the steps are in flow style`."""
        return f"{self.rule} in {self.where}: {shortened(self.reason, MESSAGE_LIMIT)}"


def made(repairs: Iterable[Repair]) -> tuple[Made, ...]:
    """The fixes that were made in a file, those of one kind joined, in the order they were made."""
    numbers: dict[tuple[str, str, bool], int] = {}
    for repair in repairs:
        if not repair.refusal:
            key = (repair.finding.rule, repair.title, repair.safe)
            numbers[key] = numbers.get(key, 0) + 1
    return tuple(Made(*key, number) for key, number in numbers.items())


def refused(repairs: Iterable[Repair]) -> tuple[Refused, ...]:
    """The fixes that were not made in a file, those with one reason joined, in the order of the file."""
    lines: dict[tuple[str, str], list[int]] = {}
    for repair in repairs:
        if repair.refusal:
            finding = repair.finding
            line = finding.source.position(finding.span.start).line
            lines.setdefault((finding.rule, repair.refusal), []).append(line)
    return tuple(Refused(rule, reason, tuple(sorted(found))) for (rule, reason), found in lines.items())
