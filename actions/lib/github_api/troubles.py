"""Why GitHub did not do what it was asked for, in words that say what to do about it."""

from __future__ import annotations

import json
from enum import Enum

from kit.plain_text import quoted

from .exchange import Answer

_UNAUTHORIZED, _FORBIDDEN, _NOT_FOUND, _GONE = 401, 403, 404, 410


class Kind(Enum):
    """What a caller can act on."""

    FORBIDDEN = "the token may not do it"
    MISSING = "it is not there, or the token may not see it"
    LIMITED = "too many requests"
    UNREACHABLE = "no answer"
    REFUSED = "GitHub does not want it"


class ApiTrouble(Exception):
    """A request that came to nothing; the message is a sentence without its full stop."""

    def __init__(self, kind: Kind, message: str) -> None:
        super().__init__(message)
        self.kind = kind


def trouble(answer: Answer, what: str) -> ApiTrouble:
    """The trouble that an answer tells of; `what` says what was asked for."""
    said = quoted(message(answer), 200)
    if answer.status == _UNAUTHORIZED:
        return ApiTrouble(Kind.FORBIDDEN, f"{what}: GitHub does not accept the token ({said})")
    if answer.status == _FORBIDDEN:
        return ApiTrouble(Kind.FORBIDDEN, f"{what}: the token may not do that ({said}{_needed(answer)})")
    if answer.status in (_NOT_FOUND, _GONE):
        return ApiTrouble(Kind.MISSING, f"{what}: GitHub has nothing there, or the token may not see it ({said})")
    return ApiTrouble(Kind.REFUSED, f"{what}: GitHub answered {answer.status} ({said})")


def message(answer: Answer) -> str:
    """What GitHub says of an error, or the beginning of whatever stands in the way."""
    try:
        document = json.loads(answer.body)
    except ValueError:
        document = None
    said = document.get("message") if isinstance(document, dict) else None
    return said if isinstance(said, str) else answer.body[:200].decode("utf-8", "replace")


def _needed(answer: Answer) -> str:
    """The permissions that GitHub names as sufficient, as the header has them: `actions=read`."""
    permissions = answer.headers.get("x-accepted-github-permissions", "")
    return f"; it takes {quoted(permissions, 100)}" if permissions else ""
