"""Which steps take the time."""

from collections.abc import Iterable

from msgspec import Struct

from .figures import Durations, durations
from .runs import SUCCESS, Job


class SlowStep(Struct, frozen=True):
    """A step of a job over all runs: how long it takes where it succeeds, and all its seconds together."""

    workflow: str
    job: str
    name: str
    durations: Durations
    total: float


def slow_steps(jobs: Iterable[Job]) -> list[SlowStep]:
    """The steps that succeed, those that take the most time in all first."""
    found: dict[tuple[str, str, str], list[float]] = {}
    for job in jobs:
        for step in job.steps:
            if step.conclusion == SUCCESS and step.seconds is not None:
                found.setdefault((job.workflow, job.name, step.name), []).append(step.seconds)
    steps = [SlowStep(*key, figures, sum(seconds)) for key, seconds in found.items() if (figures := durations(seconds))]
    return sorted(steps, key=lambda step: (-step.total, step.workflow, step.job, step.name))
