"""What calls of GitHub's API ask of their token."""

import re
from collections.abc import Collection
from typing import Any

from ..late_pattern import late_pattern
from .needs import NOTHING, Needs, read_needs, unknown
from .table import read_table

_READING = ("GET", "HEAD")
_READING_METHODS = ("get", "list", "check", "compare", "download")
_HOST = late_pattern(r"https?://[\w.-]+(?::\d+)?|\$\{?GITHUB_API_URL\}?|\$\{\{\s*github\.api_url\s*\}\}")
_BOTH_NAMES = late_pattern(r"github\.repository\b|GITHUB_REPOSITORY\b(?!_)|\bREPO(?:SITORY)?\}?$", re.IGNORECASE)
_EXPRESSION = late_pattern(r"\$\{\{[^}]{0,200}\}\}")
_ISSUE_EVENTS = ("issues",)
_PULL_REQUEST_EVENTS = ("pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment")


def needs_of_endpoint(method: str, address: str, events: Collection[str]) -> Needs:
    """What a call needs, given its method, its path or whole address, and the events on which it is made.

    Expressions stay as they are written.
    """
    path = _HOST.sub("", address, count=1).strip("/").partition("?")[0]
    parts = _EXPRESSION.sub(lambda found: found[0].replace("/", "|"), path).split("/")
    if parts[0] in ("rate_limit", "user", "users", "meta", "zen", "versions"):
        return NOTHING
    if parts[0] == "search":
        return read_needs("contents: read, issues: read, pull-requests: read")
    if parts[0] != "repos" or len(parts) == 1:
        return unknown(f"what {method} /{path[:60]} needs is not known")
    below = parts[2:] if _BOTH_NAMES.search(parts[1]) else parts[3:]
    row = _row(below)
    scope = row["scope"] if method in _READING else row.get("write", row["scope"])
    if scope == "unknown":
        return unknown(f"what {method} /{path[:60]} needs is not known")
    return _scoped(scope, "read" if method in _READING else "write", events, both=row.get("both", False))


def _row(below: list[str]) -> dict[str, Any]:
    """The row with the longest beginning of a path."""
    table = read_table("endpoints")
    matching = [key for key in table if key == "" or _begins(below, key.split("/"))]
    best = max(matching, key=lambda key: len(key.split("/")) if key else 0)
    return table[best] if best or not below else {"scope": "unknown"}


def _begins(below: list[str], pattern: list[str]) -> bool:
    pairs = zip(pattern, below, strict=False)
    return len(below) >= len(pattern) and all(want in ("*", have) for want, have in pairs)


def needs_of_method(namespace: str, method: str, events: Collection[str]) -> Needs:
    """What a method of Octokit needs: `issues` and `createComment`."""
    table = read_table("octokit")
    name = f"{namespace}.{method}"
    row = next((table[key] for key in sorted(table, key=len, reverse=True) if _named(name, key)), None)
    if row is None:
        return unknown(f"what {name} needs is not known")
    level = "read" if namespace == "search" or method.startswith(_READING_METHODS) else "write"
    both = row.get("both", False) and name != "issues.create"
    return _scoped(row["scope"], level, events, both=both)


def _named(name: str, key: str) -> bool:
    return name.startswith(key) if "." in key else name.startswith(f"{key}.")


def _scoped(scope: str, level: str, events: Collection[str], *, both: bool) -> Needs:
    if not scope:
        return NOTHING
    if not both or _only(events, _ISSUE_EVENTS):
        return read_needs(f"{scope}: {level}")
    if _only(events, _PULL_REQUEST_EVENTS):
        return read_needs(f"pull-requests: {level}")
    return read_needs(f"issues: {level}, pull-requests: {level}")


def _only(events: Collection[str], names: tuple[str, ...]) -> bool:
    return bool(events) and all(event in names for event in events)
