"""What the plots of a history show, as plain numbers: which parts of time there are, and what falls into each."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from datetime import datetime, timedelta
from statistics import median
from typing import TypeVar

from msgspec import Struct

from ..history.figures import Outcomes, outcomes, percentile
from ..history.runs import FAILURES, SUCCESS, Job, Run

_STEPS_NAMED, _SHARE_NAMED = 5, 0.02
OTHERS = _STEPS_NAMED + 1
# Up to so many days each day has a bar, up to so many each week, then each month.
_BY_DAY, _BY_WEEK = 21, 60 * 7
# A page with more points than a screen has dots is only slow.
POINTS_SHOWN = 1500
_FAR, _TWICE = 4, 2
# A share of fewer runs says little.
FEW = 5

Timed = TypeVar("Timed", Run, Job)


class Points(Struct, frozen=True):
    """Runs over time, in minutes; what took longer than `top` is drawn at the upper edge. `medians` are of successes.

    `left_out` counts the oldest ones, for which there is no room.
    """

    succeeded: Sequence[tuple[datetime, float]]
    failed: Sequence[tuple[datetime, float]]
    medians: Sequence[tuple[datetime, datetime, float]]
    moment: datetime | None
    top: float
    above: int
    left_out: int


class Bars(Struct, frozen=True):
    """One bar for each part of time in which something ran; `unit` is the length of a part."""

    unit: str
    begins: Sequence[datetime]
    rates: Sequence[Outcomes]


class Stacks(Struct, frozen=True):
    """The median time of each step in each part of time, in minutes; the last name may be "", for all other steps."""

    unit: str
    begins: Sequence[datetime]
    names: Sequence[str]
    minutes: Sequence[Sequence[float]]

    @property
    def roles(self) -> Sequence[str]:
        """The colour of each step by its name in the style sheet; all other steps have one of their own."""
        return [f"step-{number if name else OTHERS}" for number, name in enumerate(self.names, 1)]


def points(part: Iterable[Run | Job], moment: datetime | None) -> Points | None:
    """How long each one took; None if fewer than two are to be seen."""
    known = sorted(
        (each.begun, each.seconds / 60, each.conclusion)
        for each in part
        if each.begun and each.seconds is not None and each.conclusion in (SUCCESS, *FAILURES)
    )
    shown = known[-POINTS_SHOWN:]
    if len(shown) <= 1:
        return None
    minutes = sorted(took for _, took, _ in shown)
    high = percentile(minutes, 0.95)
    top = high * _TWICE if minutes[-1] > high * _FAR else minutes[-1]
    good = [(when, took) for when, took, conclusion in shown if conclusion == SUCCESS]
    return Points(
        good,
        [(when, took) for when, took, conclusion in shown if conclusion != SUCCESS],
        list(_medians(good, moment)),
        moment if moment and shown[0][0] <= moment <= shown[-1][0] else None,
        top,
        sum(took > top for took in minutes),
        len(known) - len(shown),
    )


def _medians(
    good: Sequence[tuple[datetime, float]], moment: datetime | None
) -> Iterator[tuple[datetime, datetime, float]]:
    """The median of all, or that before and that after the moment."""
    before = [each for each in good if moment and each[0] < moment]
    for side in (before, good[len(before) :]):
        if side:
            yield side[0][0], side[-1][0], median(took for _, took in side)


def bars(part: Iterable[Run]) -> Bars | None:
    """How often runs succeeded in each part of time; None if there is only one, or few runs in each."""
    unit, found = _by_time([run for run in part if run.begun and run.conclusion in (SUCCESS, *FAILURES)], FEW)
    if len(found) <= 1 or all(len(runs) < FEW for runs in found.values()):
        return None
    return Bars(unit, list(found), [outcomes(run.conclusion for run in runs) for runs in found.values()])


def stacks(part: Iterable[Job]) -> Stacks | None:
    """How long the steps of a job's successes took in each part of time; None if there is nothing to stack."""
    unit, found = _by_time([job for job in part if job.conclusion == SUCCESS and job.steps and job.begun])
    names = _longest_steps([job for jobs in found.values() for job in jobs])
    if not names or len(found) <= 1:
        return None
    everything = {step.name for jobs in found.values() for job in jobs for step in job.steps}
    minutes = [[_minutes(jobs, {name}) for jobs in found.values()] for name in names]
    others = [_minutes(jobs, everything.difference(names)) for jobs in found.values()]
    if any(others):
        names, minutes = [*names, ""], [*minutes, others]
    return Stacks(unit, list(found), names, minutes)


def _longest_steps(jobs: Sequence[Job]) -> list[str]:
    """The names of the steps that take the most, in the order in which they run."""
    total: dict[str, float] = {}
    for job in jobs:
        for step in job.steps:
            total[step.name] = total.get(step.name, 0.0) + (step.seconds or 0)
    longest = sorted(total, key=lambda name: -total[name])[:_STEPS_NAMED]
    least = sum(total.values()) * _SHARE_NAMED
    return [name for name in total if name in longest and total[name] > least]


def _minutes(jobs: Sequence[Job], names: AbstractSet[str]) -> float:
    """The median, over the jobs, of what the steps of these names took."""
    return median(sum(step.seconds or 0 for step in job.steps if step.name in names) for job in jobs) / 60


def _by_time(part: Sequence[Timed], least: int = 1) -> tuple[str, dict[datetime, list[Timed]]]:
    """The unit of time that suits, and what began in each one, in order; usually `least` should have."""
    times = [each.begun for each in part if each.begun]
    days = (max(times) - min(times)).days if times else 0
    units = ["day", "week", "month"][(days > _BY_DAY) + (days > _BY_WEEK) :]
    for unit in units:
        found = _parts(part, unit)
        if len(part) >= least * len(found) or unit == units[-1]:
            break
    return unit, found


def _parts(part: Sequence[Timed], unit: str) -> dict[datetime, list[Timed]]:
    found: dict[datetime, list[Timed]] = {}
    for each in part:
        if each.begun:
            found.setdefault(_start(each.begun, unit), []).append(each)
    return dict(sorted(found.items()))


def _start(when: datetime, unit: str) -> datetime:
    day = when.replace(hour=0, minute=0, second=0, microsecond=0)
    if unit == "month":
        return day.replace(day=1)
    return day - timedelta(days=day.weekday() if unit == "week" else 0)
