"""What an answer must be: its status, a text in its body, values in its JSON.

A service that answers 200 with an error page is down for its users, whatever the status says.
"""

from __future__ import annotations

import json
import operator
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit import quantities

from .causes import Cause, ProbeFailed
from .json_paths import JsonPath, find, kind_of, same, take_path

if TYPE_CHECKING:
    from typing import Any, Callable

    from .exchange import Answer

_OPERATOR = re.compile(r"\s*(==|!=|<=|>=|<|>)\s*")
_ORDERS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}
_SHOWN = 160
_LONGEST_INTEGER = 1000
_ALL = range(100, 600)
_REDIRECTS = range(300, 400)


@dataclass(frozen=True)
class Statuses:
    """A set of status codes, as written (`200-299,304`) and as numbers."""

    text: str
    ranges: tuple[range, ...]

    def include(self, status: int) -> bool:
        """Whether a status code is in the set."""
        return any(status in numbers for numbers in self.ranges)


@dataclass(frozen=True)
class JsonAssertion:
    """A claim on one value: as written, its path, and how the value compares to another; "" asks for any value."""

    text: str
    path: JsonPath
    comparison: str
    value: Any


@dataclass(frozen=True)
class Expectation:
    """All that is asked of an answer."""

    statuses: Statuses
    contains: tuple[str, ...] = ()
    assertions: tuple[JsonAssertion, ...] = ()


def parse_statuses(text: str) -> Statuses:
    """The set that `200-299,304` names; ValueError says what is wrong with it."""
    try:
        ranges = quantities.ranges(text.strip())
    except quantities.QuantityError as mistake:
        raise ValueError(f"{mistake}; a status is a number from 100 to 599") from None
    if any(numbers[0] not in _ALL or numbers[-1] not in _ALL for numbers in ranges):
        raise ValueError("a status is a number from 100 to 599")
    return Statuses(text.strip(), ranges)


def take_assertion(text: str) -> tuple[JsonAssertion, str]:
    """The assertion a text begins with (`.status == "ok"`), and the text behind it; ValueError says what is wrong."""
    path, rest = take_path(text)
    compared = _OPERATOR.match(rest)
    if compared is None:
        return JsonAssertion(path.text, path, "", None), rest
    comparison = compared.group(1)
    try:
        value, end = json.JSONDecoder().raw_decode(rest, compared.end())
    except (ValueError, RecursionError):
        raise ValueError(f'behind {comparison} write a JSON value such as "ok", 3, true or null') from None
    if comparison in _ORDERS and (isinstance(value, bool) or not isinstance(value, (int, float))):
        raise ValueError(f"{comparison} compares numbers only")
    written = text[: len(text) - len(rest) + end]
    return JsonAssertion(written, path, comparison, value), rest[end:]


def judge(expectation: Expectation, answer: Answer, *, quote: bool) -> None:
    """Raise ProbeFailed where an answer is not what was expected.

    `quote` allows pieces of the answer in the sentence; answers to a login or a token are never quoted.
    """
    if not expectation.statuses.include(answer.status):
        raise ProbeFailed(*_status_failure(expectation.statuses, answer, quote=quote), answer.status)
    for text in expectation.contains:
        if text not in answer.text:
            shown = _begins(answer, quote=quote)
            raise ProbeFailed(Cause.BODY, f"the body lacks {json.dumps(text)[:_SHOWN]}{shown}", answer.status)
    if expectation.assertions:
        document = read_json(answer, quote=quote)
        for assertion in expectation.assertions:
            _judge_value(assertion, document, answer.status, quote=quote)


def _status_failure(statuses: Statuses, answer: Answer, *, quote: bool) -> tuple[Cause, str]:
    location = answer.header("location")
    if answer.status in _REDIRECTS and location:
        # The query of such an address often holds a code that logs in.
        target = location.split("?")[0][:_SHOWN] if quote else "another address"
        return Cause.REDIRECT, f"{answer.status} sends to {target}; expected {statuses.text}"
    return Cause.STATUS, f"{answer.status}, expected {statuses.text}{_begins(answer, quote=quote)}"


def read_json(answer: Answer, *, quote: bool) -> Any:
    """The JSON of an answer; ProbeFailed where it is none."""
    try:
        return json.loads(answer.text, parse_int=_integer)
    except (ValueError, RecursionError):
        shown = _begins(answer, quote=quote)
        raise ProbeFailed(Cause.BODY, f"the body is not JSON{shown}", answer.status) from None


def _integer(digits: str) -> float:
    # Before Python 3.11 the time for an integer grows with the square of its length.
    return int(digits) if len(digits) <= _LONGEST_INTEGER else float(digits)


def _begins(answer: Answer, *, quote: bool) -> str:
    encoding = answer.header("content-encoding")
    if encoding and encoding.lower() != "identity":
        return f"; it is encoded as {encoding[:20]} though none was asked for"
    if not quote:
        return ""
    text = " ".join(answer.text[: _SHOWN * 4].split())
    return f"; it begins with {json.dumps(text[:_SHOWN], ensure_ascii=False)}" if text else "; it is empty"


def _judge_value(assertion: JsonAssertion, document: Any, status: int, *, quote: bool) -> None:
    try:
        value = find(assertion.path, document)
    except LookupError as error:
        raise ProbeFailed(Cause.BODY, f"json {assertion.text}: {error.args[0]}", status) from None
    if not _holds(assertion, value):
        shown = _shown(value) if quote else kind_of(value)
        raise ProbeFailed(Cause.BODY, f"json {assertion.text}: it is {shown}", status)


def _shown(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)[:_SHOWN]
    except RecursionError:
        return kind_of(value)


def _holds(assertion: JsonAssertion, value: Any) -> bool:
    if assertion.comparison == "":
        return True
    if assertion.comparison in ("==", "!="):
        return same(value, assertion.value) == (assertion.comparison == "==")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return False
    return bool(_ORDERS[assertion.comparison](value, assertion.value))
