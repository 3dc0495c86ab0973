"""What changed at a commit or on a day: the same figures before and after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timezone

from .figures import Durations, Outcomes, durations, outcomes
from .runs import FAILURES, SUCCESS, Run

_SHORTEST_COMMIT = 7


class UnknownMoment(Exception):
    """Neither a date nor a commit of the runs; the message says so."""


@dataclass(frozen=True)
class Period:
    """The runs of a workflow before or after the moment; `lost` is what failures took, in seconds."""

    outcomes: Outcomes
    durations: Durations | None
    lost: float


@dataclass(frozen=True)
class Trend:
    """A workflow before and after the moment."""

    workflow: str
    before: Period
    after: Period


def trends(runs: Sequence[Run], moment: datetime) -> list[Trend]:
    """The workflows that ran on both sides of the moment, by name."""
    found = []
    for workflow in sorted({run.workflow for run in runs}):
        own = [run for run in runs if run.workflow == workflow and run.created is not None]
        before = [run for run in own if run.created and run.created < moment]
        after = [run for run in own if run.created and run.created >= moment]
        if before and after:
            found.append(Trend(workflow, _period(before), _period(after)))
    return found


def moment_of(text: str, runs: Sequence[Run]) -> datetime:
    """The time that is meant: a date, a time, or the first run of a commit. Raises UnknownMoment."""
    try:
        read = datetime.fromisoformat(text.replace("Z", "+00:00"))
    except ValueError:
        return _first_run(text, runs)
    return read if read.tzinfo else read.replace(tzinfo=timezone.utc)


def _first_run(commit: str, runs: Sequence[Run]) -> datetime:
    long_enough = len(commit) >= _SHORTEST_COMMIT
    times = [run.created for run in runs if long_enough and run.commit.startswith(commit.lower()) and run.created]
    if not times:
        raise UnknownMoment(f"{commit} is no date such as 2026-11-01 and no commit of these runs")
    return min(times)


def _period(runs: Sequence[Run]) -> Period:
    good = durations(run.seconds for run in runs if run.conclusion == SUCCESS)
    lost = sum(run.seconds or 0 for run in runs if run.conclusion in FAILURES)
    return Period(outcomes(run.conclusion for run in runs), good, lost)
