"""Which workflow a run belongs to, where only the API tells of it.

Its `name` is the name of the workflow, or what `run-name` made of it for this one run. Its jobs know better.
"""

from collections.abc import Iterable

from .runs import Job, Run


def workflow_names(runs: Iterable[Run], jobs: Iterable[Job]) -> dict[str, str]:
    """The name of each workflow by the path of its file, which stands for a name that cannot be known."""
    of_jobs = {job.run: job.workflow for job in jobs if job.workflow}
    certain: dict[str, str] = {}
    given: dict[str, set[str]] = {}
    for run in runs:
        if run.path:
            given.setdefault(run.path, set()).add(run.workflow)
            certain |= {run.path: of_jobs[run.id]} if run.id in of_jobs else {}
    return {path: certain.get(path) or _only(names) or path for path, names in given.items()}


def _only(names: set[str]) -> str:
    return next(iter(names)) if len(names) == 1 else ""
