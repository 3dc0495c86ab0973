"""Whether a job or a step can run on an event.

`push: true` is no danger on pull requests when an `if:` keeps the step away from them. Conditions are
evaluated with what the event makes certain; whatever cannot be told counts as reachable.
"""

from types import MappingProxyType

from .expressions import condition
from .expressions.evaluate import Facts, Value, evaluate, truth
from .tree import Scalar
from .workflow import Action, Job, Step

_STATUS_FUNCTIONS = ("always(", "failure(", "cancelled(", "success(")

PULL_REQUEST: Facts = MappingProxyType[tuple[str, ...], Value]({
    ("github", "event_name"): "pull_request",
    ("github", "ref"): "refs/pull/1/merge",
    ("github", "ref_name"): "1/merge",
    ("github", "ref_type"): "branch",
    ("github", "event", "pull_request", "merged"): False,
    ("github", "event", "release"): None,
    ("github", "event", "inputs"): None,
    ("github", "event", "schedule"): None,
    ("github", "event", "ref"): None,
    ("success()",): True,
})  # fmt: skip

FORK_PULL_REQUEST: Facts = MappingProxyType(
    {
        **PULL_REQUEST,
        ("github", "event", "pull_request", "head", "repo", "fork"): True,
        ("github", "actor"): "outsider",
        ("github", "triggering_actor"): "outsider",
        # GitHub gives no secrets to the pull requests of forks.
        ("secrets",): None,
    }
)


def reaches(step: Step, facts: Facts, *, surely: bool = False) -> bool:
    """Whether the step may run when the facts hold; with `surely`, whether nothing unknown can keep it away."""
    if isinstance(step.parent, Action):
        return holds(step.condition, facts, surely=surely)
    return job_reaches(step.parent, facts, surely=surely) and holds(step.condition, facts, surely=surely)


def job_reaches(job: Job, facts: Facts, *, surely: bool = False) -> bool:
    """Whether the job may run when the facts hold; a job is skipped with the jobs it needs."""
    jobs = job.workflow.remember("jobs by id", lambda workflow: {other.id: other for other in workflow.jobs()})
    pending, seen = [job], set[str]()
    while pending:
        needed = pending.pop()
        if needed.id in seen:
            continue
        seen.add(needed.id)
        if not holds(needed.condition, facts, surely=surely):
            return False
        if not _ignores_needs(needed.condition):
            pending += (jobs[name] for name in needed.needs if name in jobs)
    return True


def _ignores_needs(scalar: Scalar | None) -> bool:
    return scalar is not None and any(name in scalar.text for name in _STATUS_FUNCTIONS if name != "success(")


def holds(scalar: Scalar | None, facts: Facts, *, surely: bool = False) -> bool:
    """Whether an `if:` may be true, or with `surely` is true, when the facts hold."""
    if scalar is None or scalar.is_null:
        return True
    tree = condition(scalar).tree
    known = truth(evaluate(tree, facts)) if tree else None
    return known is True or (known is None and not surely)
