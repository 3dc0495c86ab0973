"""Events as GitHub sends them."""

from typing import Any

import pytest

from building.events import Origin, read_event

REPOSITORY = {"full_name": "octo/app", "default_branch": "main", "private": False}


def pull_request(head: str | None, action: str = "opened") -> dict[str, Any]:
    return {
        "action": action,
        "repository": REPOSITORY,
        "pull_request": {
            "head": {"repo": {"full_name": head} if head else None},
            "base": {"repo": {"full_name": "octo/app"}},
        },
    }


def origin(payload: dict[str, Any], name: str = "pull_request", ref: str = "refs/pull/7/merge") -> Origin:
    environment = {"GITHUB_EVENT_NAME": name, "GITHUB_REF": ref, "GITHUB_ACTOR": "octocat"}
    return read_event(environment, payload, commit_built=None).origin


def test_fork_is_told_by_the_repository_of_the_head() -> None:
    assert origin(pull_request("octo/app")) is Origin.PULL_REQUEST
    assert origin(pull_request("Octo/App")) is Origin.PULL_REQUEST
    assert origin(pull_request("stranger/app")) is Origin.FORK


def test_head_whose_repository_is_gone_counts_as_a_fork() -> None:
    assert origin(pull_request(None)) is Origin.FORK


def test_closed_pull_request_runs_with_the_token_of_a_stranger() -> None:
    assert origin(pull_request("octo/app", "closed"), ref="refs/heads/main") is Origin.STRANGER


@pytest.mark.parametrize("name", ["pull_request_target", "issue_comment", "workflow_run", "issues", "watch"])
def test_events_that_anybody_can_cause(name: str) -> None:
    assert origin({"repository": REPOSITORY}, name, "refs/heads/main") is Origin.STRANGER


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"repository": None},
        {"pull_request": []},
        {"pull_request": {"head": "x"}},
        {"repository": {"private": "yes"}},
    ],
)
def test_payload_that_lacks_everything_is_no_trouble_and_no_trust(payload: dict[str, Any]) -> None:
    assert origin(payload) is Origin.FORK
    assert origin(payload, "push", "refs/heads/main") is Origin.BRANCH
    assert not read_event({}, payload, commit_built=None).trusted
