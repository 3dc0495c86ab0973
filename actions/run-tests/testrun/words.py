"""A command line as words, without a shell that could expand anything in it."""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

WINDOWS = sys.platform == "win32"


def split(text: str, *, windows: bool = WINDOWS) -> tuple[str, ...]:
    r"""The words of a text; quotes keep blanks together. Raises ValueError where a quote is not closed.

    On Windows a backslash is part of a path (`C:\tests`), elsewhere it protects the next character.
    """
    lexer = shlex.shlex(text, posix=True, punctuation_chars=False)
    lexer.whitespace_split = True
    lexer.commenters = ""
    if windows:
        lexer.escape = ""
    return tuple(lexer)


def located(words: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """The same words, the program as a whole path where that can be told.

    Windows starts a relative path from our folder and not from that of the tests, and finds `npm` only as `npm.cmd`.
    """
    if not words:
        return words
    program = words[0]
    beside = folder / program if Path(program).name != program else Path(program)
    return (shutil.which(str(beside)) or program, *words[1:])


def joined(words: tuple[str, ...] | list[str]) -> str:
    """Words as one line that a POSIX shell takes apart into the same words."""
    return " ".join(shlex.quote(word) for word in words)
