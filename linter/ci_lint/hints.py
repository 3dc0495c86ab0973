"""Which rules a file gives reason to run: a quick look at its words before any rule is called.

A hundred rules have two hundred hints, and most files have none of most. A hint is therefore looked for
among the file's different words first, which are a fifth of its text.
"""

import re
from functools import cache

_RUN = re.compile(r"[a-z0-9]+")
# Bytes that part words become spaces, and capitals small letters; so do the bytes of characters outside ASCII.
_WORD_BYTES = b"abcdefghijklmnopqrstuvwxyz0123456789"
_TABLE = bytes(byte if byte in _WORD_BYTES else ord(" ") for byte in bytes(range(256)).lower())


class Hints:
    """Answers for one text whether a hint is in it, in capitals or not; each is looked for once."""

    def __init__(self, text: str) -> None:
        self._text = text.lower()
        # What is no character, half of a pair, parts words as well.
        words = set(text.encode("utf-8", "replace").translate(_TABLE).split())
        self._words = b" ".join(words)
        self._known: dict[str, bool] = {}

    def any_of(self, hints: tuple[str, ...]) -> bool:
        """Whether one of the hints, all in lower case, is in the text; True if there are none."""
        known = self._known
        for hint in hints:  # a plain loop: this runs a hundred thousand times, and `any` takes twice as long
            present = known.get(hint)
            if present is None:
                present = known[hint] = _longest_run(hint) in self._words and hint in self._text
            if present:
                return True
        return not hints


@cache
def _longest_run(hint: str) -> bytes:
    """Its longest run of letters and digits: where the hint is, some word has it."""
    return max(_RUN.findall(hint), key=len, default="").encode()
