"""Where in a JSON answer a value stands: `.status`, `.items[0].name`, `["odd key"]`.

The leading dot may be left out, `$` may stand in front, negative indices count from the end. There are no
wildcards, filters or functions: a check that needs them is a test of its own, not a smoke test.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Any

_NAME = re.compile(r"\.?([A-Za-z_@$][\w@$-]*)")
_INDEX = re.compile(r"\.?\[(-?\d{1,9})\]")
_QUOTED = re.compile(r'\.?\[("(?:[^"\\]|\\.)*")\]')
# The end of the text, a blank or the first sign of a comparison.
_ENDS = ("", " ", "\t", "=", "!", "<", ">")
_ROOT = re.compile(r"\$(?=[.\[\s=!<>]|$)|\.(?=[\s=!<>]|$)")


@dataclass(frozen=True)
class JsonPath:
    """A path: as it was written, and as keys and indices."""

    text: str
    steps: tuple[str | int, ...]


def take_path(text: str) -> tuple[JsonPath, str]:
    """The path that a text begins with, and the text behind it; ValueError says what is wrong with it."""
    root = _ROOT.match(text)
    place = root.end() if root else 0
    steps: list[str | int] = []
    while True:
        found = _take_step(text, place, first=not steps and not root)
        if found is None:
            break
        step, place = found
        steps.append(step)
    if (not steps and not root) or text[place : place + 1] not in _ENDS:
        raise ValueError('write a path such as .status, .items[0].name or .["odd key"]')
    return JsonPath(text[:place], tuple(steps)), text[place:]


def _take_step(text: str, place: int, *, first: bool) -> tuple[str | int, int] | None:
    index = _INDEX.match(text, place)
    if index:
        return int(index.group(1)), index.end()
    quoted = _QUOTED.match(text, place)
    if quoted:
        return str(json.loads(quoted.group(1))), quoted.end()
    name = _NAME.match(text, place)
    # Only the first name may come without its dot: `a.b`, never `a[0]b`.
    if name and (first or text[place] == "."):
        return name.group(1), name.end()
    return None


def parse_path(text: str) -> JsonPath:
    """The path that a text is; ValueError says what is wrong with it."""
    path, rest = take_path(text.strip())
    if rest:
        raise ValueError("write a path such as .status, without anything behind it")
    return path


def find(path: JsonPath, document: Any) -> Any:
    """The value at a path; LookupError names the step that leads nowhere, and nothing of the values."""
    value = document
    for number, step in enumerate(path.steps):
        if not _leads(value, step):
            raise LookupError(_dead_end(path, number, value))
        value = value[step]
    return value


def _leads(value: Any, step: str | int) -> bool:
    if isinstance(step, str):
        return isinstance(value, dict) and step in value
    return isinstance(value, list) and -len(value) <= step < len(value)


def _dead_end(path: JsonPath, number: int, value: Any) -> str:
    step = path.steps[number]
    place = "the answer" if number == 0 else f"what stands at {_written(path.steps[:number])}"
    wanted = f"key {json.dumps(step)}" if isinstance(step, str) else f"index {step}"
    return f"{place} is {kind_of(value)} without {wanted}"


def _written(steps: tuple[str | int, ...]) -> str:
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in steps)


def kind_of(value: Any) -> str:
    """What JSON calls the kind of a value, with its article."""
    if value is None:
        return "null"
    kinds = ((bool, "a boolean"), ((int, float), "a number"), (str, "a string"), (list, "a list"), (dict, "an object"))
    return next(name for kind, name in kinds if isinstance(value, kind))


def same(left: Any, right: Any) -> bool:
    """Whether two JSON values are equal; Python takes true for 1, JSON does not."""
    if isinstance(left, bool) != isinstance(right, bool):
        return False
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(left[key], right[key]) for key in left)
    return bool(left == right)
