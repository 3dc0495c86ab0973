"""Which rules a file gives reason to run: a quick look at its text before any rule is called.

A hundred rules have three hundred hints. The automaton of Aho and Corasick finds all of them in one pass, in the
time that Python takes to look for a dozen.
"""

from collections.abc import Iterable
from functools import lru_cache

import ahocorasick  # type: ignore[import-not-found]  # a C extension without stubs


class Hints:
    """Hints, all in lower case, to be looked for in one text after the other."""

    def __init__(self, hints: Iterable[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for hint in hints:
            self._automaton.add_word(hint, hint)
        self._automaton.make_automaton()

    def found_in(self, text: str) -> set[str]:
        """The hints that are in the text, in capitals or not."""
        return {hint for _, hint in self._automaton.iter(text.lower())} if len(self._automaton) else set()


@lru_cache(maxsize=8)
def hints_of(hints: tuple[tuple[str, ...], ...]) -> Hints:
    """The hints of some rules; few selections of rules come up in a run."""
    return Hints({hint for some in hints for hint in some})
