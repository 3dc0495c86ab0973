"""The part of a script that replaces one directory by another, put behind a test of the new one."""

import re
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from ...edits import Edit, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from .guarded_move import quoted_path

if TYPE_CHECKING:
    from ...shell import Command, Word

    IsOld: TypeAlias = Callable[[Word], bool]

_SEPARATOR = late_pattern(r"[ \t]*(?:&&|;|\n)(?:\s|#[^\n]*\n)*")
_HARMLESS = ("mkdir", "echo", "ls", "du", "true", ":")
_PATH = late_pattern(r"[\w./~-]+|(?:[\w./-]|\$\w+|\$\{\w+\})+")


def guard(commands: tuple["Command", ...], move: "Command", test: str, is_old: "IsOld") -> Edit:
    """Make the move, and the `rm` of the old directory before it, depend on a test.

    `commands` are those of the script. Raises Refusal where the move is part of something larger.
    """
    if move.in_loop or move.in_condition or move.negated or move.background or len(move.pipeline) > 1:
        raise Refusal("the move is part of a loop, a condition or a pipeline")
    first = _first(commands, move, is_old)
    text = move.scalar.text
    start, end = first.start, _end(text, move)
    if "\n" not in text[start:end]:
        return _in_place(move, start, end, test)
    if text[text.rfind("\n", 0, start) + 1 : start].strip():
        raise Refusal("another command stands before the removal in its line")
    return replace_in_scalar(move.scalar, start, end, _block(text[start:end], _indent(text, start), test))


def new_index(word: str) -> str:
    """The `index.json` of a directory that the shell knows by this word, as a word."""
    directory = word.removesuffix("/*").removesuffix("/.").rstrip("/")
    if not _PATH.fullmatch(directory):
        raise Refusal(f"the path {word} has unusual characters")
    if directory.startswith("~"):
        return f"{directory}/index.json"
    return quoted_path(f"{directory}/index.json")


def _first(commands: tuple["Command", ...], move: "Command", is_old: "IsOld") -> "Command":
    """The removal of the old directory that the move follows, or the move itself."""
    place = commands.index(move)
    text = move.scalar.text
    for earlier in range(place - 1, -1, -1):
        command, following = commands[earlier], commands[earlier + 1]
        if not _SEPARATOR.fullmatch(text[_end(text, command) : following.start]):
            break
        if _removes(command, is_old):
            return command
        if command.name not in _HARMLESS:
            break
    if any(_removes(command, is_old) for command in commands[:place]):
        raise Refusal("other commands stand between the removal of the old cache and the move")
    return move


def _removes(command: "Command", is_old: "IsOld") -> bool:
    return command.name == "rm" and any(map(is_old, command.arguments))


def _end(text: str, command: "Command") -> int:
    """The end of a command with its redirects, and with `|| true`."""
    end = max([command.end, *(redirect.end for redirect in command.redirects)])
    found = re.compile(r"[ \t]*\|\|[ \t]*(?:true|:)(?!\w)").match(text, end)
    return found.end() if found else end


def _in_place(move: "Command", start: int, end: int, test: str) -> Edit:
    text = move.scalar.text
    alone = not text[text.rfind("\n", 0, start) + 1 : start].strip() and text[end:].partition("\n")[0].strip() == ""
    if move.scalar.style == "|" and alone:
        return replace_in_scalar(move.scalar, start, end, _block(text[start:end], _indent(text, start), test))
    return replace_in_scalar(move.scalar, start, end, f"if {test}; then {text[start:end]}; fi")


def _indent(text: str, start: int) -> str:
    return text[text.rfind("\n", 0, start) + 1 : start]


def _block(part: str, indent: str, test: str) -> str:
    """The lines of a script inside an `if`. The first line has its indentation already."""
    lines = (f"  {line}" if line.strip() else line for line in part.split("\n"))
    inner = "\n".join(lines)
    return f"if {test}; then\n{indent}{inner}\n{indent}fi"
