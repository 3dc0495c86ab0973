"""Reads what `gh run list --json …`, `gh run view --json …` and GitHub's API say of runs and jobs.

A job may be told of several times: by two files, or as part of a later attempt that did not run it again. It is the
same one if it has the same run, name and start.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

from msgspec import Struct, field
from msgspec.structs import replace

from .documents import Fields, UnreadableRuns, objects
from .fields import number, objects_in, run_in_address, text, time
from .runs import Job, Run, Step, between
from .workflow_names import workflow_names

Told = TypeVar("Told", Run, Job)


class Recorded(Struct):
    """The runs and jobs that the files tell of, each once."""

    runs: dict[tuple[int, int], Run] = field(default_factory=dict)
    jobs: dict[tuple[int, str, str], Job] = field(default_factory=dict)


def read_runs(files: Sequence[Path]) -> Recorded:
    """The runs and jobs of the files. Raises UnreadableRuns."""
    recorded = Recorded()
    for file in files:
        told = [_record(item, recorded) for item in objects(file)]
        if not any(told):
            shown = "standard input" if str(file) == "-" else file
            raise UnreadableRuns(f"{shown} tells of no run and no job; `ci-lint history --help` says how to get some")
    return _with_names(_with_attempts(recorded))


def _record(item: Fields, recorded: Recorded) -> bool:
    """Write down what an object tells; whether it tells anything."""
    inner = isinstance(item.get("jobs"), list)
    is_job = not inner and ("steps" in item or "run_id" in item)
    jobs = [_job(job, item) for job in objects_in(item, "jobs")] if inner else [_job(item, {})] if is_job else []
    for job in jobs:
        if job.name:
            key = (job.run, job.name, str(job.started or job.attempt))
            recorded.jobs[key] = _joined(recorded.jobs.get(key), job)
    run = None if is_job else _run(item)
    if run is not None:
        recorded.runs[run.id, run.attempt] = _joined(recorded.runs.get((run.id, run.attempt)), run)
    return run is not None or any(job.name for job in jobs)


def _joined(known: Told | None, told: Told) -> Told:
    """What two objects tell of one thing, each a part. Of the attempts the first one is where it ran."""
    if known is None:
        return told
    names = (name for name in told.__struct_fields__ if name != "attempt")
    return replace(known, **{name: getattr(told, name) or getattr(known, name) for name in names})


def _run(item: Fields) -> Run | None:
    run = Run(
        number(item, "id") or run_in_address(item),
        number(item, "run_attempt"),
        text(item, "workflow_name", "name"),
        text(item, "head_sha").lower(),
        text(item, "head_branch"),
        text(item, "conclusion"),
        time(item, "created_at"),
        time(item, "run_started_at", "started_at"),
        time(item, "updated_at"),
        "" if text(item, "workflow_name") else text(item, "path").partition("@")[0],
    )
    return run if run.id and (run.conclusion or run.begun) else None


def _job(item: Fields, run: Fields) -> Job:
    return Job(
        number(item, "run_id") or run_in_address(item) or number(run, "id") or run_in_address(run),
        number(item, "run_attempt") or number(run, "run_attempt") or 1,
        text(item, "workflow_name") or text(run, "workflow_name"),
        text(item, "name"),
        (text(item, "head_sha") or text(run, "head_sha")).lower(),
        text(item, "conclusion"),
        time(item, "created_at"),
        time(item, "started_at"),
        time(item, "completed_at"),
        tuple(_steps(item)),
    )


def _steps(job: Fields) -> Iterator[Step]:
    for step in objects_in(job, "steps"):
        seconds = between(time(step, "started_at"), time(step, "completed_at"))
        yield Step(text(step, "name"), text(step, "conclusion"), seconds)


def _with_attempts(recorded: Recorded) -> Recorded:
    """Runs of which the attempt is not told: the last one that is, else the first."""
    latest = _latest(recorded.runs.values())
    for key in [key for key in recorded.runs if not key[1]]:
        run = recorded.runs.pop(key)
        known = latest[run.id] if latest[run.id].attempt else replace(run, attempt=1)
        recorded.runs[run.id, known.attempt] = _joined(known, run)
    return recorded


def _latest(runs: Iterable[Run]) -> dict[int, Run]:
    return {run.id: run for run in sorted(runs, key=lambda run: run.attempt)}


def _with_names(recorded: Recorded) -> Recorded:
    """The runs with the names of their workflows, and the jobs with workflow and commit of their runs."""
    names = workflow_names(recorded.runs.values(), recorded.jobs.values())
    for place, run in recorded.runs.items():
        recorded.runs[place] = replace(run, workflow=names.get(run.path, run.workflow))
    latest = _latest(recorded.runs.values())
    for key, job in recorded.jobs.items():
        owner = recorded.runs.get((job.run, job.attempt)) or latest.get(job.run)
        if owner is not None:
            recorded.jobs[key] = replace(
                job, workflow=job.workflow or owner.workflow, commit=job.commit or owner.commit
            )
    return recorded
