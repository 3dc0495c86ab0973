"""The whole matrix of events as one table: what is read, written, pushed, and with what words."""

from dataclasses import replace
from itertools import product

import pytest

from building.decision import BACKENDS, Decision, Request, Surroundings, decide
from building.events import WRITERS, Event, Origin

MAIN = "refs/heads/main"
MERGE = "refs/pull/7/merge"
EVENTS = {
    "push": Event("push", MAIN, default_branch="main"),
    "schedule": Event("schedule", MAIN),
    "dispatch": Event("workflow_dispatch", MAIN, default_branch="main"),
    "branch": Event("push", "refs/heads/topic", default_branch="main"),
    "unknown default": Event("push", "refs/heads/main"),
    "merge queue": Event("merge_group", "refs/heads/queue/pr", default_branch="main"),
    "pull request": Event("pull_request", MERGE, default_branch="main"),
    "fork": Event("pull_request", MERGE, default_branch="main", fork=True),
    "private fork": Event("pull_request", MERGE, default_branch="main", fork=True, private=True),
    "dependabot": Event("pull_request", MERGE, default_branch="main", actor="dependabot[bot]"),
    "closed": Event("pull_request", MAIN, action="closed", default_branch="main"),
    "target": Event("pull_request_target", MAIN, default_branch="main"),
    "target, base built": Event("pull_request_target", MAIN, default_branch="main", commit_built=True),
    "target, head built": Event("pull_request_target", MAIN, default_branch="main", commit_built=False),
    "comment": Event("issue_comment", MAIN, default_branch="main"),
    "workflow run": Event("workflow_run", MAIN, default_branch="main"),
    "tag": Event("push", "refs/tags/v1", default_branch="main"),
    "release": Event("release", "refs/tags/v1", default_branch="main"),
    "unheard of": Event("comet", MAIN, default_branch="main"),
    "nothing": Event("", ""),
}

# event, backend asked, cache-write: the line. `auto` is GitHub's cache where nothing speaks for another one.
LINES = """
push               | auto     | auto  | gha, import yes, export yes (push on main)
push               | local    | auto  | local, import yes, export yes (push on main)
push               | registry | auto  | registry, import yes, export yes (push on main)
push               | gha      | false | gha, import yes, export no (cache-write is false)
push               | none     | true  | none (cache-backend is none)
schedule           | auto     | auto  | gha, import yes, export yes (schedule on main)
dispatch           | local    | auto  | local, import yes, export yes (workflow_dispatch on main)
branch             | auto     | auto  | gha, import yes, export no (push on topic: cache-write is not true)
branch             | gha      | true  | gha, import yes, export yes (push on topic)
branch             | registry | true  | registry, import yes, export yes (push on topic)
unknown default    | auto     | auto  | gha, import yes, export no (push on main: cache-write is not true)
merge queue        | local    | auto  | local, import yes, export no (merge_group on queue/pr: cache-write is not true)
pull request       | auto     | auto  | gha, import yes, export no (pull_request: cache-write is not true)
pull request       | gha      | true  | gha, import yes, export yes (pull_request)
pull request       | registry | true  | registry, import yes, export no (pull_request: could poison the cache)
fork               | auto     | true  | gha, import yes, export no (pull_request from a fork: read-only token)
fork               | registry | true  | registry, import yes, export no (pull_request from a fork: read-only token)
private fork       | auto     | true  | none (pull_request from a fork: the repository is private)
dependabot         | local    | true  | local, import yes, export no (pull_request of Dependabot: read-only token)
closed             | gha      | true  | gha, import yes, export no (pull_request closed: read-only token)
target             | auto     | auto  | gha, import yes, export no (pull_request_target: read-only token)
target, base built | gha      | true  | gha, import yes, export no (pull_request_target: read-only token)
target, head built | registry | true  | registry, import yes, export no (pull_request_target: could poison the cache)
comment            | local    | true  | local, import yes, export no (issue_comment: read-only token)
workflow run       | registry | true  | registry, import yes, export no (workflow_run: could poison the cache)
tag                | auto     | true  | none (push of a tag: releases are built without a cache)
tag                | gha      | true  | gha, import yes, export no (push of a tag: releases do not write the cache)
release            | auto     | auto  | none (release: releases are built without a cache)
unheard of         | gha      | true  | gha, import yes, export no (comet: read-only token)
nothing            | auto     | auto  | gha, import yes, export no (unknown event: read-only token)
"""
ROWS = [[cell.strip() for cell in line.split(" | ")] for line in LINES.strip().splitlines()]


@pytest.mark.parametrize(("event", "backend", "write", "line"), ROWS)
def test_line_of_the_log(event: str, backend: str, write: str, line: str) -> None:
    assert decide(EVENTS[event], Request(backend=backend, write=write), Surroundings()).line == f"cache: {line}"


PUSHES = {
    "push": True,
    "schedule": True,
    "branch": True,
    "merge queue": True,
    "tag": True,
    "release": True,
    "pull request": False,
    "fork": False,
    "dependabot": False,
    "closed": False,
    "target": False,
    "target, base built": True,
    "target, head built": False,
    "comment": False,
    "nothing": False,
}


