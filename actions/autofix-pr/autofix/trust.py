"""Whose code is this, and who asked for the run? Told before anything of the checkout is run.

The fixing command reads the checkout, and often runs code from it. The token that publishes can write to the
repository. The two may only meet where somebody with the right to write has put the code there.
"""

from __future__ import annotations

from typing import Any, Mapping

from .blocked import Blocked

# Anybody can bring these about, and they run with the repository's own rights and secrets.
OPEN_TO_STRANGERS = frozenset(
    [
        "pull_request_target",
        "workflow_run",
        "issue_comment",
        "issues",
        "discussion",
        "discussion_comment",
        "fork",
        "watch",
        "gollum",
        "pull_request_review",
        "pull_request_review_comment",
        "pull_request_comment",
    ]
)
_DANGER = "its code would run beside a token that can write to this repository"


def check(event: str, payload: Mapping[str, Any], repository: str, *, own_commit: bool) -> None:
    """Raise Blocked if the run must not publish.

    `own_commit` says whether the commit is checked out that GitHub chose for the event: for events that strangers can
    bring about it is on a branch of this repository.
    """
    if _part(payload, "repository").get("fork") is True:
        raise Blocked("fork", f"{repository} is a fork; the pull request belongs to where the fork comes from")
    head = _head(event, payload)
    if event in ("pull_request", "pull_request_review", "pull_request_review_comment") and _foreign(head, repository):
        raise Blocked("fork", "the pull request comes from a fork, where this run may write nothing")
    if event in OPEN_TO_STRANGERS and _foreign(head, repository):
        raise Blocked("untrusted-event", f"{event} for a pull request from a fork: {_DANGER}; run on push or schedule")
    if event in OPEN_TO_STRANGERS and not own_commit and not head:
        raise Blocked(
            "untrusted-event",
            f"{event} can be brought about by anybody, and another commit is checked out than GitHub's: {_DANGER}; "
            "run on push or schedule",
        )


def _head(event: str, payload: Mapping[str, Any]) -> str:
    """`owner/name` of where the event's code comes from; "?" if that is gone, "" if the event names none."""
    if event == "workflow_run":
        run = _part(payload, "workflow_run")
        return str(_part(run, "head_repository").get("full_name") or "?") if run else ""
    pull_request = _part(payload, "pull_request")
    if not pull_request:
        return ""
    return str(_part(_part(pull_request, "head"), "repo").get("full_name") or "?")


def _foreign(head: str, repository: str) -> bool:
    return bool(head) and head.lower() != repository.lower()


def _part(payload: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = payload.get(name)
    return found if isinstance(found, dict) else {}
