"""Durations, sizes and ranges as people write them: `1h30m`, `2GiB`, `200-299,304`.

A bare number is refused: whether 5 is seconds or minutes is exactly what goes wrong.
"""

from __future__ import annotations

import re

_SECONDS = {"d": 86400.0, "h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_AMOUNT = r"[0-9]{1,9}(?:\.[0-9]{1,3})?"
_DURATION = re.compile("".join(rf"(?:(?P<{unit}>{_AMOUNT}){unit})?" for unit in _SECONDS))
_SIZE = re.compile(rf"({_AMOUNT}) ?([kmgt]?)(i?)b", re.IGNORECASE)
_RANGE = re.compile(r"([0-9]{1,9})(?: ?- ?([0-9]{1,9}))?")
_BARE = re.compile(_AMOUNT)


class QuantityError(ValueError):
    """The text is none; the message says what to write instead."""


def duration(text: str) -> float:
    """The seconds of a duration such as `90s`, `1h30m`, `500ms`. Raises QuantityError."""
    if _BARE.fullmatch(text):
        raise QuantityError(f"say which unit: {text}s, {text}m or {text}h")
    match = _DURATION.fullmatch(text)
    if not match or not text:
        raise QuantityError("write a duration such as 90s, 5m or 1h30m")
    return sum(float(amount) * _SECONDS[unit] for unit, amount in match.groupdict().items() if amount)


def size(text: str) -> int:
    """The bytes of a size such as `2GiB` (1024³) or `500MB` (1000²). Raises QuantityError."""
    if _BARE.fullmatch(text):
        raise QuantityError(f"say which unit: {text}MiB, {text}GiB, {text}MB or {text}GB")
    match = _SIZE.fullmatch(text)
    if not match or (match.group(3) and not match.group(2)):
        raise QuantityError("write a size such as 2GiB, 500MiB or 500MB")
    base = 1024 if match.group(3) else 1000
    return int(float(match.group(1)) * base ** " kmgt".index(match.group(2).lower() or " "))


def ranges(text: str) -> tuple[range, ...]:
    """Whole numbers and ranges of them, both ends included: `200-299,304`. Raises QuantityError."""
    parts = [part.strip() for part in text.split(",")]
    matches = [match for match in map(_RANGE.fullmatch, parts) if match]
    if len(matches) != len(parts):
        raise QuantityError("write numbers and ranges such as 200-299,304")
    found = tuple(range(int(match.group(1)), int(match.group(2) or match.group(1)) + 1) for match in matches)
    if not all(found):
        raise QuantityError("the lower end of a range comes first, as in 200-299")
    return found


def written(seconds: float) -> str:
    """A duration as it is written in a workflow."""
    if seconds != int(seconds):
        return f"{round(seconds * 1000)}ms"
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if seconds and seconds % length == 0:
            return f"{int(seconds) // length}{unit}"
    return f"{int(seconds)}s"
