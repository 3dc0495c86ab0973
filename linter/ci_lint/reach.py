"""Whether a job or a step can run on an event.

`push: true` is no danger on pull requests when an `if:` keeps the step away from them. Conditions are
evaluated with what the event makes certain; whatever cannot be told counts as reachable.
"""

from functools import lru_cache
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


def reaches(step: Step, facts: Facts) -> bool:
    """Whether the step may run when the facts hold."""
    if isinstance(step.parent, Action):
        return holds(step.condition, facts)
    return job_reaches(step.parent, facts) and holds(step.condition, facts)


def job_reaches(job: Job, facts: Facts) -> bool:
    """Whether the job may run when the facts hold; a job is skipped with the jobs it needs."""
    return _job_reaches(job, facts, frozenset())


def _job_reaches(job: Job, facts: Facts, seen: frozenset[str]) -> bool:
    if not holds(job.condition, facts):
        return False
    if job.id in seen or _ignores_needs(job.condition):
        return True
    needed = [other for other in job.workflow.jobs() if other.id in job.needs]
    return all(_job_reaches(other, facts, seen | {job.id}) for other in needed)


def _ignores_needs(scalar: Scalar | None) -> bool:
    return scalar is not None and any(name in scalar.text for name in _STATUS_FUNCTIONS if name != "success(")


def holds(scalar: Scalar | None, facts: Facts) -> bool:
    """Whether an `if:` may be true when the facts hold."""
    if scalar is None or scalar.is_null:
        return True
    expression = _condition(scalar)
    return expression.tree is None or truth(evaluate(expression.tree, facts)) is not False


_condition = lru_cache(maxsize=256)(condition)
