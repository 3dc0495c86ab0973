"""Queries to Prometheus that scripts make with curl, and what becomes of their values."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from ...workflow import Document
from .requests import Request, requests

if TYPE_CHECKING:
    from ...shell import Command

_COMPARING = ("[", "[[", "((", "test", "bc", "awk")
_FAILING = ("exit", "return", "false")
_LOOKS = late_pattern(r"\bempty\b|\blength\b|\.status\b|\berror\b")
_EMPTY = late_pattern(r"(?:^|\s)-[zn]\s|\bnull\b|\bNaN\b", re.IGNORECASE)


def metrics_queries(document: Document) -> Iterator[Request]:
    """The queries of a file."""
    return (request for request in requests(document) if request.asks_metrics and request.is_curl)


def decides(request: Request) -> bool:
    """Whether the script compares the value and can fail because of it."""
    name, later = request.command.assigned_to, request.behind
    if not name or not any(command.name in _FAILING or "undo" in command.text for command in later):
        return False
    return any(command.name in _COMPARING and mentions(command, name) for command in later)


def mentions(command: "Command", name: str) -> bool:
    """Whether the command, or one that it reads from, has the variable in its words."""
    used = re.compile(rf"\b{re.escape(name)}\b")
    return any(used.search(other.text) for other in command.pipeline)


def expects_nothing(request: Request) -> bool:
    """Whether the script has an answer to a value that is not there."""
    readers = request.command.pipeline[request.command.position + 1 :]
    if any(_LOOKS.search(reader.text) for reader in readers):
        return True
    name = request.command.assigned_to
    return any(_EMPTY.search(command.text) and mentions(command, name) for command in request.behind)
