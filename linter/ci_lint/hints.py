"""Which rules a file gives reason to run: a quick look at its text before any rule is called.

A hundred rules have three hundred hints. The automaton of Aho and Corasick finds all of them in one pass, in the
time that Python takes to look for a dozen.
"""

from collections.abc import Iterable, Sequence

import ahocorasick  # type: ignore[import-not-found]  # a C extension without stubs
from msgspec import Struct


class Found(Struct, frozen=True):
    """Which texts a file has, in capitals or not, of those that were looked for."""

    there: frozenset[str] = frozenset()
    sought: frozenset[str] = frozenset()

    def may_have(self, texts: Iterable[str]) -> tuple[str, ...]:
        """Those of the texts, all in lower case, that were found or that nobody has looked for."""
        return tuple([text for text in texts if text in self.there or text not in self.sought])


def _lowered(text: str) -> str:
    """The text with its English capitals made small, which for other letters beside them is slow."""
    if text.isascii():
        return text.lower()
    return text.encode(errors="surrogatepass").lower().decode(errors="surrogatepass")


class Hints:
    """The hints of some rules, all in lower case, to be looked for in one text after the other."""

    def __init__(self, hints: Sequence[Iterable[str]]) -> None:
        self._without = [place for place, some in enumerate(hints) if not some]
        self._places: dict[str, list[int]] = {}
        for place, some in enumerate(hints):
            for hint in some:
                self._places.setdefault(hint, []).append(place)
        self._sought = frozenset(self._places)
        self._automaton = ahocorasick.Automaton()
        for hint in self._places:
            self._automaton.add_word(hint, hint)
        self._automaton.make_automaton()

    def found_in(self, text: str) -> Found:
        """The hints that are in the text, in capitals or not."""
        if not self._sought:
            return Found()
        return Found(frozenset([hint for _, hint in self._automaton.iter(_lowered(text))]), self._sought)

    def worth_running(self, found: Found) -> list[int]:
        """The places, in order, of the rules that have a hint among those found, or none at all."""
        return sorted({*self._without, *(place for hint in found.there for place in self._places[hint])})
