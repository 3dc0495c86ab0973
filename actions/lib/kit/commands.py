"""Workflow commands: lines by which a step speaks to the runner.

Whatever stands in the output of a step is read for them, so output of other programs goes behind a fence, and text of
unknown origin is escaped. The runner drops blanks before it looks for `::`, and reads the older `##[` anywhere in a
line (`ActionCommand.cs` of actions/runner).
"""

from __future__ import annotations

import secrets
import sys
from contextlib import contextmanager
from typing import IO, Iterator

from .plain_text import shortened, visible

# Longer ones make the page of a run unreadable.
LONGEST_MESSAGE = 4000

# The token of the fence that is up, if any: commands have to lift it, or they would be printed and not obeyed, and a
# secret that should be masked would be shown.
_fences: list[str] = []


def error(message: str, *, title: str = "", file: str = "", line: int = 0) -> None:
    """Show an error at the run, and at a line (from 1) of a file where they are given."""
    _annotate("error", message, title, file, line)


def warning(message: str, *, title: str = "", file: str = "", line: int = 0) -> None:
    """Show a warning at the run, and at a line (from 1) of a file where they are given."""
    _annotate("warning", message, title, file, line)


def notice(message: str, *, title: str = "", file: str = "", line: int = 0) -> None:
    """Show a notice at the run, and at a line (from 1) of a file where they are given."""
    _annotate("notice", message, title, file, line)


def debug(message: str) -> None:
    """Say something that is shown only in runs with debug logging."""
    issue("debug", visible(message))


def say(message: str) -> None:
    """Print lines that are read as text, whatever they hold."""
    for line in visible(message).split("\n"):
        _write(_defused(line))


@contextmanager
def group(title: str) -> Iterator[None]:
    """Fold everything that is printed inside under a title."""
    issue("group", " ".join(visible(title).split()))
    try:
        yield
    finally:
        issue("endgroup")


@contextmanager
def fence(stream: IO[str] | None = None) -> Iterator[None]:
    """Let the runner take everything that is printed inside as text.

    `stream` is where the output goes, `sys.stdout` unless said. The last line inside has to be finished.
    Our own commands may be issued inside: they lift the fence for their line.
    """
    if _fences:
        yield
        return
    _fences.append(secrets.token_hex(20))
    _write(f"::stop-commands::{_fences[-1]}", stream)
    try:
        yield
    finally:
        _write(f"::{_fences.pop()}::", stream)


def issue(command: str, value: str = "", properties: str = "") -> None:
    """Write a command with its value, which is escaped here, and its properties, which are ready."""
    space = " " if properties else ""
    line = f"::{command}{space}{properties}::{escape_data(value)}"
    if not _fences:
        _write(line)
        return
    lifted, _fences[-1] = _fences[-1], secrets.token_hex(20)
    _write(f"::{lifted}::\n{line}\n::stop-commands::{_fences[-1]}")


def escape_data(value: str) -> str:
    """A value as it must stand behind the last `::` of a command."""
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def escape_property(value: str) -> str:
    """A value as it must stand behind the `=` of a property of a command."""
    return escape_data(value).replace(":", "%3A").replace(",", "%2C")


def _annotate(command: str, message: str, title: str, file: str, line: int) -> None:
    given = {"title": visible(title), "file": file, "line": str(line) if line > 0 else ""}
    properties = ",".join(f"{name}={escape_property(value)}" for name, value in given.items() if value)
    issue(command, shortened(visible(message), LONGEST_MESSAGE), properties)


def _defused(line: str) -> str:
    text = line.replace("##[", "## [")
    return f"· {text}" if text.lstrip().startswith("::") else text


def _write(text: str, stream: IO[str] | None = None) -> None:
    # One call for each text: lines of other threads shall not come between.
    target = sys.stdout if stream is None else stream
    target.write(text + "\n")
    target.flush()
