"""Fetches the logs of jobs and packs them as GitHub does, a file a job, so that the linter knows which is whose."""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator, Sequence

from github_api.client import Client
from github_api.context import Context
from github_api.downloads import download
from github_api.troubles import ApiTrouble, Kind
from kit.commands import say

from .endings import keep_end
from .jobs import Job

# A run has up to 256 legs of a matrix, which mostly fail for one reason.
MOST_JOBS = 20
# Right after a job has ended GitHub may not have its log yet.
_PAUSES = (2.0, 4.0, 8.0)
_NO_FILE_LETTERS = re.compile(r'[/:\\\0<>"|*?]')
_LONGEST_NAME = 200


@dataclass(frozen=True)
class Logs:
    """What was fetched: a zip, or nothing; the jobs whose logs are in it; sentences on what is missing."""

    archive: Path | None
    jobs: tuple[Job, ...]
    remarks: tuple[str, ...]


def fetch(client: Client, context: Context, jobs: Sequence[Job], folder: Path, limit: int) -> Logs:
    """Fetch the logs of jobs, of all together about `limit` bytes. Never raises for a log that cannot be had."""
    wanted = jobs[:MOST_JOBS]
    remarks = [f"{len(jobs) - MOST_JOBS} more failed jobs were not looked at"] if len(jobs) > MOST_JOBS else []
    fetched: list[tuple[Job, Path]] = []
    for job in wanted:
        file = folder / f"{job.id}.log"
        try:
            left_out = _fetch(client, context, job, file, limit // len(wanted))
        except ApiTrouble as trouble:
            remarks.append(str(trouble))
            if trouble.kind in (Kind.LIMITED, Kind.FORBIDDEN):
                break  # the next one would end likewise
            continue
        fetched.append((job, file))
        remarks += [f"of the log of {job.name} the first {left_out} bytes were left out"] if left_out else []
    archive = _packed(fetched, folder / "logs.zip") if fetched else None
    return Logs(archive, tuple(job for job, _ in fetched), tuple(remarks))


def _fetch(client: Client, context: Context, job: Job, file: Path, limit: int) -> int:
    """Fetch one log, waiting a little for it to be there; how many bytes are left out. Raises ApiTrouble."""
    path = f"/repos/{context.repository}/actions/jobs/{job.id}/logs"
    what = f"the log of {job.name}"

    def receive(chunks: Iterator[bytes]) -> int:
        return keep_end(chunks, file, limit)

    for pause in _PAUSES:
        try:
            return download(client, path, what, receive)
        except ApiTrouble as trouble:  # noqa: PERF203 - next to the pause it costs nothing
            if trouble.kind is not Kind.MISSING or not client.deadline.sleep(pause):
                raise
            say(f"{what} is not there yet; asking again")
    return download(client, path, what, receive)


def _packed(files: Sequence[tuple[Job, Path]], archive: Path) -> Path:
    """A zip with a file for each job; those outside of it are gone."""
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        for number, (job, file) in enumerate(files):
            name = _NO_FILE_LETTERS.sub("_", job.name)[:_LONGEST_NAME]
            packed.write(file, f"{number}_{name}.txt")
            file.unlink()
    return archive
