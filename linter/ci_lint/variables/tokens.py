"""Code as a flat row of tokens, and what can be told of a string from those around it."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..expressions import find_expressions
from ..tree import Scalar
from .place import Place


class Unreadable(Exception):
    """The code is not understood: some quote or bracket does not end. The message says which."""


class Token(Struct, frozen=True):
    """One token. `kind` is `name`, `string`, `comment`, `mark`, or what a language has beside these."""

    kind: str
    start: int
    end: int
    text: str


def masked(scalar: Scalar, filler: str = "_") -> str:
    """The code with expressions blotted out, so that nothing in them is taken for code."""
    text, parts, position = scalar.text, list[str](), 0
    for expression in find_expressions(scalar):
        parts += (text[position : expression.start], filler * (expression.end - expression.start))
        position = expression.end
    return "".join((*parts, text[position:]))


def token_at(tokens: Sequence[Token], place: int) -> int | None:
    """The index of the token that a place is in."""
    index = bisect_right([token.start for token in tokens], place) - 1
    return index if index >= 0 and place < tokens[index].end else None


def calls_around(tokens: Sequence[Token], index: int) -> Iterator[str]:
    """The names of the functions in whose parentheses a token stands."""
    depth = 0
    for place in range(index - 1, -1, -1):
        text = tokens[place].text if tokens[place].kind == "mark" else ""
        if text == ")":
            depth += 1
        elif text == "(" and depth:
            depth -= 1
        elif text == "(" and place and tokens[place - 1].kind == "name":
            yield tokens[place - 1].text


def concatenated(token: Token, opening: str, closing: str, place: Place) -> Place:
    """The place in a string, with the string ended before what is read there and begun anew behind it."""
    first = place.start == token.start + len(opening)
    last = place.end == token.end - len(closing)
    before = "" if first else f"{closing} + "
    behind = "" if last else f" + {opening}"
    start, end = token.start if first else place.start, token.end if last else place.end
    return Place(start, end, f"{before}{place.pattern}{behind}", place.safe)
