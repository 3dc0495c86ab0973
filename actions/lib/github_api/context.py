"""What GitHub tells a step about its run: the variables, and the event that started it."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Mapping

# Under these names a pull request runs with a token of its own side: read-only where it comes from a fork.
PULL_REQUESTS = ("pull_request", "pull_request_review", "pull_request_review_comment")


@dataclass(frozen=True)
class Context:
    """The run that a step belongs to; what GitHub does not say is empty."""

    repository: str
    run_id: str
    attempt: str
    event: str
    payload: Mapping[str, Any] = field(repr=False)
    sha: str = ""
    workflow: str = ""
    """The workflow's file with repository and ref, or its name."""
    api: str = "https://api.github.com"
    graphql: str = "https://api.github.com/graphql"
    server: str = "https://github.com"

    @property
    def run_url(self) -> str:
        """Where people see the run."""
        return f"{self.server}/{self.repository}/actions/runs/{self.run_id}"

    @property
    def pull_request(self) -> int:
        """Number of the pull request that the run is about, 0 if it is about none or nobody can tell."""
        number = mapping(self.payload, "pull_request").get("number")
        if self.event == "workflow_run":
            listed = mapping(self.payload, "workflow_run").get("pull_requests")
            first = listed[0] if isinstance(listed, list) and len(listed) == 1 else {}
            number = first.get("number") if isinstance(first, dict) else 0
        return number if isinstance(number, int) else 0

    @property
    def from_fork(self) -> bool:
        """Whether the token of the run may only read, since a pull request of another repository started it."""
        if self.event not in PULL_REQUESTS:
            return False
        request = mapping(self.payload, "pull_request")
        head = text(mapping(mapping(request, "head"), "repo"), "full_name")
        base = text(mapping(mapping(request, "base"), "repo"), "full_name") or self.repository
        # The repository behind the head is gone, or nobody knows it: that is no reason for trust.
        return not head or head.lower() != base.lower()

    @property
    def private(self) -> bool:
        """Whether only some people may see the repository; what the event does not say counts as yes."""
        return mapping(self.payload, "repository").get("private") is not False


def read_context(environ: Mapping[str, str]) -> Context:
    """The context of the step that has these variables."""
    get = environ.get
    return Context(
        repository=get("GITHUB_REPOSITORY", ""),
        run_id=get("GITHUB_RUN_ID", ""),
        attempt=get("GITHUB_RUN_ATTEMPT") or "1",
        event=get("GITHUB_EVENT_NAME", ""),
        payload=_payload(get("GITHUB_EVENT_PATH", "")),
        sha=get("GITHUB_SHA", ""),
        workflow=get("GITHUB_WORKFLOW_REF") or get("GITHUB_WORKFLOW", ""),
        api=(get("GITHUB_API_URL") or Context.api).rstrip("/"),
        graphql=get("GITHUB_GRAPHQL_URL") or Context.graphql,
        server=(get("GITHUB_SERVER_URL") or Context.server).rstrip("/"),
    )


def mapping(container: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """The object under a key; an empty one where there is none."""
    value = container.get(key)
    return value if isinstance(value, dict) else {}


def text(container: Mapping[str, Any], key: str) -> str:
    """The text under a key; an empty one where there is none."""
    value = container.get(key)
    return value if isinstance(value, str) else ""


def _payload(path: str) -> Mapping[str, Any]:
    try:
        value = json.loads(Path(path).read_text(encoding="utf-8")) if path else {}
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}
