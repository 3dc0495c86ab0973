"""What stands in the way is told in words one can act on, and nothing half done is published."""

import pytest

from tests.e2e.services.github_repository import Token

from .script import SECRET, Workplace
from .test_pull_requests import FIX

WORKFLOW = """
from pathlib import Path
Path(".github/workflows").mkdir(parents=True, exist_ok=True)
Path(".github/workflows/ci.yml").write_text("on: push\\n")
"""
ALL = {"contents": "write", "pull_requests": "write", "workflows": "write"}
BUT_WORKFLOWS = {"contents": "write", "pull_requests": "write"}
APP = "ghs_of-an-app-0123456789"
FINE_GRAINED = "github_pat_0123456789"
CLASSIC = "ghp_0123456789"


def test_token_of_the_job_is_known_not_to_change_workflows(workplace: Workplace) -> None:
    workplace.token_of_job = True
    run = workplace.run(WORKFLOW)
    assert (run.returncode, run.blocked_by, run.outputs["changed"]) == (0, "workflows-permission", "true")
    assert workplace.github.written() == []
    for word in ("actions/create-github-app-token", "workflows", "fine-grained", ".github/workflows/ci.yml"):
        assert word in run.log, word
    assert "## Autofix" in run.summary
    assert "ci.yml" in run.summary


def test_classic_token_tells_its_scopes(workplace: Workplace) -> None:
    workplace.token = Token(CLASSIC, scopes=("repo",))
    run = workplace.run(WORKFLOW)
    assert (run.returncode, run.blocked_by) == (0, "workflows-permission")
    assert workplace.github.written() == []
    workplace.token = Token(CLASSIC, scopes=("repo", "workflow"))
    assert workplace.run(WORKFLOW + "Path('x').touch()").blocked_by == ""


@pytest.mark.parametrize("signing", ["auto", "false"])
@pytest.mark.parametrize("secret", [APP, FINE_GRAINED, "0123456789abcdef0123456789abcdef01234567"])
def test_refusal_is_told_where_only_trying_shows_it(secret: str, signing: str, workplace: Workplace) -> None:
    workplace.token = Token(secret, BUT_WORKFLOWS)
    run = workplace.run(WORKFLOW, sign_commits=signing)
    assert (run.returncode, run.blocked_by) == (0, "workflows-permission"), run.log
    assert "actions/create-github-app-token" in run.log
    assert workplace.github.objects.git("branch", "--list", "ci-kit/*") == ""
    assert workplace.github.pulls == []


@pytest.mark.parametrize("signing", ["auto", "false"])
def test_token_with_the_permission_changes_workflows(signing: str, workplace: Workplace) -> None:
    workplace.token = Token(APP, ALL)
    assert workplace.run(WORKFLOW, sign_commits=signing).outputs["pull-request-number"] == "1"


def test_workflows_that_came_with_the_base_need_no_permission(workplace: Workplace) -> None:
    workplace.commit({".github/workflows/ci.yml": "on: push\n"})
    workplace.token_of_job = True
    assert workplace.run(FIX).outputs["pull-request-number"] == "1"


@pytest.mark.parametrize("signing", ["auto", "false"])
def test_missing_permission_for_contents_is_named(signing: str, workplace: Workplace) -> None:
    workplace.token = Token(SECRET, {"pull_requests": "write", "workflows": "write"})
    run = workplace.run(WORKFLOW, sign_commits=signing)
    assert (run.returncode, run.blocked_by) == (1, "permissions"), run.log
    assert "contents: write" in run.log


def test_missing_permission_for_pull_requests_is_named(workplace: Workplace) -> None:
    workplace.token = Token(SECRET, {"contents": "write"})
    run = workplace.run(FIX)
    assert (run.returncode, run.blocked_by) == (1, "permissions")
    assert "it takes pull_requests=write" in run.log


def test_setting_that_forbids_pull_requests_is_named(workplace: Workplace) -> None:
    workplace.token = Token(SECRET, may_open=False)
    run = workplace.run(FIX)
    assert (run.returncode, run.blocked_by) == (1, "pull-requests-setting")
    assert "allow GitHub Actions to create pull requests" in run.log
    workplace.token = Token(SECRET)
    workplace.fresh()
    assert workplace.run(FIX).outputs["pull-request-number"] == "1"


def test_token_that_github_does_not_know_is_refused(workplace: Workplace) -> None:
    unknown = SECRET[::-1].replace("_", "")
    run = workplace.run(FIX, token=unknown)
    assert (run.returncode, run.blocked_by) == (1, "token")
    assert unknown not in run.log.replace(f"::add-mask::{unknown}", "")


@pytest.mark.parametrize("secret", ["gho_0123456789", "ghr_0123456789", "short", "ghs_ 0123456789"])
def test_token_of_a_wrong_kind_is_sent_nowhere(secret: str, workplace: Workplace) -> None:
    run = workplace.run(FIX, token=secret)
    assert (run.returncode, run.blocked_by) == (1, "token")
    assert workplace.github.faults.requests == []


