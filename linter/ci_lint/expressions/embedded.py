"""Expressions where they stand: between `${{` and `}}` in a scalar, and bare in an `if:`."""

from msgspec import Struct

from ..late_pattern import late_pattern
from ..source import Span
from ..tree import Scalar
from .nodes import Expr, ExpressionError, Literal
from .parser import parse_or_error

_OPEN = "${{"
# A quote that is not closed swallows the rest. The two quotes of '' close one string and open the next.
_STRING_OR_CLOSE = late_pattern(r"'[^']*(?:'|\Z)|\}\}")


class Expression(Struct, frozen=True, eq=False):
    """One expression of a scalar.

    `start` and `end` are offsets in `scalar.text`, braces included; `inner` is the text between the braces
    and `inner_start` its offset. `closed` tells whether the end was found. `surrounded` is set for a condition
    that has text around its braces; `inner` is all of it then.
    """

    scalar: Scalar
    start: int
    end: int
    inner: str
    inner_start: int
    closed: bool = True
    surrounded: bool = False

    @property
    def span(self) -> Span:
        """The range in the file, braces included."""
        return self.scalar.part(self.start, self.end)

    @property
    def tree(self) -> Expr | None:
        """What it says; None if GitHub cannot read it."""
        if self.surrounded:
            return Literal(0, len(self.inner), self.inner)
        return parse_or_error(self.inner)[0] if self.closed else None

    @property
    def error(self) -> ExpressionError | None:
        """Why GitHub cannot read it; the offset counts in `inner`."""
        if not self.closed:
            return ExpressionError(0, "the expression is not closed")
        return None if self.surrounded else parse_or_error(self.inner)[1]

    def part(self, start: int, end: int) -> Span:
        """The range in the file of a part of `inner`, such as that of a node."""
        return self.scalar.part(self.inner_start + start, self.inner_start + end)


def find_expressions(scalar: Scalar) -> tuple[Expression, ...]:
    """Every `${{ }}` of a scalar, in order; the last one may be not `closed`."""
    text = scalar.text
    start = text.find(_OPEN)
    if start < 0:
        return ()
    found: list[Expression] = []
    while start >= 0:
        inner_start = start + len(_OPEN)
        end = _closing(text, inner_start)
        if end is None:
            found.append(Expression(scalar, start, len(text), text[inner_start:], inner_start, closed=False))
            break
        found.append(Expression(scalar, start, end, text[inner_start : end - 2], inner_start))
        start = text.find(_OPEN, end)
    return tuple(found)


def _closing(text: str, position: int) -> int | None:
    """The offset behind the first `}}` that stands in no string."""
    for found in _STRING_OR_CLOSE.finditer(text, position):
        if found[0] == "}}":
            return found.end()
    return None


def condition(scalar: Scalar) -> Expression:
    """The value of an `if:`, with or without `${{ }}`.

    Where text stands around the braces, a line break included, GitHub makes a string of it all, which counts
    as true; its tree is that string.
    """
    text = scalar.text
    if _OPEN in text:
        first = find_expressions(scalar)[0]
        if not first.closed or (first.start, first.end) == (0, len(text)):
            return first
        return Expression(scalar, 0, len(text), text, 0, surrounded=True)
    inner = text.strip()
    start = len(text) - len(text.lstrip())
    return Expression(scalar, start, start + len(inner), inner, start)
