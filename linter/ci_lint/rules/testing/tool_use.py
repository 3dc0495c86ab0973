"""Whether a job runs a tool that one of its steps installs."""

from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from ...purpose.scripts import script_names
from ...workflow import Job, Step
from .telling_tests import handled_away

if TYPE_CHECKING:
    from ...shell import Command

# They run what a file of the project names.
_RUNNERS = ("pre-commit", "prek", "tox", "nox", "hatch", "trunk", "python", "python3", "node", "bash", "sh")
_INSTALLS = frozenset(("install", "inject", "add", "i", "upgrade"))
_SCOPE = late_pattern(r"^@[^/]*/")


def may_be_run(step: Step, tool: str) -> bool:
    """Whether the step, or one behind it, may run the tool; so may the callers of a composite action."""
    job = step.parent
    if not isinstance(job, Job):
        return True
    return step.position <= job.remember(f"last run of {tool}", lambda job: _last_run(job, _SCOPE.sub("", tool)))


def _last_run(job: Job, tool: str) -> int:
    """The position of the last step that may run the tool; -1 if there is none."""
    return next((step.position for step in reversed(job.all_steps) if _may_run(step, tool)), -1)


def _may_run(step: Step, tool: str) -> bool:
    if step.run is None:
        return step.uses is not None and (step.uses.local is not None or tool in step.uses.name)
    if step.script is None:
        return tool in step.run.text
    return any(_runs(command, tool) for command in step.script.commands)


def _runs(command: "Command", tool: str) -> bool:
    texts = [word.text for word in command.words]
    if not _INSTALLS.isdisjoint(texts[1:4]):
        return False
    # Nobody sees what it finds.
    if handled_away(command):
        return False
    return any(tool in text for text in texts) or command.name in _RUNNERS or bool(script_names(command))
