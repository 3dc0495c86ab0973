"""What all runs together amount to: red or green, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator, Sequence

from .classes import FailureClass
from .coverage_gate import Gate
from .flaws import Flaw
from .results import Outcome
from .rounds import Round
from .troubles import Trouble


@dataclass(frozen=True)
class Counts:
    """Tests, by what became of them in the end."""

    total: int
    passed: int
    failed: int
    skipped: int
    lost: int


@dataclass(frozen=True)
class Verdict:
    """The end of it. `forgive`: what only went wrong in company or in another order is a warning."""

    counts: Counts
    flaws: tuple[Flaw, ...]
    troubles: tuple[Trouble, ...]
    gate: Gate
    forgive: bool

    @property
    def problems(self) -> tuple[Flaw | Trouble, ...]:
        """All that went wrong, the gravest first."""
        found: tuple[Flaw | Trouble, ...] = (*self.troubles, *self.flaws)
        return tuple(sorted(found, key=lambda problem: (not self.blames(problem), -problem.failure.gravity)))

    @property
    def tests_passed(self) -> bool:
        """Whether nothing is wrong that is not forgiven."""
        return not any(map(self.blames, self.problems))

    @property
    def result(self) -> str:
        """`passed`, `failed` or `coverage-failed`."""
        if not self.tests_passed:
            return "failed"
        return "passed" if self.gate.passed else "coverage-failed"

    @property
    def failure(self) -> FailureClass:
        """The gravest class of what makes the run red; in a green one, of what was forgiven."""
        return next((problem.failure for problem in self.problems), FailureClass.NONE)

    @property
    def isolation_failures(self) -> int:
        """How many tests failed only in company."""
        return sum(flaw.passes_alone for flaw in self.flaws)

    def blames(self, problem: Flaw | Trouble) -> bool:
        """Whether a problem makes the run red."""
        acquitted = problem.passes_alone if isinstance(problem, Flaw) else problem.refutable
        return not (acquitted and self.forgive)


def counts(rounds: Sequence[Round]) -> Counts:
    """The counts over the first run and those that repeat parts of it; the last result of a test counts."""
    ends = {test: result.outcome for run in rounds for test, result in run.results.items()}
    tests = dict.fromkeys((*_collected(rounds), *(test for test in ends if ends[test] is not Outcome.UNCOLLECTED)))
    unloaded = rounds[-1].results.values() if rounds[-1].plan.selection is None else ()
    return Counts(
        total=len(tests),
        passed=sum(ends.get(test) is Outcome.PASSED for test in tests),
        failed=sum(test in ends and ends[test].bad for test in tests)
        + sum(result.outcome is Outcome.UNCOLLECTED for result in unloaded),
        skipped=sum(ends.get(test) is Outcome.SKIPPED for test in tests),
        lost=sum(test not in ends for test in tests),
    )


def judged(found: Sequence[Trouble], usual: Sequence[Flaw], rounds: Sequence[Round]) -> Iterator[Trouble]:
    """The troubles of all runs, those that a run one by one refutes kept refutable only if it really did.

    Tests that are lost in the end are a trouble of their own where nothing else makes the run red.
    """
    lost = counts(rounds).lost
    acquitted = all(flaw.passes_alone for flaw in usual)
    refuted = acquitted and not lost and any(not run.plan.workers for run in rounds)
    for trouble in found:
        yield Trouble(trouble.failure, trouble.message, trouble.refutable and refuted)
    if lost and acquitted and all(trouble.refutable for trouble in found):
        yield Trouble(FailureClass.INFRASTRUCTURE, f"{lost} tests were collected and have no result")


def _collected(rounds: Sequence[Round]) -> tuple[str, ...]:
    """The tests of the last run that was meant to have all: where workers disagree, it is the one to believe."""
    whole = [run for run in rounds if run.plan.selection is None and run.collected]
    return whole[-1].collected if whole else ()
