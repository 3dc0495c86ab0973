"""Workflow commands that a script prints, so that the runner reads them from the log."""

import re
from collections.abc import Iterator
from types import MappingProxyType

from msgspec import Struct

from ...late_pattern import late_pattern
from ...shell import Command, Script
from ...source import Span
from ...tree import Scalar
from ...workflow import Step

FILES = MappingProxyType(
    {
        "set-output": "GITHUB_OUTPUT",
        "save-state": "GITHUB_STATE",
        "set-env": "GITHUB_ENV",
        "add-path": "GITHUB_PATH",
    }
)

_COMMAND = rf"::({'|'.join(FILES)})(?=[ :])"
_ANYWHERE = late_pattern(_COMMAND, re.IGNORECASE)
# The runner takes a line as a command if nothing but blanks stands before it; `\n` is what printf and echo -e break at.
_FIRST = late_pattern(rf"(?:^|\n|\\n)[ \t]*{_COMMAND}", re.IGNORECASE)
# In other languages: a string, or the words behind an echo, that begin with the command.
_PRINTER = r"(?:^|\b(?:write-output|write-host|echo|print|puts|console\.log|write)\b)[ \t(]*"
_PRINTED = late_pattern(rf"{_PRINTER}(?:[fru]{{0,2}}[\"'`]|(?<=[ \t])){_COMMAND}", re.IGNORECASE)
_INTO_FILE = late_pattern(r"[\"'\w)][ \t]*(?:>>?|\|[ \t]*(?:out-file|add-content|set-content))[ \t]*\S", re.IGNORECASE)
_SCREENS = ("/dev/stdout", "/dev/stderr", "/dev/tty")
_PROGRAMS = ("awk", "gawk", "jq", "node", "perl", "python", "python3", "ruby")
_STRING = late_pattern(rf"[\"'`]{_COMMAND}", re.IGNORECASE)


class Printed(Struct, frozen=True):
    """A workflow command in a script: `at` is its place, `by` what prints it, a command or a line."""

    name: str
    at: Span
    by: "Command | Line"


class Line(Struct, frozen=True):
    """A line of a script in another language, and where it begins."""

    text: str
    start: int


def workflow_commands(step: Step) -> Iterator[Printed]:
    """The workflow commands that a step prints and that have a file instead."""
    if step.run is not None and _ANYWHERE.search(step.run.text):
        yield from in_script(step.script) if step.script else in_lines(step.run)


def count_commands(text: str) -> int:
    """How many workflow commands stand in a text."""
    return len(_ANYWHERE.findall(text))


def in_script(script: Script) -> Iterator[Printed]:
    """The commands that a script of bash or sh prints."""
    for command in script.commands:
        if not reaches_log(command):
            continue
        for start, end in printed(command):
            pattern = _STRING if command.name in _PROGRAMS else _FIRST
            for found in pattern.finditer(script.text[start:end]):
                place = start + found.start(1)
                yield Printed(found[1].lower(), script.scalar.part(place - 2, place + len(found[1])), command)


def reaches_log(command: Command) -> bool:
    """Whether what the command prints is read by the runner."""
    if command.substitution or any(later.name != "tee" for later in command.pipeline[command.position + 1 :]):
        return False
    return command.writes_to is None or command.writes_to.text in _SCREENS


def printed(command: Command) -> Iterator[tuple[int, int]]:
    """The ranges of the script whose text the command prints."""
    words = command.arguments
    if command.name == "echo":
        first = next((word for word in words if not word.text.startswith("-")), None)
        if first:
            yield first.start + len(first.quote), words[-1].end
    elif command.name in ("printf", *_PROGRAMS):
        for word in words:
            yield word.start + (len(word.quote) if command.name == "printf" else 0), word.end
    elif command.name == "cat":
        for heredoc in command.heredocs:
            yield heredoc.start, heredoc.end


def in_lines(script: Scalar) -> Iterator[Printed]:
    """The commands that a script of another language seems to print, line by line."""
    start = 0
    for line in script.text.splitlines(keepends=True):
        text = line.strip()
        if not text.startswith(("#", "::", "REM ", "rem ")) and not _INTO_FILE.search(line):
            for found in _PRINTED.finditer(text):
                place = start + line.index(text) + found.start(1)
                span = script.part(place - 2, place + len(found[1]))
                yield Printed(found[1].lower(), span, Line(line, start))
        start += len(line)
