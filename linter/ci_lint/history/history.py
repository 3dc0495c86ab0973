"""The figures of many runs, for each workflow and each job."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import TypeVar

from msgspec import Struct

from .figures import Durations, Outcomes, durations, outcomes
from .flakes import Flaky, flaky
from .limits import limit
from .reading import Recorded
from .runs import FAILURES, SUCCESS, Job, Run
from .slow_steps import SlowStep, slow_steps
from .trend import Trend, moment_of, trends

Counted = TypeVar("Counted", Run, Job)


class Figures(Struct, frozen=True):
    """A workflow, or a job of it; `job` is "" for a workflow. Times are in seconds, `limit` in minutes.

    `durations` are of successes, `queued` of all that got a runner; `lost` is what failures took, `limit` a time
    limit that leaves room above every success. `retried` counts the successes of a second attempt or a later one.
    """

    workflow: str
    job: str
    outcomes: Outcomes
    durations: Durations | None
    queued: Durations | None
    lost: float
    limit: int | None
    retried: int


class History(Struct, frozen=True):
    """What the runs tell, the busiest first. `first` and `last` are the times of the earliest and latest run.

    `moment` is where `trends` part before from after, if that was asked for.
    """

    first: datetime | None
    last: datetime | None
    workflows: tuple[Figures, ...]
    jobs: tuple[Figures, ...]
    slow_steps: tuple[SlowStep, ...]
    flaky: tuple[Flaky, ...]
    runs: tuple[Run, ...]
    job_runs: tuple[Job, ...]
    moment: datetime | None = None
    trends: tuple[Trend, ...] = ()


def history(recorded: Recorded, since: str = "") -> History:
    """The figures of what was recorded; with `since`, a date or commit, before and after it too.

    Raises UnknownMoment.
    """
    runs, jobs = tuple(recorded.runs.values()), tuple(recorded.jobs.values())
    everything: tuple[Run | Job, ...] = (*runs, *jobs)
    times = sorted(each.begun for each in everything if each.begun is not None)
    moment = moment_of(since, everything) if since else None
    return History(
        times[0] if times else None,
        times[-1] if times else None,
        tuple(_workflow_figures(runs)),
        tuple(_job_figures(jobs)),
        tuple(slow_steps(jobs)),
        tuple(flaky(jobs)),
        runs,
        jobs,
        moment,
        tuple(trends(runs, jobs, moment)) if moment else (),
    )


def _workflow_figures(runs: Iterable[Run]) -> Iterator[Figures]:
    for (workflow, _), part in _parts(runs, lambda run: (run.workflow, "")):
        good = durations(run.seconds for run in part if run.conclusion == SUCCESS)
        counts = outcomes(run.conclusion for run in part)
        yield Figures(workflow, "", counts, good, None, _lost(part), None, _retried(part))


def _job_figures(jobs: Iterable[Job]) -> Iterator[Figures]:
    for (workflow, name), part in _parts(jobs, lambda job: (job.workflow, job.name)):
        good = durations(job.seconds for job in part if job.conclusion == SUCCESS)
        queued = durations(job.queued for job in part)
        counts = outcomes(job.conclusion for job in part)
        yield Figures(workflow, name, counts, good, queued, _lost(part), limit(good), _retried(part))


def _lost(part: Iterable[Counted]) -> float:
    return sum(each.seconds or 0 for each in part if each.conclusion in FAILURES)


def _retried(part: Iterable[Counted]) -> int:
    return sum(each.conclusion == SUCCESS and each.attempt > 1 for each in part)


def _parts(
    each: Iterable[Counted], key: Callable[[Counted], tuple[str, str]]
) -> list[tuple[tuple[str, str], list[Counted]]]:
    """The parts that have the same key, the largest first."""
    parts: dict[tuple[str, str], list[Counted]] = {}
    for item in each:
        parts.setdefault(key(item), []).append(item)
    return sorted(parts.items(), key=lambda part: (-len(part[1]), part[0]))
