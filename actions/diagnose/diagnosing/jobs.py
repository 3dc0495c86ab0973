"""Which jobs of this run have failed, as GitHub's API tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Iterable, Mapping

from github_api.client import Client
from github_api.context import Context, text
from kit.plain_text import visible

# A job that runs into its time limit counts as cancelled, and so do those that nobody needs after another's failure.
_FAILED = ("failure", "timed_out")
_CANCELLED = "cancelled"
_OVER = "completed"


@dataclass(frozen=True)
class Job:
    """A job of the run, a leg of a matrix for itself."""

    id: int
    name: str
    over: bool
    conclusion: str
    failed_step: bool
    """Whether one of its steps has failed so far."""


def jobs_of(client: Client, context: Context) -> tuple[Job, ...]:
    """The jobs of the attempt that this step belongs to. Raises ApiTrouble."""
    path = f"/repos/{context.repository}/actions/runs/{context.run_id}/attempts/{context.attempt}/jobs?per_page=100"
    listed = client.pages(path, "the jobs of the run", key="jobs")
    return tuple(_job(entry) for entry in listed if isinstance(entry, dict))


def failed(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """Those whose logs are worth reading: the failed ones, or the cancelled ones if none has failed."""
    over = [job for job in jobs if job.over]
    return tuple(job for job in over if job.conclusion in _FAILED) or tuple(
        job for job in over if job.conclusion == _CANCELLED
    )


def still_running(jobs: Iterable[Job]) -> tuple[Job, ...]:
    """Those in which a step has failed and that go on all the same, as this one may; GitHub has no log of them yet."""
    return tuple(job for job in jobs if not job.over and job.failed_step)


def _job(entry: Mapping[str, Any]) -> Job:
    steps = entry.get("steps")
    listed = [step for step in steps if isinstance(step, dict)] if isinstance(steps, list) else []
    number = entry.get("id")
    return Job(
        id=number if isinstance(number, int) else 0,
        name=" ".join(visible(text(entry, "name")).split()) or "a job without a name",
        over=text(entry, "status") == _OVER,
        conclusion=text(entry, "conclusion"),
        failed_step=any(text(step, "conclusion") in _FAILED for step in listed),
    )
