"""Which commands run when a deploy has failed: told by conditions, by `exit`, and by where a command stands."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ...workflow import Job, Step

if TYPE_CHECKING:
    from ...shell import Command

_AFTER_FAILURE = ("failure()", "always()", "!success()", "failure()||cancelled()", "cancelled()||failure()")

_REACTIONS = ("failure()", "always()", "cancelled()", "needs.", ".outcome", ".conclusion")
_SCRIPT_LIMIT = 100_000  # no real script comes near, and each command of it would be looked at for each rollback


def runs_after_failure(step: Step) -> bool:
    """Whether the step surely runs when one before it has failed."""
    if step.condition is None:
        return False
    text = "".join(step.condition.text.split())
    return text.removeprefix("${{").removesuffix("}}") in _AFTER_FAILURE


def reacts_to_failure(job: Job, later: Collection[str]) -> bool:
    """Whether a step of the job, or one of the later jobs, may run when the job has failed."""
    jobs = (other for other in job.workflow.jobs() if other.id in later)
    conditions = (part.condition for parts in (job.all_steps, jobs) for part in parts)
    return any(condition is not None and any(word in condition.text for word in _REACTIONS) for condition in conditions)


def is_top_level(command: "Command") -> bool:
    """Whether the script runs the command whatever it finds: it stands in no block, so its line is not indented."""
    start = command.scalar.text.rfind("\n", 0, command.start) + 1
    return start == command.start and not (command.function or command.in_loop or command.runs_after)


def exit_behind(step: Step, command: "Command") -> "Command | None":
    """The `exit` that ends the block of lines in which the command stands, or None."""
    script = step.script
    later = script.later(command) if script and len(script.text) < _SCRIPT_LIMIT else ()
    width = _indentation(command)
    for other in later:
        if _indentation(other) < width or other.function != command.function:
            return None
        if other.name == "exit" and _indentation(other) == width and not (other.runs_after or other.in_condition):
            return other
    return None


def _indentation(command: "Command") -> int:
    text = command.scalar.text
    start = text.rfind("\n", 0, command.start) + 1
    line = text[start : command.start]
    return len(line) - len(line.lstrip())
