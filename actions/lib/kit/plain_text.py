"""Text of unknown origin, made fit to be looked at.

Terminal sequences can hide or repaint what a log says, and characters that change the direction of writing can make a
line read as something else. Neither may decide what a person sees.
"""

from __future__ import annotations

import re

_TERMINAL_SEQUENCE = re.compile(
    r"\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # operating system commands: titles, links
    r"|\x1b[PX^_][^\x1b]*(?:\x1b\\)?"  # strings for the device
    r"|(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"  # colours and moves of the cursor
    r"|\x1b[ -/]*[0-~]"  # all the short ones
)
# Control characters but tab and newline, separators of lines, marks and overrides of direction, invisible characters,
# halves of characters, the byte order mark.
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u061c\u115f\u1160\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3164"
    "\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e0fff]"
)


def without_colours(text: str) -> str:
    """The text without the sequences that mean something to a terminal only."""
    return _TERMINAL_SEQUENCE.sub("", text)


def visible(text: str) -> str:
    """The text without terminal sequences, each character that nobody could see written as its number.

    Newlines and tabs stay; a carriage return before a newline goes.
    """
    return _INVISIBLE.sub(_number, without_colours(text).replace("\r\n", "\n"))


def shortened(text: str, limit: int) -> str:
    """The text, cut to a number of characters, an ellipsis at its end if anything is missing."""
    return text if len(text) <= limit else text[: max(0, limit - 1)] + "…"


def quoted(text: str, limit: int = 80) -> str:
    """The text in quotes on one line, for a message."""
    line = visible(text).replace("\n", "\\n").replace("\t", "\\t")
    return f'"{shortened(line, limit)}"'


def _number(match: re.Match[str]) -> str:
    return f"\\u{{{ord(match.group()):x}}}"
