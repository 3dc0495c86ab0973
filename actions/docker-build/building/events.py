"""What a run may be trusted with depends on the event that started it, and on little else.

GitHub hands every run the same variables, but a run that a stranger can start has a token that may only read, and
a run for a pull request builds what nobody has reviewed. An event is therefore sorted into one of a few origins
before anything is decided. Facts: GitHub's documentation of events and contexts, and its changelog of 2026-06-26
(read-only cache tokens).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

WRITERS = (
    "push",
    "schedule",
    "workflow_dispatch",
    "repository_dispatch",
    "delete",
    "registry_package",
    "page_build",
)
PULL_REQUESTS = ("pull_request", "pull_request_review", "pull_request_review_comment")
DEPENDABOT = "dependabot[bot]"


class Origin(Enum):
    """Who caused a run, and which code it builds."""

    TRUNK = "the default branch, by somebody who may write to it"
    BRANCH = "another branch of the repository"
    PULL_REQUEST = "a pull request from the same repository"
    FORK = "a pull request whose token may only read"
    STRANGER = "an event that anybody can cause, on the default branch"
    TAG = "a tag or a release"


@dataclass(frozen=True)
class Event:
    """What is known of the event behind a run.

    `commit_built` says whether the commit in the workspace is the one GitHub started the run for; None where that
    cannot be told.
    """

    name: str
    ref: str
    action: str = ""
    default_branch: str = ""
    actor: str = ""
    fork: bool = False
    private: bool = False
    commit_built: bool | None = None

    @property
    def origin(self) -> Origin:
        """Who caused the run; what is unknown counts as the less trusted."""
        if self.name in PULL_REQUESTS:
            return self._pull_request_origin()
        if self.name == "release" or self.ref.startswith("refs/tags/"):
            return Origin.TAG
        if self.name == "merge_group":
            return Origin.BRANCH
        if self.name not in WRITERS:
            return Origin.STRANGER
        return Origin.TRUNK if self._on_default_branch() else Origin.BRANCH

    @property
    def branch(self) -> str:
        """Name of the branch, empty for tags and merge refs."""
        prefix = "refs/heads/"
        return self.ref[len(prefix) :] if self.ref.startswith(prefix) else ""

    @property
    def trusted(self) -> bool:
        """True where the code that is built comes from people who may write to the repository."""
        if self.origin is Origin.STRANGER:
            return self.commit_built is True
        return self.origin is not Origin.FORK

    def _pull_request_origin(self) -> Origin:
        if self.fork or self.actor == DEPENDABOT:
            return Origin.FORK
        # A closed pull request runs on its base branch, with the token of a stranger.
        return Origin.STRANGER if self.action == "closed" else Origin.PULL_REQUEST

    def _on_default_branch(self) -> bool:
        # A schedule runs on the default branch only; its payload does not always name that branch.
        if self.name == "schedule":
            return True
        return bool(self.default_branch) and self.branch == self.default_branch


def read_event(environment: Mapping[str, str], payload: Mapping[str, Any], *, commit_built: bool | None) -> Event:
    """The event from GitHub's variables and the payload of the webhook, both of which may lack anything."""
    repository = _mapping(payload, "repository")
    name = environment.get("GITHUB_EVENT_NAME", "")
    return Event(
        name=name,
        ref=environment.get("GITHUB_REF", ""),
        action=_text(payload, "action"),
        default_branch=_text(repository, "default_branch"),
        actor=environment.get("GITHUB_ACTOR", ""),
        fork=name in PULL_REQUESTS and _from_fork(payload),
        private=repository.get("private") is True,
        commit_built=commit_built,
    )


def _from_fork(payload: Mapping[str, Any]) -> bool:
    """True when the head of the pull request is in another repository, in one that is gone, or nobody knows where."""
    request = _mapping(payload, "pull_request")
    head = _text(_mapping(_mapping(request, "head"), "repo"), "full_name")
    base = _text(_mapping(_mapping(request, "base"), "repo"), "full_name")
    return not head or head.lower() != (base or _text(_mapping(payload, "repository"), "full_name")).lower()


def _mapping(container: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = container.get(key)
    return value if isinstance(value, dict) else {}


def _text(container: Mapping[str, Any], key: str) -> str:
    value = container.get(key)
    return value if isinstance(value, str) else ""
