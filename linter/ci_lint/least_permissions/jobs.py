"""What the token of a job must be allowed to do: by its steps, or by the workflow that it calls."""

from ..tree import Mapping, scalars
from ..workflow import Job, Workflow, view
from .actions import shown
from .needs import NOTHING, Needs, because, merge, read_needs, unknown
from .situation import Situation
from .steps import needs_of_steps

_DEPTH = 4  # GitHub's own limit of nested calls was four for long


def needs_of_job(job: Job, depth: int = 0) -> Needs:
    """What the token of a job must be allowed to do."""
    if job.calls_workflow:
        return _needs_of_call(job, depth)
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


def _needs_of_call(job: Job, depth: int) -> Needs:
    """What a called workflow asks of its caller, who must grant it, or GitHub runs neither."""
    uses = job.uses
    text = shown(uses) if uses else "the called workflow"
    fact = f"what {text} asks for is not known"
    if uses is None or uses.local is None or depth >= _DEPTH:
        return unknown(fact)
    tree = job.workflow.repository.tree(uses.local)
    called = view(tree, uses.local, job.workflow.repository) if tree else None
    if not isinstance(called, Workflow) or not called.complete or not called.jobs():
        return unknown(fact)
    return because(merge(_asked_by(inner, depth) for inner in called.jobs()), text)


def _asked_by(job: Job, depth: int) -> Needs:
    if not job.permissions.known:
        return needs_of_job(job, depth + 1)
    declared = job.permissions
    if declared.everything:
        return unknown(f"job {job.id} of {job.workflow.path} asks for {declared.everything}-all")
    return read_needs(", ".join(f"{scope}: {level}" for scope, level in declared.levels.items() if level != "none"))
