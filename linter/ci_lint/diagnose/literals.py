"""Texts of which every line that a pattern speaks of holds one: what can be looked for before the pattern is tried.

A pattern is far slower than a search for a text, and most lines hold none of the texts. They are read off the
parsed pattern, in lower case and without digits; a part of a pattern that is not understood gives no text, which
is always right and only slower.
"""

import importlib
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from ..late_pattern import late_pattern

DIGITS = b"0123456789"
# Shorter texts are in too many lines to be of use.
_SHORTEST = 3
_TOO_MANY = 24
_NO_DIGITS = str.maketrans("", "", DIGITS.decode())
# A reference to what a group of another pattern has found.
REFERENCE = late_pattern(r"\(\?P=(\w+)\)")
_AROUND = ("AT", "ASSERT_NOT")  # they say something of the place, and take no character


@cache
def literals(mark: str, pattern: str) -> tuple[str, ...]:
    """The texts for lines that hold a mark and match a pattern, whichever of the two is the rarer."""
    found = {plain(mark)}
    read = _parse(pattern) if pattern else None
    others = _best(_candidates(read)) if read is not None else None
    if others is not None and _worth(others) > _worth(found):
        found = others
    return tuple(sorted(found))


@cache
def nearby_literals(pattern: str) -> tuple[str, ...]:
    """The same for a pattern of lines nearby, which may refer to groups of another one; () if nothing is known."""
    found = _best(_candidates(_parse(REFERENCE.sub(".", pattern))))
    return tuple(sorted(found or ()))


@cache
def refers(pattern: str) -> bool:
    """Whether a pattern refers to what another one has found."""
    return bool(REFERENCE.search(pattern))


def rare(texts: Iterable[str]) -> bool:
    """Whether few enough lines hold one of the texts."""
    return _worth(set(texts)) >= _SHORTEST


def plain(text: str) -> str:
    """A text as it is looked for: in lower case, for ASCII, and without digits."""
    return text.encode().lower().decode().translate(_NO_DIGITS)


def _parse(pattern: str) -> Any:
    # The parser of the standard library has no public name.
    name = "re._parser" if sys.version_info >= (3, 11) else "sre_parse"
    return importlib.import_module(name).parse(pattern)


def _candidates(items: Iterable[Any]) -> Iterator[set[str]]:
    """Sets of texts, one text of each of which is in whatever these parts of a pattern match."""
    run = ""
    for operation, argument in items:
        character = _character(str(operation), argument)
        if character:
            run += character
        elif str(operation) not in _AROUND:
            yield {plain(run)}
            run = ""
            inner = _inner(str(operation), argument)
            if inner is not None:
                yield inner
    yield {plain(run)}


def _character(operation: str, argument: Any) -> str:
    """The one character that a part stands for, in lower case; "" if it may be several."""
    if operation == "LITERAL":
        return chr(argument).lower() if argument < 128 else chr(argument)  # noqa: PLR2004 - ASCII
    if operation != "IN" or any(str(kind) != "LITERAL" for kind, _ in argument):
        return ""
    characters = {chr(code).lower() for _, code in argument}
    return characters.pop() if len(characters) == 1 else ""


def _inner(operation: str, argument: Any) -> set[str] | None:
    """The texts of a part that has parts itself."""
    if operation == "SUBPATTERN":
        return _best(_candidates(argument[-1]))
    if operation in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
        return _best(_candidates(argument[2])) if argument[0] else None
    if operation == "ATOMIC_GROUP":
        return _best(_candidates(argument))
    if operation == "BRANCH":
        return _either(argument[1])
    return None


def _either(branches: Iterable[Any]) -> set[str] | None:
    found = [_best(_candidates(branch)) for branch in branches]
    texts = {text for each in found if each is not None for text in each}
    return texts if None not in found and len(texts) <= _TOO_MANY else None


def _best(candidates: Iterable[set[str]]) -> set[str] | None:
    best = max(candidates, key=_worth, default=set[str]())
    return best if _worth(best) >= _SHORTEST else None


def _worth(texts: set[str]) -> int:
    """How rare a line is that holds one of the texts: as the shortest of them."""
    return min(map(len, texts), default=0)