def test_missing_token_is_a_wrong_input(workplace: Workplace) -> None:
    run = workplace.run(FIX, token="")
    assert run.returncode == 2
    assert "input token is empty" in run.log


@pytest.mark.parametrize("scope", ["admin:org", "delete_repo", "site_admin"])
def test_token_that_can_do_far_more_is_refused(scope: str, workplace: Workplace) -> None:
    workplace.token = Token(CLASSIC, scopes=("repo", "workflow", scope))
    run = workplace.run(FIX)
    assert (run.returncode, run.blocked_by) == (1, "token")
    assert scope in run.log
    assert workplace.github.written() == []


@pytest.mark.parametrize("variable", ["GITHUB_API_URL", "GITHUB_SERVER_URL"])
def test_token_is_sent_over_tls_only(variable: str, workplace: Workplace) -> None:
    workplace.environment = {variable: "http://github.example.com"}
    run = workplace.run(FIX, sign_commits="false")
    assert run.returncode == 2
    assert "only sent over https" in run.log


@pytest.mark.parametrize("signing", ["auto", "false"])
def test_token_is_in_no_log_no_file_and_no_argument(signing: str, workplace: Workplace) -> None:
    look = "import os; from pathlib import Path\nPath('seen').write_text(repr(dict(os.environ)))"
    run = workplace.run(look, sign_commits=signing)
    assert run.returncode == 0, run.log
    said = "\n".join(line for line in run.log.splitlines() if not line.startswith("::add-mask::"))
    assert SECRET not in said + run.summary
    assert SECRET not in (workplace.checkout / "seen").read_text()
    for path in (*workplace.checkout.rglob("*"), *(workplace.folder / "runner").rglob("*")):
        assert path.is_dir() or SECRET.encode() not in path.read_bytes(), path
    assert all(SECRET not in request.path for request in workplace.github.faults.requests)


def test_push_does_not_stumble_over_what_a_checkout_left(workplace: Workplace) -> None:
    header = "AUTHORIZATION: basic bm90OnRoaXM="
    workplace.git("config", f"http.{workplace.github.address}/.extraheader", header)
    workplace.git("config", "credential.helper", "!touch pwned; echo password=x")
    run = workplace.run(FIX, sign_commits="false")
    assert run.returncode == 0, run.log
    assert not (workplace.checkout / "pwned").exists()


def test_hooks_of_the_checkout_do_not_see_the_token(workplace: Workplace) -> None:
    hooks = workplace.checkout / ".git" / "hooks"
    for name in ("pre-push", "reference-transaction", "post-index-change"):
        hooks.mkdir(exist_ok=True)
        (hooks / name).write_text(f"#!/bin/sh\nenv > {workplace.folder}/hooked\n")
        (hooks / name).chmod(0o755)
    assert workplace.run(FIX, sign_commits="false").returncode == 0
    assert not (workplace.folder / "hooked").exists()


def test_push_is_refused_where_the_branch_has_moved(workplace: Workplace) -> None:
    workplace.run(FIX, sign_commits="false")
    workplace.fresh()
    workplace.github.faults.fail("git", 500)
    run = workplace.run(FIX + "Path('new').touch()", sign_commits="false")
    assert (run.returncode, run.blocked_by) == (1, "github")


def test_trouble_at_github_is_waited_for(workplace: Workplace) -> None:
    workplace.github.faults.fail("listed", 502, times=1)
    run = workplace.run(FIX)
    assert run.outputs["pull-request-number"] == "1", run.log


def test_pull_request_that_could_not_be_opened_is_opened_by_the_next_run(workplace: Workplace) -> None:
    workplace.github.faults.fail("new-pull", 502, times=1)
    run = workplace.run(FIX)
    assert (run.returncode, run.blocked_by) == (1, "github")
    workplace.fresh()
    assert workplace.run(FIX).outputs["pull-request-number"] == "1"


def test_archived_repository_is_left_alone(workplace: Workplace) -> None:
    workplace.github.answers.archived = True
    assert workplace.run(FIX).blocked_by == "permissions"


def test_fork_is_left_alone_also_where_the_event_does_not_say_that_it_is_one(workplace: Workplace) -> None:
    workplace.github.answers.fork = True
    run = workplace.run(FIX)
    assert (run.returncode, run.blocked_by) == (0, "fork")
    assert workplace.github.written() == []


def test_labels_that_github_refuses_do_not_hide_the_pull_request(workplace: Workplace) -> None:
    workplace.github.faults.fail("labels", 403)
    run = workplace.run(FIX, labels="bot")
    assert (run.returncode, run.outputs["pull-request-number"]) == (0, "1")
    assert "pull request #1 has no labels" in run.log
