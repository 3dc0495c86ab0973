"""Which commands run when a deploy has failed: told by conditions, by `exit`, and by where a command stands."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from ...workflow import Job, Step

if TYPE_CHECKING:
    from ...shell import Command

_AFTER_FAILURE = ("failure()", "always()", "!success()", "failure()||cancelled()", "cancelled()||failure()")

_REACTIONS = ("failure()", "always()", "cancelled()", "needs.", ".outcome", ".conclusion")
_BLANKS = late_pattern(r"[ \t]*")


def runs_after_failure(step: Step) -> bool:
    """Whether the step surely runs when one before it has failed."""
    if step.condition is None:
        return False
    text = "".join(step.condition.text.split())
    return text.removeprefix("${{").removesuffix("}}") in _AFTER_FAILURE


def reacts_to_failure(job: Job, later: Collection[str]) -> bool:
    """Whether a step of the job, or one of the later jobs, may run when the job has failed."""
    return job.remember("reacts to a failure", lambda job: _reacts(job, later))


def _reacts(job: Job, later: Collection[str]) -> bool:
    jobs = (other for other in job.workflow.jobs() if other.id in later)
    conditions = (part.condition for parts in (job.all_steps, jobs) for part in parts)
    return any(condition is not None and any(word in condition.text for word in _REACTIONS) for condition in conditions)


def is_top_level(command: "Command") -> bool:
    """Whether the script runs the command whatever it finds: it stands in no block, so its line is not indented."""
    start = command.scalar.text.rfind("\n", 0, command.start) + 1
    return start == command.start and not (command.function or command.in_loop or command.runs_after)


def exit_behind(step: Step, command: "Command") -> "Command | None":
    """The `exit` that ends the block of lines in which the command stands, or None."""
    return step.remember("exits behind commands", _exits_behind).get(command)


def _exits_behind(step: Step) -> dict["Command", "Command"]:
    """The commands that an `exit` stands behind, as deep as they and with nothing less deep between."""
    found: dict[Command, Command] = {}
    # From the end: the next exit of each block that is still open, by its indentation, the innermost last.
    exits: list[tuple[int, Command]] = []
    for command in reversed(step.script.commands if step.script else ()):
        width = _indentation(command)
        while exits and exits[-1][0] > width:
            exits.pop()
        if exits and exits[-1][0] == width:
            found[command] = exits[-1][1]
        if command.name == "exit" and not (command.runs_after or command.in_condition):
            exits = [*(e for e in exits if e[0] != width), (width, command)]
    return found


def _indentation(command: "Command") -> int:
    text = command.scalar.text
    start = text.rfind("\n", 0, command.start) + 1
    blanks = _BLANKS.match(text, start)
    return blanks.end() - start if blanks else 0
