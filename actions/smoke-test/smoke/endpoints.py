"""Which requests are made: one a line, as `[METHOD] /path [-> STATUSES] [contains "TEXT"] [json PATH == VALUE]`.

    /health
    GET /api/items?limit=1 -> 200
    POST /api/orders -> 201,409
    /version -> 200 json .version == "1.4.2"
    / contains "Welcome" contains "Sign in"

What a line leaves out, the inputs method, expect-status, expect-body and expect-json say.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from kit.inputs import InputError

from .expectations import Expectation, JsonAssertion, Statuses, parse_statuses, take_assertion

if TYPE_CHECKING:
    from typing import Callable, Sequence

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
SHAPE = '[METHOD] /path [-> 200,204] [contains "text"] [json .path == "value"]'
_HEAD = re.compile(r"(?:([A-Za-z]+)[ \t]+)?(/\S*)")
_CLAUSE = re.compile(r"[ \t]+(->|contains\b|json\b)[ \t]*")
_STATUSES = re.compile(r"[\d-]+(?:[ \t]*,[ \t]*[\d-]+)*")
# RFC 3986 has no place for them in a path or a query; what is not ASCII is encoded when it is sent.
_NEVER_IN_PATH = re.compile(r'[\x00-\x20\x7f<>"\\^`{|}#]')


@dataclass(frozen=True)
class Endpoint:
    """One request and what its answer must be; `line` counts from 1 in the input it comes from, 0 for none."""

    method: str
    path: str
    expectation: Expectation
    line: int = 0

    @property
    def name(self) -> str:
        """What reports call it."""
        return f"{self.method} {self.path}"


@dataclass(frozen=True)
class _Clauses:
    """What the clauses of one line say; None and empty where they say nothing."""

    statuses: Statuses | None = None
    contains: tuple[str, ...] = ()
    assertions: tuple[JsonAssertion, ...] = ()


def parse_endpoints(name: str, lines: Sequence[str], method: str, default: Expectation) -> tuple[Endpoint, ...]:
    """The endpoints of an input, its lines as they are; InputError names the line and what it should be."""
    return tuple(
        parse_endpoint(name, line.strip(), number, method, default)
        for number, line in enumerate(lines, 1)
        if line.strip() and not line.strip().startswith("#")
    )


def parse_endpoint(name: str, line: str, number: int, method: str, default: Expectation) -> Endpoint:
    """The endpoint that one line names; InputError says what is wrong with it."""
    try:
        return _parse(line, number, method, default)
    except ValueError as error:
        raise InputError(f"{name}, line {number}," if number else name, line, str(error)) from None


def _parse(line: str, number: int, method: str, default: Expectation) -> Endpoint:
    head = _HEAD.match(line)
    if head is None:
        raise ValueError(f"write {SHAPE}; the path starts with a slash and stands under base-url")
    chosen, path = head.group(1) or method, head.group(2)
    if chosen not in METHODS:
        raise ValueError(f"the method is one of {', '.join(METHODS)}")
    if _NEVER_IN_PATH.search(path):
        hint = "put a blank before ->" if "->" in path else 'write blanks and signs such as # or " as %20, %23, %22'
        raise ValueError(f"the path has a sign that no address may have: {hint}")
    clauses = _take_clauses(line[head.end() :])
    if chosen != "HEAD":
        return Endpoint(chosen, path, _completed(clauses, default), number)
    if clauses.contains or clauses.assertions:
        raise ValueError("an answer to HEAD has no body to look into: use GET")
    return Endpoint(chosen, path, Expectation(clauses.statuses or default.statuses), number)


def _completed(clauses: _Clauses, default: Expectation) -> Expectation:
    return Expectation(
        clauses.statuses or default.statuses,
        clauses.contains or default.contains,
        clauses.assertions or default.assertions,
    )


def _take_clauses(text: str) -> _Clauses:
    clauses = _Clauses()
    while text.strip():
        keyword = _CLAUSE.match(text)
        if keyword is None:
            raise ValueError(f"{json.dumps(text.strip()[:40])} is not understood behind the path: write {SHAPE}")
        clauses, text = _TAKERS[keyword.group(1)](clauses, text[keyword.end() :])
    return clauses


def _take_statuses(clauses: _Clauses, text: str) -> tuple[_Clauses, str]:
    written = _STATUSES.match(text)
    statuses = parse_statuses(written.group() if written else "")
    if clauses.statuses:
        raise ValueError("write -> once, with all statuses behind it: -> 200,204")
    return replace(clauses, statuses=statuses), text[written.end() if written else 0 :]


def _take_text(clauses: _Clauses, text: str) -> tuple[_Clauses, str]:
    try:
        wanted, end = json.JSONDecoder().raw_decode(text)
    except (ValueError, RecursionError):
        wanted, end = None, 0
    if not isinstance(wanted, str) or not wanted:
        raise ValueError('behind contains write a text in double quotes: contains "Welcome"')
    return replace(clauses, contains=(*clauses.contains, wanted)), text[end:]


def _take_assertion(clauses: _Clauses, text: str) -> tuple[_Clauses, str]:
    assertion, rest = take_assertion(text)
    return replace(clauses, assertions=(*clauses.assertions, assertion)), rest


_TAKERS: dict[str, Callable[[_Clauses, str], tuple[_Clauses, str]]] = {
    "->": _take_statuses,
    "contains": _take_text,
    "json": _take_assertion,
}
