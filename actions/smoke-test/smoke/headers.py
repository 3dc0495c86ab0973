"""Headers as the user writes them, `Name: value` a line; their values may be secret, and are quoted nowhere."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kit.inputs import InputError

if TYPE_CHECKING:
    from kit.inputs import Inputs

_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OF_THE_CONNECTION = ("connection", "content-length", "transfer-encoding", "upgrade", "expect", "te", "trailer")


def may_be_named(name: str) -> bool:
    """Whether a user's header may have this name: a token of HTTP that does not belong to the connection."""
    return bool(_NAME.fullmatch(name)) and name.lower() not in _OF_THE_CONNECTION


def read_headers(inputs: Inputs) -> tuple[tuple[str, str], ...]:
    """The headers of each request; InputError names the line that is none."""
    headers = tuple(_header(number, line) for number, line in enumerate(inputs.lines("headers"), 1))
    names = [name.lower() for name, _ in headers]
    if len(set(names)) < len(names):
        raise InputError("headers", None, "write each header once")
    return headers


def _header(number: int, line: str) -> tuple[str, str]:
    name, colon, value = line.partition(":")
    if not colon or not _NAME.fullmatch(name) or not value.strip():
        raise InputError(f"headers, line {number},", None, "write a header as Name: value")
    if name.lower() in _OF_THE_CONNECTION:
        raise InputError(f"headers, line {number},", name, "this header belongs to the connection, not to the request")
    return name, value.strip()
