"""Jobs that only say whether other jobs went well, so that a branch can require one check."""

import re
from collections.abc import Iterator

from ...expressions import condition
from ...expressions.evaluate import Facts, evaluate, truth
from ...expressions.nodes import Call, Literal, Star, descendants
from ...late_pattern import late_pattern
from ...purpose import in_words
from ...tree import Scalar
from ...workflow import Job, Step

ALL_GREEN = "re-actors/alls-green"
STATUS = ("always", "failure", "cancelled", "success")
FAILED: Facts = {("success()",): False, ("failure()",): True, ("cancelled()",): False}

_SAYING = ("echo", "printf", "true", ":", "exit", "cat")
_GATE = late_pattern(
    r"\b(?:green|passed|pass|success|successful|ok|gate|gatekeeper|required|requirements|complete|completed|finished|done"
    r"|conclusion|mergeable|all checks|all jobs|all tests|ci status|status check|checks?)\b",
    re.IGNORECASE,
)
_NO_GATE = late_pattern(
    r"\b(?:notif\w*|deploy\w*|publish\w*|release\w*|reports?|comments?|summar\w*|announce\w*|slack|email|badge)\b",
    re.IGNORECASE,
)
_READS = late_pattern(r"\bneeds\s*(?:\.|\[|\))|toJSON\(\s*needs\b", re.IGNORECASE)


def named_gate(job: Job) -> bool:
    """Whether the name of a job says that it stands for others."""
    name = in_words(f"{job.id} {job.node.text('name') or ''}")
    return bool(_GATE.search(name)) and not _NO_GATE.search(name)


def only_says(job: Job) -> bool:
    """Whether all that the job does is to print something or to end."""
    return bool(job.all_steps) and all(map(_only_says, job.all_steps))


def _only_says(step: Step) -> bool:
    commands = step.script.commands if step.script else ()
    return bool(commands) and all(command.name in _SAYING for command in commands)


def fails(job: Job) -> bool:
    """Whether the job may do nothing but fail."""
    return any(map(_may_fail, job.all_steps)) and only_says(job) and any(map(_fails, job.all_steps))


def _may_fail(step: Step) -> bool:
    """Whether the script is worth reading for what `_fails` looks for: a quick look that misses none."""
    return step.run is not None and ("exit" in step.run.text or "false" in step.run.text)


def _fails(step: Step) -> bool:
    commands = step.script.commands if step.script else ()
    return any(command.name in ("exit", "false") and command.text not in ("exit 0", "exit") for command in commands)


def asks_all_green(job: Job) -> bool:
    """Whether it leaves the judgement to the action made for it."""
    return any(step.uses is not None and step.uses.names(ALL_GREEN) for step in job.all_steps)


def reads_needs(job: Job) -> bool:
    """Whether some part of the job, its condition included, looks at the jobs it needs."""
    return bool(_READS.search(job.node.source.text, job.node.start, job.node.end))


def skipped_after_failure(job: Job) -> bool:
    """Whether the job does not run when a job that it needs has failed."""
    if job.condition is None or job.condition.is_null:
        return True
    tree = condition(job.condition).tree
    if tree is None:
        return False
    calls = {node.name.lower() for node in descendants(tree) if isinstance(node, Call)}
    return calls.isdisjoint(STATUS) or truth(evaluate(tree, FAILED)) is False


def failing_steps(job: Job) -> Iterator[tuple[Step, Scalar]]:
    """The steps that do nothing but fail, each with its condition."""
    for step in job.all_steps:
        if step.condition is not None and _may_fail(step) and _only_says(step) and _fails(step):
            yield step, step.condition


def result_test(scalar: Scalar, result: str) -> Call | None:
    """The `contains(needs.*.result, 'failure')` of a condition."""
    tree = condition(scalar).tree
    for node in descendants(tree) if tree else ():
        if not isinstance(node, Call) or node.name.lower() != "contains" or len(node.arguments) < 2:  # noqa: PLR2004 - the list and what is looked for in it
            continue
        wanted = node.arguments[1]
        if isinstance(wanted, Literal) and wanted.value == result:
            listed = descendants(node.arguments[0])
            return node if any(isinstance(part, Star) for part in listed) else None
    return None


def needed(job: Job) -> tuple[Job, ...]:
    """The jobs that it needs itself."""
    jobs = {other.id: other for other in job.workflow.jobs()}
    return tuple(jobs[name] for name in job.needs if name in jobs)
