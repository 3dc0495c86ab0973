"""A command that comes right behind another one in a script."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from ...edits import Edit, Refusal, replace_in_scalar

if TYPE_CHECKING:
    from ...shell import Command, Script


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


def require_plain(text: str) -> None:
    """Raise Refusal for a text with an expression: what it holds would become a part of the script once more."""
    if "${{" in text:
        raise Refusal("an expression would be put into the script a second time")


def end_of(command: "Command") -> int:
    """Where the pipeline of a command ends, with what stands behind `||`."""
    parts = [*command.pipeline, *(other for branch in command.and_or for other in branch.commands)]
    ends = [part.end for part in parts] + [redirect.end for part in parts for redirect in part.redirects]
    return max(ends)


def require_alone(command: "Command") -> None:
    """Raise Refusal for a command whose exit code or output another part of the script looks at."""
    if not is_alone(command):
        raise Refusal("the command is a part of a larger one")


def is_alone(command: "Command") -> bool:
    """Whether no other part of the script looks at the exit code or the output of a command.

    What stands behind `||` is no such part: the script goes on in the next line either way.
    """
    inside = command.substitution or command.in_condition or command.negated or command.background
    decides = command.runs_after or any(branch.operator == "&&" for branch in command.and_or)
    return not (inside or decides or any(part.heredocs for part in command.pipeline))


def neighbours(script: "Script", program: str) -> Iterator[tuple["Command", ...]]:
    """The commands of a program that stand alone in lines, those of lines behind each other together."""
    block: list[Command] = []
    end = 0
    for command in script.commands:
        if command.start < end:
            continue
        fits = command.name == program and is_alone(command)
        if block and not (fits and _follows(block[-1], command)):
            yield tuple(block)
            block = []
        if fits:
            block.append(command)
        end = end_of(command)
    if block:
        yield tuple(block)


def _follows(first: "Command", second: "Command") -> bool:
    """Whether only comments stand between the lines of two commands that are as deep as each other."""
    text = first.scalar.text
    *between, indentation = text[end_of(first) : second.pipeline[0].start].split("\n")
    before = text[text.rfind("\n", 0, first.pipeline[0].start) + 1 : first.pipeline[0].start]
    comments = all(not line.strip() or line.lstrip().startswith("#") for line in between)
    return bool(between) and comments and indentation == before
