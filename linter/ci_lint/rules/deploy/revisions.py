"""Revisions that a job writes down before it changes anything, so that a rollback could name them."""

from ...workflow import Job
from .aftermath import Place, place_of
from .kubectl import Call, kubectl_calls

_CHANGES = ("set image", "set env", "set resources", "apply", "patch", "replace", "rollout restart")
_ANNOTATION = "kubernetes.io/revision"


def recorded_revision(job: Job, undo: Call) -> str:
    """The name of what holds the revision from before the change, or "" if the job has not written it down."""
    target = undo.workloads[0].target
    found: list[tuple[Place, str, str]] = job.remember("recorded revisions", _records)
    before = place_of(undo.step, undo.command)
    return next((name for place, name, of in found if place < before and target in ("", of)), "")


def _records(job: Job) -> list[tuple[Place, str, str]]:
    calls = [call for step in job.all_steps for call in kubectl_calls(step)]
    first_change = min(
        (place_of(c.step, c.command) for c in calls if c.subcommand in _CHANGES and not c.changes_nothing), default=None
    )
    if first_change is None:
        return []
    return [
        (place_of(call.step, call.command), call.command.assigned_to, call.workloads[0].target)
        for call in calls
        if place_of(call.step, call.command) < first_change and _reads_revision(call) and call.workloads
    ]


def _reads_revision(call: Call) -> bool:
    """Whether a variable gets the present revision of a workload."""
    if not call.command.assigned_to:
        return False
    # Dots in the name of an annotation are escaped in a JSONPath.
    asked = call.text("output").replace("\\", "")
    return call.subcommand == "rollout history" or (call.subcommand == "get" and _ANNOTATION in asked)
