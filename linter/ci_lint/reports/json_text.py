"""JSON that any program can read: pure ASCII, one entry of the outer lists a line.

GitHub's runner, which takes `##[command]` anywhere in a line of a log for one of its own, finds none.

ASCII, because then neither the encoding of a pipe nor a control character above 0x7f can do harm. The
standard library's indentation would put each number of a position on a line of its own, and takes five
times as long.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from ..late_pattern import late_pattern

_ENCODER = json.JSONEncoder(ensure_ascii=False)
_UNFIT = late_pattern("[\x7f-\U0010ffff]|(?<=##)\\[")
_SURROGATES = range(0xD800, 0xE000)
_LAST_OF_PLANE = 0xFFFF


def json_text(value: Any, depth: int) -> str:
    """The value as JSON; containers down to `depth` have each entry on a line of its own."""
    return _UNFIT.sub(_escape, _lay_out(value, depth, "\n")) + "\n"


def _lay_out(value: Any, depth: int, line: str) -> str:
    if not depth or not value or not isinstance(value, (dict, list)):
        return _ENCODER.encode(value)
    inner = f"{line}  "
    if isinstance(value, list):
        return _enclosed("[]", (_lay_out(item, depth - 1, inner) for item in value), line)
    entries = (f"{_ENCODER.encode(key)}: {_lay_out(item, depth - 1, inner)}" for key, item in value.items())
    return _enclosed("{}", entries, line)


def _enclosed(brackets: str, entries: Iterable[str], line: str) -> str:
    return f"{brackets[0]}{line}  {f',{line}  '.join(entries)}{line}{brackets[1]}"


def _escape(found: re.Match[str]) -> str:
    code = ord(found.group())
    if code in _SURROGATES:  # half a pair: not a character, and strict readers refuse it
        return "\\ufffd"
    if code <= _LAST_OF_PLANE:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