@pytest.mark.parametrize(("event", "pushed"), PUSHES.items())
def test_image_is_pushed_only_where_its_code_is_trusted(event: str, pushed: bool) -> None:  # noqa: FBT001  a column
    decision = decide(EVENTS[event], Request(push=True), Surroundings())
    assert decision.push is pushed
    assert bool(decision.push_reason) is not pushed


def test_pull_request_of_the_repository_pushes_when_asked_twice() -> None:
    asked = Request(push=True, push_pull_requests=True)
    assert decide(EVENTS["pull request"], asked, Surroundings()).push
    assert not decide(EVENTS["fork"], asked, Surroundings()).push
    assert not decide(EVENTS["dependabot"], asked, Surroundings()).push


def test_nothing_is_pushed_that_nobody_asked_for() -> None:
    assert not any(decide(event, Request(), Surroundings()).push for event in EVENTS.values())


@pytest.mark.parametrize("event", ["fork", "dependabot", "target", "target, head built", "comment", "nothing"])
def test_password_is_kept_from_code_of_strangers(event: str) -> None:
    assert not decide(EVENTS[event], Request(login=True), Surroundings()).login


@pytest.mark.parametrize("event", ["push", "branch", "pull request", "tag", "target, base built"])
def test_password_is_used_where_code_is_trusted(event: str) -> None:
    assert decide(EVENTS[event], Request(login=True), Surroundings()).login
    assert not decide(EVENTS[event], Request(login=False), Surroundings()).login


def every_decision() -> list[tuple[Event, Request, Surroundings, Decision]]:
    requests = [
        Request(backend=backend, write=write, push=push, push_pull_requests=push, login=True, cache_ref=ref)
        for backend, write, push, ref in product(
            BACKENDS, ("auto", "true", "false"), (True, False), ("", "ghcr.io/a/b:c")
        )
    ]
    around = [
        Surroundings(driver, hosted, mode, host, logged_in)
        for driver, hosted, mode, host, logged_in in product(
            ("docker-container", "docker"),
            (True, False),
            ("", "read", "none", "write-only"),
            ("", "ghcr.io"),
            (True, False),
        )
    ]
    return [(e, r, s, decide(e, r, s)) for e, r, s in product(EVENTS.values(), requests, around)]


def test_the_whole_matrix_keeps_its_promises() -> None:
    writing = {Origin.TRUNK, Origin.BRANCH, Origin.PULL_REQUEST}
    for event, request, around, decision in every_decision():
        if decision.exports:
            assert event.origin in writing
            assert request.write != "false"
            assert event.origin is Origin.TRUNK or request.write == "true"
            assert around.driver != "docker"
        if decision.push:
            assert request.push
            assert event.origin is not Origin.FORK
            assert event.trusted
        if decision.login:
            assert event.trusted
        assert (decision.backend == "none") == (not decision.imports and not decision.exports)
        assert "\n" not in decision.line
        assert "()" not in decision.line


@pytest.mark.parametrize(
    ("surroundings", "line"),
    [
        (Surroundings(driver="docker"), "cache: gha, import yes, export no (the docker driver cannot export a cache)"),
        (Surroundings(hosted_cache=False), "cache: local, import yes, export yes (push on main)"),
        (Surroundings(cache_mode="read"), "cache: gha, import yes, export no (cache-mode of the workflow is read)"),
        (Surroundings(cache_mode="none"), "cache: none (cache-mode of the workflow is none)"),
        (
            Surroundings(cache_mode="write-only"),
            "cache: gha, import no, export yes (cache-mode of the workflow is write-only; push on main)",
        ),
    ],
)
def test_surroundings_limit_what_the_event_allows(surroundings: Surroundings, line: str) -> None:
    assert decide(EVENTS["push"], Request(), surroundings).line == line


def test_registry_is_chosen_by_its_reference_and_needs_a_login_where_nobody_writes_without() -> None:
    asked = Request(cache_ref="ghcr.io/a/b:c")
    assert decide(EVENTS["push"], asked, Surroundings(cache_host="ghcr.io")).line == (
        "cache: registry, import yes, export no (no login for ghcr.io)"
    )
    assert decide(EVENTS["push"], asked, Surroundings(cache_host="ghcr.io", logged_in=True)).exports
    assert decide(EVENTS["push"], asked, Surroundings(cache_host="registry.example:5000")).exports


def test_no_cache_is_written_and_not_read() -> None:
    assert decide(EVENTS["push"], Request(no_cache=True), Surroundings()).line == (
        "cache: gha, import no, export yes (no-cache is true; push on main)"
    )


@pytest.mark.parametrize("name", WRITERS)
def test_default_branch_is_told_from_others_for_every_event_that_may_write(name: str) -> None:
    event = Event(name, MAIN, default_branch="main")
    assert event.origin is Origin.TRUNK
    if name != "schedule":
        assert replace(event, ref="refs/heads/main2").origin is Origin.BRANCH
        assert replace(event, ref="refs/tags/main").origin is Origin.TAG
