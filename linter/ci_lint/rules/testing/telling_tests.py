"""Which tests tell how they ended: to the shell, to a later step, or by running once more where nothing hides it."""

from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from ...purpose import Purpose, inner_words, is_for, runs_tests
from ...purpose.scripts import PACKAGE_MANAGERS
from ...workflow import Action, Job, Step, Workflow

if TYPE_CHECKING:
    from ...shell import Command

# What in a script reads or keeps the exit code of a command.
STATUS = late_pattern(r"\$\{?\?|PIPESTATUS|\$LASTEXITCODE|\bwait\b|\btrap\b")
_HARMLESS = ("true", ":", "echo", "printf")
_COVERAGE = late_pattern(r"(?<=\w)[:-](?:coverage|cov)$")
_STEPS = late_pattern(r"\bsteps\.([\w-]+)\.(outcome|conclusion|outputs)")


def tests(step: Step) -> tuple["Command", ...]:
    """The commands of a step that run tests."""
    return step.remember("test commands", _tests)


def _tests(step: Step) -> tuple["Command", ...]:
    return tuple(command for command in step.script.commands if runs_tests(command)) if step.script else ()


def handled_away(command: "Command") -> bool:
    """Whether what follows behind `||` does nothing but speak."""
    if command.substitution or command.in_condition or not command.otherwise:
        return False
    return all(other.name in _HARMLESS or other.text == "exit 0" for other in command.otherwise)


def is_judged(step: Step) -> bool:
    """Whether the file reads how the step ended, or an exit code that the step gives on."""
    file = step.parent.workflow if isinstance(step.parent, Job) else step.parent
    mentions = file.remember("mentions of steps", _mentions).get(step.id or "", ())
    saved = step.run is not None and bool(STATUS.search(step.run.text))
    return any(mention in ("outcome", "conclusion") or saved for mention in mentions)


def _mentions(file: Workflow | Action) -> dict[str, list[str]]:
    """What the file asks of each step, by its id."""
    mentions: dict[str, list[str]] = {}
    for found in _STEPS.finditer(file.tree.source.text):
        mentions.setdefault(found[1], []).append(found[2])
    return mentions


def runs_again(step: Step, hidden: "Command | None") -> bool:
    """Whether the same tests run unhidden in the job: in another command, or in another step."""
    own = (hidden,) if hidden else tests(step)
    others = {
        tested
        for other, command, tested in step.parent.remember("tests that fail their step", _telling_tests)
        if (hidden or other is not step) and command is not hidden
    }
    return bool(own) and all(targets(command) in others for command in own)


def _telling_tests(parent: Job | Action) -> tuple[tuple[Step, "Command", tuple[str, ...]], ...]:
    """The test commands of a job whose failure is not thrown away, with what they test."""
    return tuple(
        (step, command, targets(command))
        for step in parent.all_steps
        if step.node.get("continue-on-error") is None and is_for(step, Purpose.TEST)
        for command in tests(step)
        if not command.otherwise
    )


def targets(command: "Command") -> tuple[str, ...]:
    """What is tested: the words of a test command without its options; a script for coverage runs what others test."""
    words = [word.rstrip("/") for word in inner_words(command) if not word.startswith("-")]
    named = words[1:2] == ["run"] and command.name in PACKAGE_MANAGERS
    return tuple(_COVERAGE.sub("", word) for word in (words[:1] + words[2:] if named else words))
