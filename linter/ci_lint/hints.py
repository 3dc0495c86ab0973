"""Which rules a file gives reason to run: a quick look at its words before any rule is called.

A hundred rules have three hundred hints, and most files have hardly any of them. So it is the words of a file
that are looked up, most of which were in other files too, and the text is searched only for hints whose words
it has.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

_RUN = re.compile(r"[a-z0-9]+")
# Bytes that part words become spaces, and capitals small letters; so do the bytes of characters outside ASCII.
_WORD_BYTES = b"abcdefghijklmnopqrstuvwxyz0123456789"
_TABLE = bytes(byte if byte in _WORD_BYTES else ord(" ") for byte in bytes(range(256)).lower())
# Where a word begins or ends; no hint has it.
_EDGE = "\0"
_KEY = 2


class Hints:
    """Hints, all in lower case, to be looked for in one text after the other."""

    def __init__(self, hints: Iterable[str]) -> None:
        self._needs = {hint: _pieces(hint) for hint in hints}
        self._without_pieces = [hint for hint, pieces in self._needs.items() if not pieces]
        # By its longest piece, which is the rarest.
        self._by_piece: dict[str, list[str]] = {}
        for hint, pieces in self._needs.items():
            if pieces:
                self._by_piece.setdefault(max(pieces, key=len), []).append(hint)
        self._by_key: dict[str, list[str]] = {}
        for piece in sorted(frozenset().union(*self._needs.values())):
            self._by_key.setdefault(piece[:_KEY], []).append(piece)
        self._known = lru_cache(maxsize=20_000)(self._pieces_in)

    def found_in(self, text: str) -> set[str]:
        """The hints that are in the text, in capitals or not."""
        lowered = text.lower()
        # What is no character, half of a pair, parts words as well.
        words = text.encode("utf-8", "replace").translate(_TABLE).decode("ascii").split()
        pieces = frozenset().union(*map(self._known, set(words)))
        likely = [hint for piece in pieces for hint in self._by_piece.get(piece, ())]
        # A hint that is one piece needs no second look.
        found = {hint for hint in likely if self._needs[hint] <= pieces and (hint in pieces or hint in lowered)}
        found.update(hint for hint in self._without_pieces if hint in lowered)
        return found

    def _pieces_in(self, word: str) -> frozenset[str]:
        edged = f"{_EDGE}{word}{_EDGE}"
        starts = range(len(edged) - _KEY + 1)
        likely = ((start, piece) for start in starts for piece in self._by_key.get(edged[start : start + _KEY], ()))
        return frozenset(piece for start, piece in likely if edged.startswith(piece, start))


def _pieces(hint: str) -> frozenset[str]:
    """Its runs of letters and digits, with their edges where the hint shows that a word begins or ends."""
    runs = ((run.start() > 0, run[0], run.end() < len(hint)) for run in _RUN.finditer(hint))
    pieces = (f"{_EDGE * begins}{run}{_EDGE * ends}" for begins, run, ends in runs)
    return frozenset(piece for piece in pieces if len(piece) >= _KEY)


@lru_cache(maxsize=8)
def hints_of(hints: tuple[tuple[str, ...], ...]) -> Hints:
    """The hints of some rules; few selections of rules come up in a run."""
    return Hints({hint for some in hints for hint in some})
