"""What has to run again, one by one, before anything can be said about it."""

from __future__ import annotations

from typing import Sequence

from .collection import blindness, disagreement
from .plans import Plan
from .results import Outcome
from .rounds import Round

MOST_ROUNDS = 6  # each of them can lose tests to another crash


def next_plan(rounds: Sequence[Round]) -> Plan | None:
    """The plan for the next run; None if nothing more can be learned."""
    last = rounds[-1]
    if last.ran.reason == "timeout" or len(rounds) >= MOST_ROUNDS:
        return None
    name = f"Run {len(rounds) + 1}, one by one"
    if last.plan.workers and _unreliable(last):
        return Plan(f"{name}: all tests", again=True)
    pending = _pending(last)
    return Plan(f"{name}: {len(pending)} tests", selection=pending, again=True) if pending else None


def _unreliable(run: Round) -> bool:
    """Whether the workers of a run did not even agree with the world on which tests there are."""
    unloaded = any(result.outcome is Outcome.UNCOLLECTED for result in run.results.values())
    return unloaded or bool(disagreement(run.processes)) or bool(blindness(run.processes))


def _pending(run: Round) -> tuple[str, ...]:
    """In company: what failed or never ran. Alone: only what never ran because its process ended before."""
    bad = {result.test for result in run.results.values() if result.outcome.bad}
    again = bad.union(run.lost) if run.plan.workers else _cut_off(run)
    return tuple(test for test in run.collected if test in again)


def _cut_off(run: Round) -> set[str]:
    """What the end of a process cut off; what pytest itself left out is the user's decision."""
    return set() if run.finished else set(run.lost)
