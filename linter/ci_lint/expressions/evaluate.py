"""The value of an expression when only some facts are known.

Used to tell whether a step can run on an event at all. What is not known stays `UNKNOWN`, and an operator
gives a value only if every value of its unknown operands would give the same one. Of `a || true` only so
much is known that it counts as true: with `a` of `1` it is `1`.

Semantics: docs.github.com, "Evaluate expressions in workflows and actions"; comparisons of strings ignore
case, values of different types are compared as numbers.
"""

import json
import math
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from msgspec import Struct

from ..late_pattern import late_pattern
from .nodes import Binary, Call, Expr, Index, Literal, Not, Property, Variable


class _Unknown(Struct, frozen=True):
    """A value that cannot be told from the file; `counts_as` is its truth, where that can."""

    counts_as: bool | None = None


UNKNOWN: Final = _Unknown()
Value: TypeAlias = bool | float | str | _Unknown | None
Facts: TypeAlias = Mapping[tuple[str, ...], Value]


def evaluate(expression: Expr, facts: Facts) -> Value:
    """The value under the facts, given as dotted paths in lower case: `("github", "event_name"): "push"`."""
    if isinstance(expression, Literal):
        return expression.value
    if isinstance(expression, Not):
        operand = truth(evaluate(expression.operand, facts))
        return UNKNOWN if operand is None else not operand
    if isinstance(expression, Binary):
        return _binary(expression, facts)
    if isinstance(expression, Call):
        return _call(expression, facts)
    path = _path(expression)
    return facts.get(path, UNKNOWN) if path else UNKNOWN


def truth(value: Value) -> bool | None:
    """Whether a value counts as true; None if it is not known."""
    if isinstance(value, _Unknown):
        return value.counts_as
    if isinstance(value, float | int) and not isinstance(value, bool):
        return not (value == 0 or math.isnan(value))
    return bool(value)


def _path(expression: Expr) -> tuple[str, ...] | None:
    if isinstance(expression, Variable):
        return (expression.name.lower(),)
    if isinstance(expression, Property):
        target = _path(expression.target)
        return (*target, expression.name.lower()) if target else None
    if isinstance(expression, Index) and isinstance(expression.index, Literal):
        target = _path(expression.target)
        return (*target, str(expression.index.value).lower()) if target else None
    return None


def _binary(expression: Binary, facts: Facts) -> Value:
    left = evaluate(expression.left, facts)
    if expression.operator in ("&&", "||"):
        return _logical(expression, left, facts)
    right = evaluate(expression.right, facts)
    if isinstance(left, _Unknown) or isinstance(right, _Unknown):
        return UNKNOWN
    return _COMPARISONS[expression.operator](*_coerced(left, right))


def _logical(expression: Binary, left: Value, facts: Facts) -> Value:
    decided = expression.operator == "||"
    known = truth(left)
    if known is decided:
        return left
    right = evaluate(expression.right, facts)
    if known is not None:
        return right
    # The left side is not known, but both decide alike.
    return _Unknown(decided) if truth(right) is decided else UNKNOWN


def _coerced(left: Value, right: Value) -> tuple[object, object]:
    if isinstance(left, str) and isinstance(right, str):
        return left.upper(), right.upper()
    if type(left) is type(right):
        return left, right
    return _number(left), _number(right)


def _number(value: Value) -> float:
    if value is None:
        return 0.0
    if isinstance(value, str):
        return _number_in(value.strip())
    return math.nan if isinstance(value, _Unknown) else float(value)


# The runner reads these and takes every other text for not a number (actions/runner, ExpressionUtility.ParseNumber).
_DECIMAL = late_pattern(r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?|[-+]?Infinity|", re.ASCII)
_DIGITS = late_pattern(r"0x[0-9a-fA-F]{1,8}|0o[0-7]{1,11}")


def _number_in(text: str) -> float:
    if _DECIMAL.fullmatch(text):
        return float(text or 0)
    return float(int(text, 0)) if _DIGITS.fullmatch(text) else math.nan


_COMPARISONS: MappingProxyType[str, Callable[..., bool]] = MappingProxyType({
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    "<": lambda left, right: left is not None and left < right,
    "<=": lambda left, right: left is None or left <= right,
    ">": lambda left, right: left is not None and left > right,
    ">=": lambda left, right: left is None or left >= right,
})  # fmt: skip


def _call(expression: Call, facts: Facts) -> Value:
    name = expression.name.lower()
    if name == "contains" and (listed := _stated_list(expression.arguments[0])) is not None:
        return _in_list(listed, evaluate(expression.arguments[-1], facts))
    arguments = [evaluate(argument, facts) for argument in expression.arguments]
    if name in _STRING_TESTS and len(arguments) == 2:  # noqa: PLR2004 - these functions take two
        return _string_test(name, arguments[0], arguments[1])
    if name == "always":
        return True
    # success(), failure() and cancelled() depend on the run, and may be stated as facts.
    return facts.get((f"{name}()",), UNKNOWN)


def _stated_list(expression: Expr) -> list[Value] | None:
    """The list that `fromJSON('[…]')` states, or None."""
    if not isinstance(expression, Call) or expression.name.lower() != "fromjson":
        return None
    text = expression.arguments[0]
    try:
        value = json.loads(text.value) if isinstance(text, Literal) and isinstance(text.value, str) else None
    except (ValueError, RecursionError):
        return None
    return value if isinstance(value, list) else None


def _in_list(listed: list[Value], value: Value) -> Value:
    if isinstance(value, _Unknown):
        return UNKNOWN
    pairs = (_coerced(item, value) for item in listed if not isinstance(item, dict | list))
    return any(left == right for left, right in pairs)


def _string_test(name: str, text: Value, part: Value) -> Value:
    if not isinstance(text, str) or not isinstance(part, str):
        return UNKNOWN
    return _STRING_TESTS[name](text.upper(), part.upper())


_STRING_TESTS: MappingProxyType[str, Callable[[str, str], bool]] = MappingProxyType(
    {
        "startswith": str.startswith,
        "endswith": str.endswith,
        "contains": str.__contains__,
    }
)
