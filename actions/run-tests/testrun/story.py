"""All that the reports tell, whoever ran the tests."""

from __future__ import annotations

from dataclasses import dataclass, field

from .environment_check import Variable
from .import_check import Import
from .verdict import Verdict


@dataclass(frozen=True)
class Run:
    """One run in a line: `ended` says how, `tests` how many had a result."""

    name: str
    command: str
    seconds: float
    ended: str
    tests: int


@dataclass(frozen=True)
class Story:
    """The verdict and how it came about. `again` holds command lines that show it once more, by what they show."""

    verdict: Verdict
    mode: str
    runs: tuple[Run, ...] = ()
    lost: tuple[str, ...] = ()
    seeds: tuple[int, ...] = ()
    variables: tuple[Variable, ...] = ()
    imports: tuple[Import, ...] = ()
    again: dict[str, str] = field(default_factory=dict)

    @property
    def seed(self) -> str:
        """The seed that broke a test, else the first one, else nothing."""
        broke = [flaw.seed for flaw in self.verdict.flaws if flaw.seed is not None]
        return str(next(iter((*broke, *self.seeds)), ""))
