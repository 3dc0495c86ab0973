"""The file that says how long jobs may take: `.ci-lint-limits.toml`.

It maps the names of workflows and of their jobs, as GitHub shows them, to minutes, so that a time limit fits the job
that gets it:

    [limits."CI"]
    "lint" = 5
    "test (3.13, ubuntu-24.04)" = 20
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .edits import Limits
from .toml_file import Mistake, nearest, read_document
from .toml_text import toml_string

LIMITS_FILE = ".ci-lint-limits.toml"
_LONGEST = 5 * 24 * 60  # GitHub cancels a job after five days, on whatever runner

_HEAD = """\
# Time limits of jobs in minutes, from how long their runs took. `ci-lint history --write-limits` writes this file;
# the fix of job-timeout-missing reads it.
"""


def limits_for(folder: Path) -> Limits:
    """The limits that hold for the files of a folder, by workflow and job. Raises SettingsError."""
    file = find_limits_file(folder)
    return read_limits(file) if file else MappingProxyType({})


def find_limits_file(folder: Path) -> Path | None:
    """The nearest limits file in the folder or above it, up to the root of its repository."""
    return nearest(folder, LIMITS_FILE)


def read_limits(file: Path) -> Limits:
    """The limits in a file. Raises SettingsError with a sentence for every mistake in it."""
    found: Mapping[str, Mapping[str, int]] = read_document(file, _mistakes).get("limits", {})
    return MappingProxyType({workflow: MappingProxyType(dict(jobs)) for workflow, jobs in found.items()})


def _mistakes(document: dict[str, Any]) -> Iterator[Mistake]:
    for key in document:
        if key != "limits":
            yield (key,), None, f"unknown table {key[:100]}; all limits stand in tables such as [limits.CI]"
    limits = document.get("limits", {})
    if not isinstance(limits, dict):
        yield ("limits",), None, "limits must be a table"
        return
    for workflow, jobs in limits.items():
        if not isinstance(jobs, dict):
            yield ("limits", workflow), None, f"{workflow[:100]} must be a table of jobs"
            continue
        for job, minutes in jobs.items():
            if not isinstance(minutes, int) or isinstance(minutes, bool) or not 1 <= minutes <= _LONGEST:
                yield ("limits", workflow, job), None, f"{job[:100]} must be minutes, from 1 to {_LONGEST}"


def written(limits: Limits) -> str:
    """The text of a limits file, sorted by workflow and job."""
    return _HEAD + "".join(_table(workflow, jobs) for workflow, jobs in sorted(limits.items()) if jobs)


def _table(workflow: str, jobs: Mapping[str, int]) -> str:
    rows = (f"{toml_string(job)} = {minutes}\n" for job, minutes in sorted(jobs.items()))
    return f"\n[limits.{toml_string(workflow)}]\n{''.join(rows)}"
