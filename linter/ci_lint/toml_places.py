"""TOML, and on which line of it each key stands; the parser of the standard library does not tell.

A text that the parser took is valid, so a scan is enough: table headers, keys at the start of a line, and
enough of strings and brackets to step over values of several lines.
"""

import re
import sys
from typing import Any

from msgspec import Struct

from .late_pattern import late_pattern

KeyPath = tuple[str | int, ...]

_PART = r"""(?:[A-Za-z0-9_-]+|"[^"\n]*"|'[^'\n]*')"""
_DOTTED = rf"{_PART}(?:[ \t]*\.[ \t]*{_PART})*"
_HEADER = late_pattern(rf"[ \t]*(\[\[?)[ \t]*({_DOTTED})[ \t]*\]")
_KEY = late_pattern(rf"[ \t]*({_DOTTED})[ \t]*=")
_PARTS = late_pattern(_PART)
_TOKEN = late_pattern(
    r'"""(?:[^"\\]|\\.|"(?!""))*"""|'
    r"'''(?:[^']|'(?!''))*'''|"
    r'"(?:[^"\\\n]|\\.)*"|'
    r"'[^'\n]*'|#[^\n]*|[\[\]{}\n]",
    re.DOTALL,
)


_ERROR_PLACE = late_pattern(r" \(at (?:line (\d+), column \d+|end of document)\)")


class TomlError(Exception):
    """The text is no TOML; `line` tells where."""

    def __init__(self, message: str, line: int) -> None:
        super().__init__(message)
        self.line = line


def load(text: str) -> dict[str, Any]:
    """The value of a TOML text. Raises TomlError."""
    if sys.version_info >= (3, 11):
        import tomllib
    else:
        import tomli as tomllib
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        place = _ERROR_PLACE.search(str(error))
        line = int(place[1]) if place and place[1] else text.rstrip().count("\n") + 1
        raise TomlError(f"this is no TOML: {_ERROR_PLACE.sub('', str(error))}", line) from None
    except RecursionError:
        raise TomlError("this is nested too deeply", 1) from None


class Places(Struct, frozen=True):
    """Lines, counted from 1, by the path of a key; items of arrays of tables are numbered from 0."""

    lines: dict[KeyPath, int]
    text: str

    def line(self, path: KeyPath, value: object = None) -> int:
        """The line of a key, or of the nearest table around it; of `value` itself if it is written below it."""
        known = next((path[:n] for n in range(len(path), 0, -1) if path[:n] in self.lines), None)
        start = self.lines[known] if known else 1
        if known == path and value is None:
            return start
        written = path[-1:] if value is None else (value,)
        return next((self._mention(start, str(word)) for word in written if isinstance(word, str | int)), start)

    def _mention(self, start: int, word: str) -> int:
        end = min((line for line in self.lines.values() if line > start), default=len(self.text))
        quoted = re.compile(rf"(?<![\w-]){re.escape(word)}(?![\w-])")
        below = self.text.splitlines()[start - 1 : end - 1]
        return next((n for n, line in enumerate(below, start) if quoted.search(line)), start)


def places(text: str) -> Places:
    """Where the keys of a valid TOML text are."""
    text = text.replace("\r\n", "\n")
    lines: dict[KeyPath, int] = {}
    table: KeyPath = ()
    offset, line = 0, 1
    while offset < len(text):
        if header := _HEADER.match(text, offset):
            table = _table(_names(header[2]), lines, repeated=header[1] == "[[")
            lines.setdefault(table, line)
            offset = header.end()
        elif key := _KEY.match(text, offset):
            names = _names(key[1])
            for length in range(1, len(names) + 1):
                lines.setdefault((*table, *names[:length]), line)
            offset = key.end()
        after = _logical_line_end(text, offset)
        line += text.count("\n", offset, after)
        offset = after
    return Places(lines, text)


def _names(dotted: str) -> tuple[str, ...]:
    return tuple(part[0].strip("\"'") for part in _PARTS.finditer(dotted))


def _table(names: tuple[str, ...], lines: dict[KeyPath, int], *, repeated: bool) -> KeyPath:
    """The path of a header: below an array of tables it belongs to the last of them."""
    path: KeyPath = ()
    for name in names[:-1] if repeated else names:
        path = (*path, name)
        count = _count(path, lines)
        path = (*path, count - 1) if count else path
    return (*path, names[-1], _count((*path, names[-1]), lines)) if repeated else path


def _count(path: KeyPath, lines: dict[KeyPath, int]) -> int:
    return sum(1 for known in lines if known[:-1] == path and isinstance(known[-1], int))


def _logical_line_end(text: str, offset: int) -> int:
    """The offset behind the line break that ends the value at `offset`."""
    depth = 0
    for token in _TOKEN.finditer(text, offset):
        if token[0] == "\n" and depth <= 0:
            return token.end()
        depth += 1 if token[0] in ("[", "{") else -1 if token[0] in ("]", "}") else 0
    return len(text)
