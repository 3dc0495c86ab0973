"""A command that comes right behind another one in a script."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...edits import Edit, Refusal, replace_in_scalar

if TYPE_CHECKING:
    from ...shell import Command


def run_next(command: "Command", texts: Sequence[str]) -> Edit:
    """Run other commands when this one is done: in lines of their own, or behind `&&` where there is one line.

    Raises Refusal for a command that is a part of something larger than a pipeline.
    """
    require_alone(command)
    script, text = command.scalar, command.scalar.text
    start, last = command.pipeline[0].start, end_of(command)
    first, end = text.rfind("\n", 0, start) + 1, text.find("\n", last)
    end = len(text) if end < 0 else end
    before, behind = text[first:start], text[last:end].strip()
    if before.strip() or (behind and not behind.startswith("#")):
        raise Refusal("the command is not alone in its line")
    if script.style == "|":
        return replace_in_scalar(script, end, end, "".join(f"\n{before}{text}" for text in texts))
    if start or behind or command.and_or or last < len(text.rstrip("\n")):
        raise Refusal("the script is not written line by line")
    return replace_in_scalar(script, last, last, "".join(f" && {text}" for text in texts))


def end_of(command: "Command") -> int:
    """Where the pipeline of a command ends, with what stands behind `||`."""
    parts = [*command.pipeline, *(other for branch in command.and_or for other in branch.commands)]
    ends = [part.end for part in parts] + [redirect.end for part in parts for redirect in part.redirects]
    return max(ends)


def require_alone(command: "Command") -> None:
    """Raise Refusal for a command whose exit code or output another part of the script looks at.

    What stands behind `||` is no such part: the script goes on in the next line either way.
    """
    inside = command.substitution or command.in_condition or command.negated or command.background
    decides = command.runs_after or any(branch.operator == "&&" for branch in command.and_or)
    if inside or decides or any(part.heredocs for part in command.pipeline):
        raise Refusal("the command is a part of a larger one")
