r"""Text from files and file names, made fit to be printed.

A workflow is written by strangers. Terminal escapes in it could hide findings or rewrite the screen,
direction marks could reorder a line, and GitHub's runner takes `##[command]` anywhere in a line of a log
for a command of its own.
"""

import re
from functools import lru_cache

from ..late_pattern import late_pattern

# Controls, what is invisible or turns the direction of text, line separators, halves of surrogate pairs.
# The two joiners U+200C and U+200D stay: scripts and emoji need them.
_UNFIT = late_pattern(
    "[\x00-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]|(?<=##)\\["
)
_COMMAND = late_pattern(r"^(\s*)::")
_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r", "[": "\\["}
_ONE_BYTE = 0xFF
_TWO_BYTES = 0xFFFF
# os.fsdecode turns bytes 0x80 to 0xff that are no UTF-8 into U+DC80 to U+DCFF.
_UNDECODED = range(0xDC80, 0xDD00)


def visible(text: str) -> str:
    r"""The text with each unfit character written as an escape such as `\x1b` or `\u202e`."""
    if text.isascii() and text.isprintable() and "##[" not in text:
        return text
    return _UNFIT.sub(_escape, text)


def unheeded(line: str) -> str:
    r"""A line of which GitHub's runner makes no command: `::` at its start, behind blanks, would begin one."""
    return _COMMAND.sub(r"\1\\x3a:", line)


@lru_cache(maxsize=16)  # the findings of a file come one after the other
def visible_path(path: str) -> str:
    """A path made fit to stand at the start of a line, with a colon behind it: `::` begins a command there."""
    shown = visible(path)
    return f"./{shown}" if shown.lstrip().startswith(":") else shown


def shortened(text: str, limit: int) -> str:
    """The text, cut where it is longer than the limit; the cut is marked."""
    return text if len(text) <= limit else f"{text[: limit - 1]}…"


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    if code in _UNDECODED:
        return f"\\x{code - 0xDC00:02x}"
    if code <= _ONE_BYTE:
        return f"\\x{code:02x}"
    return f"\\u{code:04x}" if code <= _TWO_BYTES else f"\\U{code:08x}"
