"""A command that comes right behind another one in a script."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...edits import Edit, Refusal, replace_in_scalar

if TYPE_CHECKING:
    from ...shell import Command


def run_next(command: "Command", texts: Sequence[str]) -> Edit:
    """Run other commands when this one has succeeded: in lines of their own, or behind `&&` where there is one line.

    Raises Refusal for a command that is a part of a larger one.
    """
    require_alone(command)
    script = command.scalar
    start, end = _lines(command)
    before, behind = script.text[start : command.start], script.text[command.end : end]
    if before.strip() or (behind.strip() and not behind.strip().startswith("#")):
        raise Refusal("the command is not alone in its line")
    if script.style == "|":
        return replace_in_scalar(script, end, end, "".join(f"\n{before}{text}" for text in texts))
    if command.start or behind.strip() or command.end < len(script.text.rstrip("\n")):
        raise Refusal("the script is not written line by line")
    return replace_in_scalar(script, command.end, command.end, "".join(f" && {text}" for text in texts))


def require_alone(command: "Command") -> None:
    """Raise Refusal for a command whose exit code or output another part of the script looks at."""
    inside = command.substitution or command.in_condition or command.negated or command.background
    if inside or len(command.pipeline) > 1 or command.and_or or command.runs_after or command.heredocs:
        raise Refusal("the command is a part of a larger one")


def _lines(command: "Command") -> tuple[int, int]:
    """Where the lines of a command begin and end."""
    text = command.scalar.text
    end = text.find("\n", command.end)
    return text.rfind("\n", 0, command.start) + 1, len(text) if end < 0 else end
