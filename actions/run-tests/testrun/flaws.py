"""Each test that failed anywhere, once, with what all runs together say about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator, Sequence

from .classes import Attempt, FailureClass, classify
from .results import Outcome, Result
from .rounds import Round


@dataclass(frozen=True)
class Flaw:
    """A failing test. `in_company` and `alone` are words for how it went there; `seed` is None but for orders.

    `in_company` is empty if it never ran there.

    `passes_alone` tells those that a run one by one acquits.
    """

    test: str
    failure: FailureClass
    passes_alone: bool
    in_company: str
    alone: str
    message: str
    file: str
    line: int
    seed: int | None = None


def flaws(rounds: Sequence[Round]) -> Iterator[Flaw]:
    """The flaws found by the first run and those that repeat parts of it."""
    tests = dict.fromkeys(test for run in rounds for test, result in run.results.items() if result.outcome.bad)
    return (_flaw(test, rounds) for test in tests)


def order_flaws(shuffled: Sequence[Round], known: Sequence[Flaw]) -> Iterator[Flaw]:
    """The flaws that only a random order shows, each with the first seed that did."""
    seen = {flaw.test for flaw in known if not flaw.passes_alone}
    for run in shuffled:
        for result in run.results.values():
            if result.outcome.bad and result.test not in seen:
                seen.add(result.test)
                yield _order_flaw(result, run)


def _flaw(test: str, rounds: Sequence[Round]) -> Flaw:
    runs = [(run.plan.workers > 0, run.results[test]) for run in rounds if test in run.results]
    loaded = _loaded_alone(test, rounds)
    attempts = [Attempt(parallel, result.outcome) for parallel, result in runs]
    failure, passes_alone = classify([*attempts, *loaded])
    worst = next(result for _parallel, result in reversed(runs) if result.outcome.bad)
    return Flaw(
        test=test,
        failure=failure,
        passes_alone=passes_alone,
        in_company=_words([result for parallel, result in runs if parallel]),
        alone="importable" if loaded else _words([result for parallel, result in runs if not parallel]) or "not tried",
        message=worst.message,
        file=worst.file,
        line=worst.line,
    )


def _loaded_alone(test: str, rounds: Sequence[Round]) -> tuple[Attempt, ...]:
    """A file that could not be imported in a worker passes alone if a full run then had tests of it."""
    failed = next((run for run in rounds if test in run.results), None)
    if failed is None or failed.results[test].outcome is not Outcome.UNCOLLECTED or not failed.plan.workers:
        return ()
    later = [run for run in rounds if run is not failed and run.plan.selection is None and test not in run.results]
    found = any(name.startswith(f"{test}::") for run in later for name in run.collected)
    return (Attempt(parallel=False, outcome=Outcome.PASSED),) if found else ()


def _order_flaw(result: Result, run: Round) -> Flaw:
    hard = {Outcome.CRASHED: FailureClass.WORKER_CRASH, Outcome.HUNG: FailureClass.TIMEOUT}
    return Flaw(
        test=result.test,
        failure=hard.get(result.outcome, FailureClass.ORDER),
        passes_alone=result.outcome not in hard,
        in_company=f"{result.outcome.value} in random order",
        alone="passed in the usual order",
        message=result.message,
        file=result.file,
        line=result.line,
        seed=run.plan.seed,
    )


def _words(results: Sequence[Result]) -> str:
    return ", then ".join(result.outcome.value for result in results)
