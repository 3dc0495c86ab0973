"""By which names a job of a workflow shows up in its runs.

A job runs under its `name`, or else its id. Expressions in the name are filled in, each leg of a matrix has its values
behind it in brackets (`test (3.11, ubuntu-24.04)`), and a job of a called workflow the job that calls before it
(`release / build`).
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from .expressions import find_expressions
from .tree import Scalar
from .workflow import Job

_CALLED = " / "


def runs_of(job: Job, recorded: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """The workflow and job of each of the recorded names, job names by workflow names, that may be a run of the job."""
    workflow = job.workflow
    own = workflow.node.text("name") or workflow.path
    called = "workflow_call" in workflow.triggers
    others = {name for other in workflow.jobs() if other is not job for name in _whole_name(other)}
    for name, jobs in recorded.items():
        if name != own and not called:
            continue
        for run in jobs:
            endings = [*([run] if name == own else []), *(_called_names(run) if called else [])]
            if any(ending not in others and _may_be(job, ending) for ending in endings):
                yield name, run


def _called_names(run: str) -> Iterator[str]:
    """What may be the name of the job in the called workflow; names may hold the separator themselves."""
    place = run.find(_CALLED)
    while place >= 0:
        yield run[place + len(_CALLED) :]
        place = run.find(_CALLED, place + 1)


def _may_be(job: Job, run: str) -> bool:
    parts = _parts(job)
    if not any(part.strip() for part in parts):  # the name is an expression, and may be anything
        return False
    if _fits(run, parts):
        return True
    return job.matrix is not None and run.endswith(")") and _fits(run, [*parts[:-1], f"{parts[-1]} (", ")"])


def _whole_name(job: Job) -> Iterator[str]:
    parts = _parts(job)
    if len(parts) == 1:
        yield parts[0]


def _parts(job: Job) -> Sequence[str]:
    """The text of the name before, between and behind its expressions."""
    name = job.node.get("name")
    if not isinstance(name, Scalar) or not name.text:
        return [job.id]
    parts, end = [], 0
    for expression in find_expressions(name):
        parts.append(name.text[end : expression.start])
        end = expression.end
    return [*parts, name.text[end:]]


def _fits(name: str, parts: Sequence[str]) -> bool:
    """Whether the name is the parts with anything between them; in time that grows with its length only."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return name == first
    if not name.startswith(first) or not name.endswith(last) or len(name) < len(first) + len(last):
        return False
    place, end = len(first), len(name) - len(last)
    for part in parts[1:-1]:
        found = name.find(part, place, end)
        if found < 0:
            return False
        place = found + len(part)
    return True
