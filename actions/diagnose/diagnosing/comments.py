"""One comment on the pull request, written anew each time instead of one more below it.

It is known by a mark that nobody sees, which names the workflow, and by its author: a mark alone could be copied into
a comment that somebody else may edit.
"""

from __future__ import annotations

import hashlib
from typing import Any, Iterator, Mapping

from github_api.client import Client
from github_api.context import Context, mapping, text
from github_api.troubles import ApiTrouble, Kind
from kit.summaries import bounded

# GitHub takes 65,536 characters.
_LONGEST = 60_000
# Who writes with the token of a job. A token that may not ask for its owner is one of those.
_WRITER_OF_JOBS = "github-actions[bot]"
_VIEWER = "query { viewer { login } }"


def publish(client: Client, context: Context, markdown: str) -> str:
    """Write the comment, or write it anew; its address. Raises ApiTrouble."""
    document = {"body": body(context, markdown)}
    mine = _author(client, context)
    issue = f"/repos/{context.repository}/issues"
    known = next(_own(client, context, mine), None)
    if known is None:
        written = client.send("POST", f"{issue}/{context.pull_request}/comments", document, "a comment")
    else:
        written = client.send("PATCH", f"{issue}/comments/{known}", document, "the comment")
    return text(written, "html_url") if isinstance(written, dict) else ""


def body(context: Context, markdown: str) -> str:
    """The comment with its mark, in the length that GitHub takes."""
    foot = f"\n\n[The run]({context.run_url}), attempt {context.attempt}.\n"
    return f"{mark(context)}\n{bounded(markdown, _LONGEST).decode()}{foot}"


def mark(context: Context) -> str:
    """A line that no reader sees; different for each workflow, the same on each branch."""
    workflow = context.workflow.partition("@")[0]
    return f"<!-- ci-kit diagnose {hashlib.sha256(workflow.encode()).hexdigest()[:16]} -->"


def _own(client: Client, context: Context, author: str) -> Iterator[int]:
    """The ids of our comments on the pull request."""
    path = f"/repos/{context.repository}/issues/{context.pull_request}/comments?per_page=100"
    for comment in client.pages(path, "the comments of the pull request"):
        if isinstance(comment, dict) and _is_ours(comment, context, author) and isinstance(comment.get("id"), int):
            yield comment["id"]


def _is_ours(comment: Mapping[str, Any], context: Context, author: str) -> bool:
    return text(mapping(comment, "user"), "login") == author and text(comment, "body").startswith(mark(context))


def _author(client: Client, context: Context) -> str:
    """The name under which the token writes."""
    try:
        answer = Client(context.graphql, client.token, client.deadline).send(
            "POST", context.graphql, {"query": _VIEWER}, "the owner of the token"
        )
    except ApiTrouble as trouble:
        if trouble.kind in (Kind.LIMITED, Kind.UNREACHABLE):
            raise
        return _WRITER_OF_JOBS
    data = mapping(answer, "data") if isinstance(answer, dict) else {}
    return text(mapping(data, "viewer"), "login") or _WRITER_OF_JOBS
