"""Where the SARIF file goes, case by case; the verdict is no part of it."""

from dataclasses import replace

import pytest

from checking.decision import LARGEST_PACKED, SARIF, Access, Circumstances, decide

PUSH = Circumstances(wish="auto", event="push", fork=False, private=False, token=True, access=Access.GRANTED)
EVENTS = ("push", "pull_request", "merge_group", "schedule", "workflow_dispatch", "repository_dispatch")
OTHER_EVENTS = ("pull_request_target", "workflow_run", "issue_comment", "release", "")


@pytest.mark.parametrize("event", EVENTS)
def test_run_of_the_commit_that_the_event_names_is_uploaded(event: str) -> None:
    assert decide(replace(PUSH, event=event)).upload


@pytest.mark.parametrize("event", OTHER_EVENTS)
def test_run_that_may_have_checked_something_else_is_not(event: str) -> None:
    plan = decide(replace(PUSH, event=event))
    assert (plan.write, plan.upload) == (True, False)
    assert "filed under a branch" in plan.reason
    assert decide(replace(PUSH, event=event, wish="upload")).upload


@pytest.mark.parametrize(
    ("private", "access", "upload"),
    [
        (False, Access.GRANTED, True),
        (False, Access.UNKNOWN, True),
        (False, Access.REFUSED, False),
        (True, Access.GRANTED, True),
        (True, Access.UNKNOWN, False),
        (True, Access.REFUSED, False),
    ],
)
def test_plan_and_permission_are_what_github_says(private: bool, access: Access, upload: bool) -> None:  # noqa: FBT001 - a case
    given = replace(PUSH, private=private, access=access)
    assert decide(given).upload is upload
    assert decide(replace(given, wish="upload")).upload


def test_part_of_the_files_does_not_stand_for_all() -> None:
    assert not decide(replace(PUSH, partial=True)).upload
    assert decide(replace(PUSH, partial=True, wish="upload")).upload


@pytest.mark.parametrize("wish", SARIF)
@pytest.mark.parametrize(
    "obstacle",
    [{"fork": True}, {"token": False}, {"packed_size": LARGEST_PACKED + 1}],
    ids=lambda each: next(iter(each)),
)
def test_no_wish_changes_what_github_refuses(wish: str, obstacle: dict[str, object]) -> None:
    plan = decide(replace(PUSH, wish=wish, **obstacle))  # type: ignore[arg-type]  # fields of the dataclass
    assert not plan.upload
    assert plan.write == (wish != "never")
    assert plan.reason


@pytest.mark.parametrize(("wish", "write"), [("file", True), ("never", False)])
def test_file_and_never_ask_for_no_upload(wish: str, write: bool) -> None:  # noqa: FBT001 - a case
    plan = decide(replace(PUSH, wish=wish))
    assert (plan.write, plan.upload) == (write, False)
