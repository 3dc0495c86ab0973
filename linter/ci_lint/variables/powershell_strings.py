"""Strings and comments of PowerShell, as far as it takes to tell what a place is in.

From `about_Quoting_Rules` and `about_Special_Characters`. Curly quotes are quotes there too.
"""

import re
from collections.abc import Iterator

from msgspec import Struct

from ..late_pattern import late_pattern
from .tokens import Unreadable

_SINGLE = "'\u2018\u2019\u201a\u201b"
_DOUBLE = '"\u201c\u201d\u201e'
_TOKEN = late_pattern(
    rf"""
      (?P<block><\#.*?(?:\#>|\Z))
    | (?P<comment>(?<![^\s;(){{}}|,&])\#[^\n]*)
    | (?P<here_single>@[{_SINGLE}][ \t]*\n.*?\n[{_SINGLE}]@)
    | (?P<here_double>@[{_DOUBLE}][ \t]*\n.*?\n[{_DOUBLE}]@)
    | (?P<single>[{_SINGLE}](?:[^{_SINGLE}]|[{_SINGLE}]{{2}})*[{_SINGLE}])
    | (?P<stray>[{_SINGLE}]|@[{_SINGLE}{_DOUBLE}][ \t]*\n)
    | (?P<double>[{_DOUBLE}])
    | (?P<escape>`.)
    | (?P<open>\$?\(|@\()
    | (?P<close>\))
    """,
    re.VERBOSE | re.DOTALL,
)
_IN_DOUBLE = late_pattern(rf"`.|[{_DOUBLE}]{{2}}|(?P<open>\$\()|(?P<close>[{_DOUBLE}])", re.DOTALL)
_NESTING = 20


class Piece(Struct, frozen=True):
    """A string or a comment: `kind` is `single`, `double`, `here_single`, `here_double`, `comment` or `block`."""

    kind: str
    start: int
    end: int


def pieces(script: str) -> Iterator[Piece]:
    """The strings and comments, those inside of `$( )` in a string before that string. Raises Unreadable."""
    reader = _Reader(script)
    found, end = reader.code(0, 0)
    if end != len(script):
        raise Unreadable("a parenthesis closes nothing")
    yield from found


class _Reader:
    """Reads code and strings in turns, each calling the other. State: the script."""

    def __init__(self, script: str) -> None:
        self.script = script

    def code(self, start: int, depth: int) -> tuple[list[Piece], int]:
        """The pieces from `start` to the parenthesis that closes the code around it, or to the end of the script."""
        if depth > _NESTING:
            raise Unreadable("strings stand in strings too deep")
        found: list[Piece] = []
        open_count, position = 0, start
        while token := _TOKEN.search(self.script, position):
            position = token.end()
            kind = token.lastgroup or ""
            if kind == "close" and open_count == 0:
                return found, position if depth else token.start()
            open_count += (kind == "open") - (kind == "close")
            inner, position = self.piece(kind, token.start(), token.end(), depth)
            found += inner
        if depth or open_count:
            raise Unreadable("a parenthesis is not closed")
        return found, len(self.script)

    def piece(self, kind: str, start: int, end: int, depth: int) -> tuple[list[Piece], int]:
        """The pieces of one token of code, and its end."""
        match kind:
            case "stray":
                raise Unreadable("a string is not closed")
            case "double":
                return self.string(start, depth)
            case "here_double":
                return self.here_string(start, end, depth), end
            case "escape" | "open" | "close":
                return [], end
            case _:
                return [Piece(kind, start, end)], end

    def string(self, start: int, depth: int) -> tuple[list[Piece], int]:
        """The pieces of a string in double quotes, itself last, and its end."""
        found: list[Piece] = []
        position = start + 1
        while token := _IN_DOUBLE.search(self.script, position):
            position = token.end()
            if token["open"]:
                inner, position = self.code(token.end(), depth + 1)
                found += inner
            elif token["close"]:
                return [*found, Piece("double", start, position)], position
        raise Unreadable("a string is not closed")

    def here_string(self, start: int, end: int, depth: int) -> list[Piece]:
        """The pieces of a here-string with double quotes, itself last."""
        found: list[Piece] = []
        position = start
        while (place := self.script.find("$(", position, end)) >= 0:
            inner, position = self.code(place + 2, depth + 1)
            found += inner
        return [*found, Piece("here_double", start, end)]
