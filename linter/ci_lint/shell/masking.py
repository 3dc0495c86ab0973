"""Scripts as plain ASCII for the parser, with `${{ … }}` as ordinary words of the same length.

GitHub puts values in before a shell sees the script, and the shell's grammar has no place for `${{`. With
one ASCII character for each character of the script the parser's byte offsets are character offsets.
"""

from bisect import bisect_left

from msgspec import Struct

from ..late_pattern import late_pattern

# An underscore may stand in words, names and numbers of a heredoc alike, and makes no keyword.
_FILLER = "_"
_NOT_ASCII = late_pattern(r"[^\x00-\x7f]")
_LITERAL_OR_END = late_pattern(r"'[^']*'|\}\}|'")


class Masked(Struct, frozen=True):
    """The script for the parser, and where its expressions begin and end."""

    code: bytes
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def touches(self, start: int, end: int) -> bool:
        """Whether an expression lies in the range, wholly or in part."""
        index = bisect_left(self.ends, start + 1)
        return index < len(self.starts) and self.starts[index] < end


def mask(script: str) -> Masked:
    """Put fillers over expressions and over characters beyond ASCII."""
    ranges = list(_expressions(script))
    if ranges:
        pieces: list[str] = []
        done = 0
        for start, end in ranges:
            pieces += (script[done:start], _FILLER * (end - start))
            done = end
        script = "".join((*pieces, script[done:]))
    if not script.isascii():
        script = _NOT_ASCII.sub(_FILLER, script)
    return Masked(script.encode("ascii"), tuple(r[0] for r in ranges), tuple(r[1] for r in ranges))


def _expressions(script: str) -> list[tuple[int, int]]:
    """Where each `${{ … }}` stands; `}}` inside a string literal ends none.

    The search stops at one that never ends: GitHub refuses the whole value then.
    """
    found: list[tuple[int, int]] = []
    start = script.find("${{")
    while start >= 0:
        end = next((m.end() for m in _LITERAL_OR_END.finditer(script, start + 3) if m[0] in ("}}", "'")), -1)
        if end < 0 or script[end - 1] == "'":
            break
        found.append((start, end))
        start = script.find("${{", end)
    return found
