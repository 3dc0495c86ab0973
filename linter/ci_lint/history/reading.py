"""Reads what `gh run list --json …`, `gh run view --json …` and GitHub's API say of runs and jobs.

Fields are named in three ways: `headSha` by gh, `head_sha` by the API, and a job of `gh run view` names its run only
in its address. Several documents may stand in one file one after the other, as `gh api --paginate` writes them.
"""

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from dataclasses import fields as dataclass_fields
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from .runs import Job, Run, Step, between

SIZE_LIMIT = 200 * 1024**2
_RUN_IN_ADDRESS = re.compile(r"/actions/runs/(\d{1,20})(?:/|$)")
_ZERO_TIME = "0001-01-01"  # how gh writes a time that is not there
_CAPITAL = re.compile(r"[A-Z]")


class UnreadableRuns(Exception):
    """A file of runs cannot be read; the message says which and why."""


@dataclass
class Recorded:
    """The runs and jobs that the files tell of, each once."""

    runs: dict[tuple[int, int], Run] = field(default_factory=dict)
    jobs: dict[tuple[int, int, str, str], Job] = field(default_factory=dict)


def read_runs(files: Sequence[Path]) -> Recorded:
    """The runs and jobs of the files. Raises UnreadableRuns."""
    recorded = Recorded()
    for file in files:
        for document in _documents(file):
            _record(document, recorded, file)
    if not recorded.runs and not recorded.jobs:
        raise UnreadableRuns("no runs and no jobs are in the files")
    return _with_names(recorded)


def _documents(file: Path) -> Iterator[Any]:
    try:
        if file.stat().st_size > SIZE_LIMIT:
            raise UnreadableRuns(f"{file} is larger than {SIZE_LIMIT // 1024**2} MiB")
        text = file.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableRuns(f"{file} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise UnreadableRuns(f"{file} is no text in UTF-8") from None
    decoder, place = json.JSONDecoder(), 0
    while text[place:].strip():
        place += len(text[place:]) - len(text[place:].lstrip())
        try:
            document, place = decoder.raw_decode(text, place)
        except (ValueError, RecursionError) as error:
            raise UnreadableRuns(f"{file} is no JSON: {error}") from None
        yield document


def _record(document: Any, recorded: Recorded, file: Path) -> None:
    if isinstance(document, list):
        for item in document:
            _record(item, recorded, file)
        return
    if not isinstance(document, dict):
        raise UnreadableRuns(f"{file} holds no runs: gh run list --json and gh run view --json write objects")
    for key in ("workflow_runs", "runs"):
        if isinstance(document.get(key), list):
            _record(document[key], recorded, file)
            return
    entry = _Entry(document)
    jobs = document.get("jobs")
    run = _run(entry)
    if run is not None and not isinstance(document.get("steps"), list):
        known = recorded.runs.get((run.id, run.attempt))
        recorded.runs[run.id, run.attempt] = _joined(known, run) if known else run
    for job in jobs if isinstance(jobs, list) else [document] if "steps" in document else []:
        if isinstance(job, dict):
            read = _job(_Entry(job), entry)
            recorded.jobs[read.run, read.attempt, read.name, str(read.started)] = read


def _joined(one: Run, other: Run) -> Run:
    """A run of which two documents tell, each a part."""
    fields = (field.name for field in dataclass_fields(Run))
    return Run(**{name: getattr(other, name) or getattr(one, name) for name in fields})


class _Entry:
    """An object whose fields are asked for by the API's names and found under gh's too."""

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = {_CAPITAL.sub(lambda found: f"_{found[0].lower()}", key): value for key, value in fields.items()}

    def text(self, *names: str) -> str:
        found = (self._fields.get(name) for name in names)
        return next((value for value in found if isinstance(value, str) and value), "")

    def number(self, *names: str) -> int:
        found = (self._fields.get(name) for name in names)
        return next((value for value in found if isinstance(value, int) and not isinstance(value, bool)), 0)

    def time(self, *names: str) -> datetime | None:
        return _time(self.text(*names))

    def objects(self, name: str) -> Iterator["_Entry"]:
        found = self._fields.get(name)
        return (_Entry(item) for item in found if isinstance(item, dict)) if isinstance(found, list) else iter(())

    def run_of_address(self) -> int:
        found = _RUN_IN_ADDRESS.search(self.text("url", "html_url"))
        return int(found[1]) if found else 0


def _time(text: str) -> datetime | None:
    if not text or text.startswith(_ZERO_TIME):
        return None
    try:
        # Python 3.10 reads no Z, and no fractions but of three or six digits.
        read = datetime.fromisoformat(re.sub(r"\.\d+", "", text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return read if read.tzinfo else read.replace(tzinfo=timezone.utc)


def _run(entry: _Entry) -> Run | None:
    number = entry.number("database_id", "id") or entry.run_of_address()
    if not number:
        return None
    return Run(
        number,
        entry.number("attempt", "run_attempt") or 1,
        entry.text("workflow_name", "name"),
        entry.text("head_sha"),
        entry.text("head_branch"),
        entry.text("conclusion"),
        entry.time("created_at"),
        entry.time("run_started_at", "started_at"),
        entry.time("updated_at"),
    )


def _job(entry: _Entry, run: _Entry) -> Job:
    number = entry.number("run_id") or entry.run_of_address() or run.number("database_id", "id")
    steps = (
        Step(
            step.text("name"),
            step.text("conclusion"),
            between(step.time("started_at"), step.time("completed_at")),
        )
        for step in entry.objects("steps")
    )
    return Job(
        number,
        entry.number("run_attempt") or run.number("attempt", "run_attempt") or 1,
        entry.text("workflow_name") or run.text("workflow_name"),
        entry.text("name"),
        entry.text("head_sha") or run.text("head_sha"),
        entry.text("conclusion"),
        entry.time("created_at"),
        entry.time("started_at"),
        entry.time("completed_at"),
        tuple(steps),
    )


def _with_names(recorded: Recorded) -> Recorded:
    """The jobs with workflow, commit and times of creation from the runs they belong to, where they lack them."""
    by_id = {run.id: run for run in recorded.runs.values()}
    for key, job in recorded.jobs.items():
        run = recorded.runs.get((job.run, job.attempt)) or by_id.get(job.run)
        if run is not None:
            recorded.jobs[key] = replace(job, workflow=job.workflow or run.workflow, commit=job.commit or run.commit)
    return recorded
