"""Which values somebody without write access to the repository decides on, and where they flow.

Counted are free texts: titles, bodies, messages, names of people, branches and files. Left out is what cannot
hold more than letters, digits, dashes, dots and slashes that GitHub chose: numbers, commit hashes, logins,
names of repositories, urls, labels, states. From GitHub's reference on script injections and its payloads.
"""

from collections.abc import Iterable, Iterator, Sequence
from enum import Enum
from functools import lru_cache
from types import MappingProxyType

from msgspec import Struct
from msgspec.structs import replace

from .nodes import Binary, Call, Expr, Index, Property, Star
from .references import Reference, links, reference

_PULL_REQUEST_EVENTS = frozenset(
    {"pull_request", "pull_request_target", "pull_request_review", "pull_request_review_comment"}
)
_COMMENT_EVENTS = frozenset({"issue_comment", "commit_comment", "discussion_comment", "pull_request_review_comment"})
_ISSUE_EVENTS = frozenset({"issues", "issue_comment"})
_DISCUSSION_EVENTS = frozenset({"discussion", "discussion_comment"})
_CHANGE_EVENTS = _PULL_REQUEST_EVENTS | _ISSUE_EVENTS | _DISCUSSION_EVENTS
_PUSH_EVENTS = frozenset({"push"})
_QUEUE_EVENTS = frozenset({"merge_group"})
_RUN_EVENTS = frozenset({"workflow_run"})

# A reusable workflow sees the payload of whoever calls it.
ANY_PAYLOAD = "workflow_call"


def _commit(prefix: str) -> tuple[str, ...]:
    people = ("author.name", "author.email", "committer.name", "committer.email")
    return tuple(f"{prefix}.{name}" for name in ("message", *people))


_PATHS: tuple[tuple[frozenset[str], tuple[str, ...]], ...] = (
    (_ISSUE_EVENTS, ("issue.title", "issue.body")),
    (
        _PULL_REQUEST_EVENTS,
        (
            "pull_request.title",
            "pull_request.body",
            "pull_request.head.ref",
            "pull_request.head.label",
            "pull_request.head.repo.default_branch",
            "pull_request.head.repo.description",
            "pull_request.head.repo.homepage",
        ),
    ),
    (_COMMENT_EVENTS, ("comment.body",)),
    (frozenset({"pull_request_review_comment"}), ("comment.path", "comment.diff_hunk")),
    (frozenset({"pull_request_review"}), ("review.body",)),
    (frozenset({"pull_request_review_comment"}), ("review_comment.body",)),
    (_DISCUSSION_EVENTS, ("discussion.title", "discussion.body")),
    (frozenset({"discussion"}), ("answer.body",)),
    (_CHANGE_EVENTS, ("changes.title.from", "changes.body.from")),
    (frozenset({"gollum"}), ("pages.*.page_name", "pages.*.title", "pages.*.summary")),
    (frozenset({"fork"}), ("forkee.description", "forkee.homepage")),
    (_PUSH_EVENTS, (*_commit("commits.*"), *_commit("head_commit"))),
    (_QUEUE_EVENTS, _commit("merge_group.head_commit")),
    (
        _RUN_EVENTS,
        (
            "workflow_run.head_branch",
            "workflow_run.display_title",
            "workflow_run.head_repository.description",
            "workflow_run.pull_requests.*.head.ref",
            *_commit("workflow_run.head_commit"),
        ),
    ),
)


class Outside(Struct, frozen=True):
    """A path whose value outsiders write, with `*` for the items of a list, and the events that carry it."""

    path: tuple[str, ...]
    events: frozenset[str]


OUTSIDE: tuple[Outside, ...] = (
    Outside(("github", "head_ref"), _PULL_REQUEST_EVENTS),
    *(Outside(("github", "event", *name.split(".")), events) for events, names in _PATHS for name in names),
)


