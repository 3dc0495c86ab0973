"""A command line as words, without a shell that could expand anything in it."""

from __future__ import annotations

import shlex
import sys

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


def joined(words: tuple[str, ...] | list[str]) -> str:
    """Words as one line that a POSIX shell takes apart into the same words."""
    return " ".join(shlex.quote(word) for word in words)
