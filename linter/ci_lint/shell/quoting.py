"""What a word says once its quotes and escapes are removed. GNU Bash manual, section 3.1.2."""

import re

from ..late_pattern import late_pattern

_UNQUOTED = late_pattern(r"\\(\r?\n|.)", re.DOTALL)
_DOUBLE = late_pattern(r"\\(\r?\n|[$`\"\\])")
_ANSI = late_pattern(
    r"\\(?:([abeEfnrtv\\'\"?])|([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u([0-9a-fA-F]{1,4})|U([0-9a-fA-F]{1,8})|c(.))",
    re.DOTALL,
)
_ANSI_LETTERS = {"a": "\a", "b": "\b", "e": "\x1b", "E": "\x1b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v"}
_LAST_CHARACTER = 0x10FFFF


def unquoted(raw: str) -> str:
    """The text of a part of a word outside quotes."""
    return _UNQUOTED.sub(_escaped, raw)


def double_quoted(raw: str) -> str:
    """The text between double quotes."""
    return _DOUBLE.sub(_escaped, raw)


def _escaped(found: re.Match[str]) -> str:
    return "" if found[1].endswith("\n") else found[1]


def ansi_quoted(raw: str) -> str:
    """The text between `$'` and `'`."""
    return _ANSI.sub(_ansi, raw)


def _ansi(found: re.Match[str]) -> str:
    letter, octal, short, four, eight, control = found.groups()
    if letter:
        return _ANSI_LETTERS.get(letter, letter)
    if control:
        return chr(ord(control) & 0x1F)
    code = int(octal, 8) & 0xFF if octal else int(short or four or eight, 16)
    return chr(code) if code <= _LAST_CHARACTER else "\ufffd"
