"""What changed at a commit or on a day: the same figures before and after it."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timezone
from enum import Enum

from msgspec import Struct

from . import chance
from .figures import Durations, Outcomes, durations, outcomes
from .runs import FAILURES, SUCCESS, Job, Run

_SHORTEST_COMMIT = 7
# With fewer cases on a side no difference is worth a word.
ENOUGH = 10
_CHANCE = 0.05


class UnknownMoment(Exception):
    """Neither a date nor a commit of the runs; the message says so."""


class Change(Enum):
    """What two sides of a moment have to say to each other. `UNCLEAR` is a difference that chance may make."""

    BETTER = "better"
    WORSE = "worse"
    UNCLEAR = "unclear"
    TOO_FEW = "too-few"


class Period(Struct, frozen=True):
    """What ran before or after the moment; `lost` is what failures took, in seconds."""

    outcomes: Outcomes
    durations: Durations | None
    lost: float


class Trend(Struct, frozen=True):
    """A workflow, or a job of it, before and after the moment; `job` is "" for a workflow."""

    workflow: str
    job: str
    before: Period
    after: Period
    success: Change
    duration: Change


def trends(runs: Sequence[Run], jobs: Sequence[Job], moment: datetime) -> Iterator[Trend]:
    """The workflows and then the jobs that ran on both sides of the moment, by name."""
    parts: dict[tuple[bool, str, str], list[Run | Job]] = {}
    for run in runs:
        parts.setdefault((False, run.workflow, ""), []).append(run)
    for job in jobs:
        parts.setdefault((True, job.workflow, job.name), []).append(job)
    for (_, workflow, name), part in sorted(parts.items()):
        before = [each for each in part if each.begun and each.begun < moment]
        after = [each for each in part if each.begun and each.begun >= moment]
        if before and after:
            yield _trend(workflow, name, before, after)


def _trend(workflow: str, job: str, before: Sequence[Run | Job], after: Sequence[Run | Job]) -> Trend:
    periods = _period(before), _period(after)
    return Trend(workflow, job, *periods, _success(*periods), _duration(_good(before), _good(after)))


def _good(part: Sequence[Run | Job]) -> list[float]:
    return [each.seconds for each in part if each.conclusion == SUCCESS and each.seconds is not None]


def _period(part: Sequence[Run | Job]) -> Period:
    lost = sum(each.seconds or 0 for each in part if each.conclusion in FAILURES)
    return Period(outcomes(each.conclusion for each in part), durations(_good(part)), lost)


def _success(before: Period, after: Period) -> Change:
    one, other = before.outcomes, after.outcomes
    if min(one.ended, other.ended) < ENOUGH:
        return Change.TOO_FEW
    better = (other.success_rate or 0) > (one.success_rate or 0)
    return _change(chance.of_rates(one, other), better=better)


def _duration(before: Sequence[float], after: Sequence[float]) -> Change:
    if min(len(before), len(after)) < ENOUGH:
        return Change.TOO_FEW
    shorter = chance.shorter(before, after)
    return _change(chance.of_durations(before, after), better=shorter)


def _change(probability: float, *, better: bool) -> Change:
    if probability >= _CHANCE:
        return Change.UNCLEAR
    return Change.BETTER if better else Change.WORSE


def moment_of(text: str, runs: Sequence[Run | Job]) -> datetime:
    """The time that is meant: a date, a time, or the first run of a commit; UTC if no zone is named.

    Raises UnknownMoment.
    """
    if "-" not in text:  # eight digits may be a commit, though some versions of Python take them for a day
        return _first_run(text, runs)
    try:
        read = datetime.fromisoformat(text.replace("Z", "+00:00"))
        return read.astimezone(timezone.utc) if read.tzinfo else read.replace(tzinfo=timezone.utc)
    except (ValueError, OverflowError):
        return _first_run(text, runs)


def _first_run(commit: str, runs: Sequence[Run | Job]) -> datetime:
    long_enough = len(commit) >= _SHORTEST_COMMIT
    times = [run.begun for run in runs if long_enough and run.commit.startswith(commit.lower()) and run.begun]
    if not times:
        raise UnknownMoment(f"{commit} is no date such as 2026-11-01 and no commit of these runs")
    return min(times)
