"""One comment, the same one each time, and nobody else's."""

from dataclasses import replace

import pytest

from diagnosing.comments import body, mark, publish
from github_api.client import Client
from github_api.context import Context
from github_api.troubles import ApiTrouble
from tests.e2e.services.github_runs import READER, GitHubRuns


def foreign(number: int, login: str, text: str) -> dict[str, object]:
    return {"id": number, "issue": 7, "user": {"login": login}, "body": text, "html_url": "https://x"}


def test_comment_is_written_once_and_then_anew(github: GitHubRuns, client: Client, context: Context) -> None:
    first = publish(client, context, "first")
    assert publish(client, replace(context, run_id="2"), "second") == first
    (comment,) = github.comments
    assert "second" in comment["body"]
    assert "first" not in comment["body"]
    assert f"https://github.com/{context.repository}/actions/runs/2" in comment["body"]


def test_comment_on_a_later_page_is_found(github: GitHubRuns, client: Client, context: Context) -> None:
    github.comments = [foreign(number, "ada", "hello") for number in range(9)]
    publish(client, context, "first")
    github.page_size = 2
    publish(client, context, "second")
    assert len(github.comments) == 10


@pytest.mark.parametrize("viewer", ["github-actions[bot]", "helper[bot]", "ada"])
def test_mark_in_a_comment_of_somebody_else_is_left_alone(
    viewer: str, github: GitHubRuns, client: Client, context: Context
) -> None:
    github.viewer = viewer
    github.comments = [foreign(1, "mallory", f"{mark(context)}\nmine"), foreign(2, viewer, f"> {mark(context)}")]
    publish(client, context, "ours")
    assert [comment["body"].splitlines()[-1] for comment in github.comments[:2]] == ["mine", f"> {mark(context)}"]
    assert len(github.comments) == 3


def test_each_workflow_has_its_own_comment_on_every_branch(
    github: GitHubRuns, client: Client, context: Context
) -> None:
    publish(client, context, "test")
    publish(client, replace(context, workflow=context.workflow.replace("test.yml", "build.yml")), "build")
    publish(client, replace(context, workflow=context.workflow.replace("pull/7/merge", "heads/main")), "again")
    assert len(github.comments) == 2


def test_token_that_may_not_ask_for_its_owner_is_that_of_the_job(
    github: GitHubRuns, client: Client, context: Context
) -> None:
    publish(client, context, "first")
    github.refuse("viewer", 403)
    publish(client, context, "second")
    assert len(github.comments) == 1


def test_missing_permission_is_told(github: GitHubRuns, client: Client, context: Context) -> None:
    github.permissions = READER
    with pytest.raises(ApiTrouble, match="pull-requests=read"):
        publish(client, context, "x")


def test_mark_ends_no_comment_of_markup(context: Context) -> None:
    hostile = replace(context, workflow="--> <script> -->")
    assert mark(hostile).count("-->") == 1


def test_long_diagnosis_fits(context: Context) -> None:
    text = body(context, "## Why\n\n```text\n" + "ä" * 200 * 2000 + "\n" + "line\n" * 100_000 + "```\n")
    assert len(text) <= 65_536
    assert text.count("```") % 2 == 0
    assert text.rstrip().endswith("attempt 1.")
