"""What the API takes: for each request the permission, and the shape of what is sent.

Whatever is not in this table does not exist, and what has another shape is refused, as a stand-in that forgives
proves nothing.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

SHA = re.compile(r"[0-9a-f]{40}")
MODES = ("100644", "100755", "040000", "160000", "120000")


class Wrong(Exception):
    """The request has not the shape that the API asks for."""


@dataclass(frozen=True)
class Route:
    """One kind of request. `shape` is the type of each key; with ? in front it may be absent."""

    operation: str
    method: str
    path: re.Pattern[str]
    permission: str = ""
    shape: Mapping[str, type] | None = None


def route(operation: str, method: str, path: str, permission: str = "", **shape: type) -> Route:
    """A route under the path of the repository."""
    return Route(operation, method, re.compile(path), permission, shape or None)


ROUTES = (
    route("repository", "GET", ""),
    route("compare", "GET", r"/compare/(?P<base>.+)\.\.\.(?P<head>[^?]+)"),
    route("ref", "GET", r"/git/ref/heads/(?P<branch>.+)"),
    route("commit", "GET", r"/git/commits/(?P<sha>[0-9a-f]{40})"),
    route("listed", "GET", r"/pulls"),
    route("new-blob", "POST", r"/git/blobs", "contents", content=str, encoding=str),
    route("new-tree", "POST", r"/git/trees", "contents", base_tree=str, tree=list),
    route("new-commit", "POST", r"/git/commits", "contents", message=str, tree=str, parents=list),
    route("new-ref", "POST", r"/git/refs", "contents", ref=str, sha=str),
    route("move-ref", "PATCH", r"/git/refs/heads/(?P<branch>.+)", "contents", sha=str, force=bool),
    route("delete-ref", "DELETE", r"/git/refs/heads/(?P<branch>.+)", "contents"),
    route("new-pull", "POST", r"/pulls", "pull_requests", title=str, body=str, head=str, base=str),
    route("edit-pull", "PATCH", r"/pulls/(?P<number>\d+)", "pull_requests"),
    route("labels", "POST", r"/issues/(?P<number>\d+)/labels", "pull_requests", labels=list),
)
EDITABLE = {"title": str, "body": str, "state": str, "base": str, "maintainer_can_modify": bool}
LONGEST = {"title": 256, "body": 65536}


def found(method: str, path: str) -> tuple[Route, dict[str, str]] | None:
    """The route of a request and the parts of its path."""
    for candidate in ROUTES:
        match = candidate.path.fullmatch(path)
        if match and candidate.method == method:
            return candidate, match.groupdict()
    return None


def check(taken: Route, document: Any) -> None:
    """Raises Wrong."""
    shape = EDITABLE if taken.operation == "edit-pull" else taken.shape
    if shape is None:
        if document is not None:
            raise Wrong(f"{taken.operation} takes no document")
        return
    if not isinstance(document, dict):
        raise Wrong(f"{taken.operation} takes a document")
    for name, value in document.items():
        if not isinstance(value, shape.get(name, ())):
            raise Wrong(f"{taken.operation}: {name} is {value!r}")
        if isinstance(value, str) and len(value) > LONGEST.get(name, len(value)):
            raise Wrong(f"{name} is too long")
    absent = set(shape) - set(document)
    if absent and taken.operation != "edit-pull":
        raise Wrong(f"{taken.operation}: no {', '.join(sorted(absent))}")


def check_entry(entry: Any) -> None:
    """Raises Wrong for an entry of a tree that is none."""
    if not isinstance(entry, dict) or set(entry) != {"path", "mode", "type", "sha"}:
        raise Wrong(f"an entry has path, mode, type and sha, not {entry!r}")
    kind = {"160000": "commit", "040000": "tree"}.get(entry["mode"], "blob")
    if entry["mode"] not in MODES or entry["type"] != kind:
        raise Wrong(f"mode {entry['mode']} and type {entry['type']} do not belong together")
    if entry["sha"] is not None and not SHA.fullmatch(entry["sha"]):
        raise Wrong(f"{entry['sha']!r} is no id")
    if entry["path"].startswith("/") or ".." in entry["path"].split("/"):
        raise Wrong(f"{entry['path']!r} is no path")
