"""Expressions cut into tokens, as GitHub's lexer does it.

A name or a number reaches to the next white space or to one of `()[],.!<>=&|`; what it then is, or that it
is nothing, is decided by the whole of it: `a*b` and `1*2` are errors, not products.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from ..late_pattern import late_pattern
from .nodes import ExpressionError, LiteralValue

LENGTH_LIMIT = 21_000

_BOUNDARY = r"\s()\[\],.!<>=&|"
_TOKEN = late_pattern(
    rf"""
    (?P<space>\s+)
    | (?P<name>[A-Za-z_][A-Za-z0-9_-]*(?![^{_BOUNDARY}]))
    | (?P<operator>&&|\|\||==|!=|<=|>=|[()\[\],.!<>*])
    | (?P<string>'(?:[^']|'')*'(?!'))
    | (?P<number>[-+0-9][^\s()\[\],!<>=&|]*)
    | (?P<unknown>'.*|[=&|]?[^{_BOUNDARY}]*)
    """,
    re.VERBOSE | re.DOTALL,
)
_NUMBER = late_pattern(r"[-+.0-9][^\s()\[\],!<>=&|]*")
_DECIMAL = late_pattern(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?|[-+]?Infinity")
_RADIX = late_pattern(r"0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+")
_LITERALS = {"null": None, "true": True, "false": False, "NaN": float("nan"), "Infinity": float("inf")}


class Token(NamedTuple):
    """`kind` is `name`, `literal`, `end` or the operator itself; `value` that of a literal or the name."""

    kind: str
    start: int
    end: int
    value: LiteralValue = None


def tokens(text: str) -> Iterator[Token]:
    """The tokens of an expression and an `end`; raises ExpressionError."""
    if len(text) > LENGTH_LIMIT:
        raise ExpressionError(0, f"longer than {LENGTH_LIMIT} characters")
    position, previous = 0, ""
    while position < len(text):
        found = _TOKEN.match(text, position)
        if found is None or found.lastgroup == "unknown":
            raise _unexpected(text, position)
        position = found.end()
        if found.lastgroup == "space":
            continue
        token = _token(text, found, previous)
        position, previous = token.end, token.kind
        yield token
    yield Token("end", len(text), len(text))


def _token(text: str, found: re.Match[str], previous: str) -> Token:
    start, end, part = found.start(), found.end(), found[0]
    match found.lastgroup:
        case "name" if previous != "." and part in _LITERALS:
            return Token("literal", start, end, _LITERALS[part])
        case "name":
            return Token("name", start, end, part)
        case "string":
            return Token("literal", start, end, part[1:-1].replace("''", "'"))
        case "operator" if part != "." or previous in ("name", ")", "]", "*"):
            return Token(part, start, end)
        case _:
            return _number(text, start)


def _number(text: str, start: int) -> Token:
    found = _NUMBER.match(text, start)
    part = found[0] if found else ""
    value = number(part)
    if value is None:
        raise _unexpected(text, start)
    return Token("literal", start, start + len(part), value)


def number(text: str) -> float | None:
    """The number that a whole text is, by the rules of JavaScript's `Number`; None if it is none."""
    if _DECIMAL.fullmatch(text):
        return float(text)
    if not _RADIX.fullmatch(text):
        return None
    try:
        return float(int(text, 0))
    except OverflowError:
        return float("inf")


def _unexpected(text: str, start: int) -> ExpressionError:
    if text[start] == "'":
        return ExpressionError(start, "the string is not closed")
    if text[start] == '"':
        return ExpressionError(start, "a double quote: strings stand in single quotes")
    found = re.compile(rf"[^\s][^{_BOUNDARY}]*").match(text, start)
    return ExpressionError(start, f"unexpected {found[0] if found else text[start]}")
