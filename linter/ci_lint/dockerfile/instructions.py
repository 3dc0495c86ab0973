"""A Dockerfile as instructions: comments, continued lines, heredocs, flags.

Dockerfile reference, "Format", "Parser directives", "Escape" and "Here-documents". Nothing is refused: what
BuildKit would reject reads as an instruction of an unknown name.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from functools import cached_property

from msgspec import Struct

from ..late_pattern import late_pattern

_DIRECTIVE = late_pattern(r"[ \t]*#[ \t]*(syntax|escape|check)[ \t]*=[ \t]*(\S*)", re.IGNORECASE)
_COMMENT = late_pattern(r"[ \t]*#")
_HEREDOC = late_pattern(r"(?<!<)<<(-?)([\"']?)([A-Za-z_][\w.-]*)\2(?![\w.-])")
_FLAG = late_pattern(r"--([a-z-]+)(?:=(.*))?", re.DOTALL)
_WITH_HEREDOCS = ("RUN", "COPY", "ADD")
_WORDS = {
    escape: late_pattern(
        rf"""(?:[^\s"'{re.escape(escape)}]|{re.escape(escape)}.|"(?:{re.escape(escape)}.|[^"])*"|'[^']*')+"""
    )
    for escape in ("\\", "`")
}


class Heredoc(Struct, frozen=True):
    """The lines behind a `<<EOF` of an instruction."""

    delimiter: str
    text: str


class Instruction(Struct, frozen=True, dict=True):
    """One instruction: its name in capitals, the line it begins on (from 1), and its joined text behind the name.

    `flags` are the leading `--name=value`, in order; a flag without value has "".
    """

    name: str
    line: int
    flags: tuple[tuple[str, str], ...]
    text: str
    heredocs: tuple[Heredoc, ...] = ()
    escape: str = "\\"

    @cached_property
    def words(self) -> tuple[str, ...]:
        """The text behind the flags as words without their quotes; the elements of a JSON list as they are."""
        return _json_list(self.text) or tuple(_unquoted(word) for word in _WORDS[self.escape].findall(self.text))

    def flag(self, name: str) -> str:
        """The last value of a flag, or ""."""
        return next((value for flag, value in reversed(self.flags) if flag == name), "")

    def flag_values(self, name: str) -> tuple[str, ...]:
        """All values of a flag."""
        return tuple(value for flag, value in self.flags if flag == name)


def _unquoted(word: str) -> str:
    return re.sub(r"[\"']", "", word)


def _json_list(text: str) -> tuple[str, ...]:
    if not text.startswith("["):
        return ()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return ()
    return tuple(value) if isinstance(value, list) and all(isinstance(item, str) for item in value) else ()


def read_instructions(text: str) -> Iterator[Instruction]:
    """The instructions of a Dockerfile in order."""
    source = _Lines(text)
    lines = source.lines
    escape = _escape(lines)
    index = 0
    while index < len(lines):
        if not lines[index].strip() or _COMMENT.match(lines[index]):
            index += 1
            continue
        first = index
        whole, index = _joined(lines, index, escape)
        name, _, rest = whole.strip().partition(" ")
        # ONBUILD holds an instruction of the image that builds on this one; heredocs follow it all the same.
        kind = rest.split()[0].upper() if name.upper() == "ONBUILD" and rest.split() else name.upper()
        heredocs: tuple[Heredoc, ...] = ()
        if kind in _WITH_HEREDOCS and "<<" in rest:
            heredocs, index = _heredocs(rest, source, index)
        flags, rest = _flags(rest.strip())
        yield Instruction(name.upper(), first + 1, flags, rest, heredocs, escape)


def _escape(lines: Sequence[str]) -> str:
    """The escape character that a directive at the top sets; directives end at the first other line."""
    for line in lines:
        found = _DIRECTIVE.match(line)
        if not found:
            break
        if found[1].lower() == "escape" and found[2] == "`":
            return "`"
    return "\\"


def _joined(lines: Sequence[str], index: int, escape: str) -> tuple[str, int]:
    """A line with those that continue it, and the index behind them; comments and blank lines between go."""
    parts: list[str] = []
    while index < len(lines):
        line = lines[index]
        index += 1
        if parts and (not line.strip() or _COMMENT.match(line)):
            continue
        stripped = line.rstrip(" \t")
        if not stripped.endswith(escape):
            parts.append(line)
            break
        parts.append(stripped[:-1])
    return re.sub(r"^(\s*\S+)\s+", r"\1 ", "".join(parts)), index


class _Lines:
    """The lines of a Dockerfile, and where each of them stands again."""

    def __init__(self, text: str) -> None:
        self.lines = text.removeprefix("\ufeff").splitlines()

    @cached_property
    def places(self) -> dict[str, list[int]]:
        """The indexes of each line, also under its text without leading tabs."""
        found: dict[str, list[int]] = {}
        for index, line in enumerate(self.lines):
            for text in {line, line.lstrip("\t")}:
                found.setdefault(text, []).append(index)
        return found

    def find(self, delimiter: str, start: int, *, tabs: bool) -> int | None:
        """The index of the next line that is the delimiter, with tabs before it if they are allowed."""
        places = self.places.get(delimiter, [])
        candidates = places[bisect_left(places, start) :] if places and places[-1] >= start else []
        return next((i for i in candidates if tabs or not self.lines[i].startswith("\t")), None)


def _heredocs(text: str, lines: _Lines, index: int) -> tuple[tuple[Heredoc, ...], int]:
    """The heredocs that an instruction opens, and the index behind their lines."""
    found: list[Heredoc] = []
    for opening in _HEREDOC.finditer(text):
        end = lines.find(opening[3], index, tabs=bool(opening[1]))
        if end is None:
            # It never ends, so it was none: `<<` is also an operator of arithmetic.
            break
        found.append(Heredoc(opening[3], "\n".join(lines.lines[index:end])))
        index = end + 1
    return tuple(found), index


def _flags(text: str) -> tuple[tuple[tuple[str, str], ...], str]:
    """The leading flags of an instruction and the text behind them."""
    flags: list[tuple[str, str]] = []
    while text.startswith("--"):
        word, _, rest = text.partition(" ")
        found = _FLAG.fullmatch(word)
        if not found:
            break
        flags.append((found[1], found[2] or ""))
        text = rest.lstrip()
    return tuple(flags), text