def attacker_controlled(path: Sequence[str]) -> bool:
    """Whether a path in lower case, `*` for any item, is a text that outsiders write."""
    return any(
        len(path) == len(outside.path)
        and all(name in (part, "*") or part == "*" for name, part in zip(path, outside.path, strict=True))
        for outside in OUTSIDE
    )


class Use(Enum):
    """What becomes of a value: it is turned into text itself, each item of it is, or all that it holds is.

    An object as text is the word `Object`, a list the word `Array`: only `join` and `toJSON` show the inside.
    """

    TEXT = "text"
    ITEMS = "items"
    CONTENT = "content"


def outside_text(tree: Expr, events: Iterable[str] | None) -> Iterator[Reference]:
    """The references whose text, written by outsiders, can be in the text that an expression gives.

    `events` are those that start the workflow; None if that is not known. In `||` and `&&` only the operands
    that can be the value count, comparisons and functions that answer true or false let nothing through.
    """
    carried = _carried(None if events is None else frozenset(events))
    for node, use in values(tree):
        found = reference(node)
        if found and found.path[0] == "github" and any(_reaches(found, use, outside) for outside in carried):
            yield found


@lru_cache(maxsize=64)  # asked for each expression of a file
def _carried(events: frozenset[str] | None) -> tuple[Outside, ...]:
    """What outsiders write that one of the events carries."""
    known = None if events is None or ANY_PAYLOAD in events else events
    return tuple(outside for outside in OUTSIDE if known is None or not known.isdisjoint(outside.events))


def values(tree: Expr) -> Iterator[tuple[Expr, Use]]:
    """The nodes that an expression can take its text from, and what becomes of them, in the order of the text."""
    pending = [(tree, Use.TEXT)]
    while pending:
        node, use = pending.pop()
        match node:
            case Binary(operator="||", left=left, right=right):
                pending += ((right, use), (left, use))
            case Binary(operator="&&", right=right):
                # The left side is the value only when it is false, and no text but the empty one is.
                pending.append((right, use))
            case Call():
                pending += reversed(list(_passed_on(node, use)))
            case Property() | Index() | Star() if reference(node) is None:
                pending += ((start, use) for start in _starts(node))
            case _:
                yield node, use


def _starts(node: Property | Index | Star) -> Iterator[Expr]:
    """What a path that begins in parentheses or at a call is taken from; `(a || b).c` is `a.c` or `b.c`."""
    first, *rest = links(node)
    match first:
        case Binary(operator="||", left=left, right=right):
            branches: tuple[Expr, ...] = (right, left)
        case Binary(operator="&&", right=right):
            branches = (right,)
        case _:
            yield first
            return
    for branch in branches:
        path = branch
        for link in rest:
            if isinstance(link, Property | Index | Star):
                path = replace(link, target=path)
        yield path


_USES: MappingProxyType[str, Use] = MappingProxyType({"tojson": Use.CONTENT, "join": Use.ITEMS})


def _passed_on(call: Call, use: Use) -> Iterator[tuple[Expr, Use]]:
    """The arguments whose text can be in the text of a call."""
    name = call.name.lower()
    if name in ("format", "join", "tojson"):
        yield from ((argument, _USES.get(name, Use.TEXT)) for argument in call.arguments)
    elif name == "fromjson":
        yield from ((argument, Use.TEXT) for argument in call.arguments)
    elif name == "case":
        yield from ((argument, use) for argument in (*call.arguments[1::2], *call.arguments[2::2][-1:]))


def _reaches(found: Reference, use: Use, outside: Outside) -> bool:
    """Whether the text of a path is in the value of a reference that is used so."""
    length = len(found.path)
    if not _may_name(found, outside.path[:length]):
        return False
    if length == len(outside.path):
        return use is not Use.TEXT or not found.filtered
    return length < len(outside.path) and use is Use.CONTENT


def _may_name(found: Reference, path: tuple[str, ...]) -> bool:
    """Whether a reference names the path; an index that is computed is taken for an item of a list only."""
    return len(found.path) <= len(path) and all(
        part in ("*", name) or (name == "*" and found.starred) for name, part in zip(found.path, path, strict=False)
    )
