"""Where strangers' code could meet a token, the command is not even run."""

from typing import Any

import pytest

from autofix import trust
from autofix.blocked import Blocked

from .script import Workplace

HOME = "acme/app"


def pull_request(head: str | None) -> dict[str, Any]:
    return {"pull_request": {"head": {"repo": {"full_name": head} if head else None}}}


def workflow_run(head: str | None) -> dict[str, Any]:
    return {"workflow_run": {"head_repository": {"full_name": head} if head else None}}


def reason(event: str, payload: dict[str, Any], *, own_commit: bool = True) -> str:
    try:
        trust.check(event, payload, HOME, own_commit=own_commit)
    except Blocked as blocked:
        return blocked.reason
    return ""


@pytest.mark.parametrize(
    ("event", "payload", "own_commit", "expected"),
    [
        ("push", {}, True, ""),
        ("schedule", {}, True, ""),
        ("workflow_dispatch", {}, False, ""),
        ("push", {"repository": {"fork": True}}, True, "fork"),
        ("schedule", {"repository": {"fork": True}}, True, "fork"),
        ("pull_request", pull_request(HOME), True, ""),
        ("pull_request", pull_request("Acme/App"), True, ""),
        ("pull_request", pull_request("mallory/app"), True, "fork"),
        ("pull_request", pull_request(None), True, "fork"),
        ("pull_request_target", pull_request(HOME), False, ""),
        ("pull_request_target", pull_request("mallory/app"), True, "untrusted-event"),
        ("pull_request_target", pull_request("mallory/app"), False, "untrusted-event"),
        ("pull_request_target", pull_request(None), True, "untrusted-event"),
        ("pull_request_target", {}, False, "untrusted-event"),
        ("workflow_run", workflow_run(HOME), False, ""),
        ("workflow_run", workflow_run("mallory/app"), True, "untrusted-event"),
        ("workflow_run", workflow_run(None), True, "untrusted-event"),
        ("issue_comment", {"issue": {}}, True, ""),
        ("issue_comment", {"issue": {}}, False, "untrusted-event"),
        ("issues", {}, False, "untrusted-event"),
        ("pull_request_target", {"pull_request": "odd", "repository": []}, False, "untrusted-event"),
    ],
)
def test_event_is_judged(event: str, payload: dict[str, Any], own_commit: bool, expected: str) -> None:  # noqa: FBT001 - a case of two
    assert reason(event, payload, own_commit=own_commit) == expected


def test_command_does_not_run_where_the_event_is_not_trusted(workplace: Workplace) -> None:
    workplace.event, workplace.payload = "pull_request_target", pull_request("mallory/app")
    run = workplace.run("open('ran', 'w')")
    assert (run.returncode, run.blocked_by, run.outputs["changed"]) == (1, "untrusted-event", "false")
    assert "mallory" not in run.outputs.values()
    assert not (workplace.checkout / "ran").exists()
    assert workplace.github.faults.requests == []


def test_other_commit_than_github_chose_is_not_trusted_where_anybody_can_ask(workplace: Workplace) -> None:
    workplace.event = "issue_comment"
    workplace.environment = {"GITHUB_SHA": "0" * 40}
    run = workplace.run("open('ran', 'w')")
    assert run.blocked_by == "untrusted-event"
    assert not (workplace.checkout / "ran").exists()


def test_pull_request_needs_to_be_told_its_base(workplace: Workplace) -> None:
    workplace.event, workplace.payload = "pull_request", pull_request(HOME)
    workplace.environment = {"GITHUB_REF": "refs/pull/7/merge"}
    run = workplace.run("pass")
    assert run.returncode == 2
    assert "input base is empty: the workflow runs on refs/pull/7/merge" in run.log
