"""What the token of a job must be allowed to do: by its steps, or by the workflow that it calls."""

from collections.abc import Iterator

from ..repository import normal
from ..tree import Mapping, scalars
from ..workflow import Job, Workflow, view
from .actions import shown
from .needs import NOTHING, Needs, because, merge, read_needs, unknown
from .situation import Situation
from .steps import needs_of_steps

_CALLED = 50  # GitHub runs no more from one file


def needs_of_job(job: Job) -> Needs:
    """What the token of a job must be allowed to do."""
    if job.calls_workflow:
        return because(merge(_asked_by_call(job)), shown(job.uses) if job.uses else "")
    needs, _ = needs_of_steps(job.all_steps, Situation(job.workflow))
    return merge((needs, _needs_of_images(job)))


def _needs_of_images(job: Job) -> Needs:
    """What pulling the images of the job and its services needs."""
    services = (value for _, value in job.services.named_entries()) if job.services else ()
    for image in (job.node.get("container"), *services):
        credentials = image.get("credentials") if isinstance(image, Mapping) else None
        if any("github_token" in part.text.lower() or "github.token" in part.text for part in scalars(credentials)):
            return because(read_needs("packages: read"), "the images of the job")
    return NOTHING


def _asked_by_call(job: Job) -> Iterator[Needs]:
    """What a called workflow, and those that it calls, ask of the caller, who must grant it or GitHub runs none."""
    pending, seen = [job], set[str]()
    while pending:
        caller = pending.pop()
        called = _called_by(caller)
        if called is None or len(seen) > _CALLED:
            yield unknown(f"what {shown(caller.uses) if caller.uses else 'the called workflow'} asks for is not known")
        elif called.path not in seen:
            seen.add(called.path)
            jobs = called.jobs()
            yield from (_declared(inner) for inner in jobs if inner.permissions.known)
            open_jobs = [inner for inner in jobs if not inner.permissions.known]
            yield from (needs_of_job(inner) for inner in open_jobs if not inner.calls_workflow)
            pending += (inner for inner in open_jobs if inner.calls_workflow)


def _called_by(job: Job) -> Workflow | None:
    """The workflow of the same repository that a job calls, if it can be read."""
    path = job.uses.local if job.uses else None
    tree = job.workflow.repository.tree(path) if path is not None else None
    called = view(tree, normal(path), job.workflow.repository) if tree and path is not None else None
    return called if isinstance(called, Workflow) and called.complete and called.jobs() else None


def _declared(job: Job) -> Needs:
    declared = job.permissions
    if declared.everything:
        return unknown(f"job {job.id} of {job.workflow.path} asks for {declared.everything}-all")
    return read_needs(", ".join(f"{scope}: {level}" for scope, level in declared.levels.items() if level != "none"))
