"""What a run tells where there is something to tell, and where there is not."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from diagnosing.reading import Diagnosis
from diagnosing.session import Session
from diagnosing.settings import Settings, read_settings
from diagnosing.story import Story, page, tell
from github_api.client import Client
from github_api.context import Context
from kit.deadline import Deadline
from kit.inputs import InputError, Inputs
from tests.actions.lib.runner_log import read
from tests.actions.lib.test_outputs import read_file
from tests.e2e.services.github_runs import READER, GitHubRuns, job

HOSTILE = "x\n::error::pwned\n<script>"


def session(
    github: GitHubRuns, context: Context, folder: Path, token: str | None = None, seconds: float = 20
) -> Session:
    """A session that would install nothing: no log of it can be had."""
    chosen = github.token if token is None else token
    settings = Settings(None, comment=True, fail=False, log_size=1024**2, release=None, timeout=seconds, token=chosen)
    return Session(settings, context, folder, Deadline(seconds))


@pytest.mark.usefixtures("client")
def test_run_without_a_failed_job_has_nothing_to_tell(github: GitHubRuns, context: Context, folder: Path) -> None:
    github.jobs = [job(1, "green", "success", failed_step=False)]
    assert session(github, context, folder).story() == Story("nothing")
    assert not github.comments


@pytest.mark.usefixtures("client")
def test_job_that_still_runs_is_told_to_be_apart(github: GitHubRuns, context: Context, folder: Path) -> None:
    github.jobs = [job(1, "this one", None)]
    story = session(github, context, folder).story()
    assert (story.result, story.failed_jobs) == ("unavailable", ("this one",))
    assert "in a job of its own" in story.remarks[0]
    assert github.count("log") == 0


@pytest.mark.usefixtures("client")
def test_what_is_missing_is_said(github: GitHubRuns, context: Context, folder: Path) -> None:
    assert "there is no token" in session(github, context, folder, token="").story().remarks[0]
    assert "does not accept the token" in session(github, context, folder, token="old").story().remarks[0]  # noqa: S106 - no secret
    github.permissions = READER - {"actions:read"}
    assert "give the job the permission `actions: read`" in session(github, context, folder).story().remarks[0]
    github.permissions = READER
    github.jobs = [job(1, "red")]
    story = session(github, context, folder).story()
    assert story.result == "unavailable"
    assert story.remarks[0].startswith("the log of red: GitHub has nothing there")


def test_api_that_is_not_there_is_no_matter_of_permissions(github: GitHubRuns, context: Context, folder: Path) -> None:
    gone = replace(context, api="http://127.0.0.1:1")
    story = session(github, gone, folder, seconds=3).story()
    assert story.result == "unavailable"
    assert "permission" not in story.remarks[0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"payload": {"pull_request": {"number": 7, "head": {"repo": {"full_name": "x/y"}}}}}, "a fork may only read"),
        ({"event": "push", "payload": {}}, "about no pull request"),
    ],
)
def test_comment_that_cannot_be_is_not_tried(
    change: dict[str, object], words: str, github: GitHubRuns, context: Context, folder: Path
) -> None:
    client = Client(github.address, github.token, Deadline(5))
    told = Story("unknown", diagnosis=Diagnosis((), "x", folder / "x.json"))
    found = session(github, replace(context, **change), folder)._commented(client, told)  # type: ignore[arg-type]  # noqa: SLF001 - fields, and the way there is a download
    assert words in found.remarks[0]
    assert not github.requests


def test_story_is_told_as_text(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"):
        monkeypatch.setenv(name, str(tmp_path / name))
    diagnosis = Diagnosis(("a-cause",), "## Why\n\n::error::pwned\n", tmp_path / "d.json")
    tell(Story("diagnosed", (HOSTILE,), diagnosis, (HOSTILE,), "https://x"))
    outputs = dict(read_file(tmp_path / "GITHUB_OUTPUT"))
    assert json.loads(outputs["causes"]) == ["a-cause"]
    assert json.loads(outputs["failed-jobs"]) == [HOSTILE]
    assert outputs["comment-url"] == "https://x"
    commands = read(capsys.readouterr().out).commands
    assert [command.name for command in commands] == ["notice", "warning"]
    assert "<script>" not in (tmp_path / "GITHUB_STEP_SUMMARY").read_text()


def test_page_says_that_there_is_nothing_to_say() -> None:
    assert "No job of this run has failed" in page(Story("nothing"))
    assert "could not be found out" in page(Story("unavailable", remarks=("no log",)))


DEFAULTS = {
    "COMMENT": "false",
    "FAIL": "false",
    "MAX_LOG_SIZE": "200MiB",
    "TIMEOUT": "5m",
    "WORKFLOW": ".",
    "TOKEN": "",
}


def given(**values: str) -> Inputs:
    return Inputs({f"CIKIT_{name}": value for name, value in {**DEFAULTS, **values}.items()})


def test_defaults_are_good(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert read_settings(given()).workflow == tmp_path.resolve()
    assert read_settings(given(WORKFLOW="")).workflow is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("WORKFLOW", "../.."),
        ("WORKFLOW", "$(touch x)"),
        ("MAX_LOG_SIZE", "5GiB"),
        ("MAX_LOG_SIZE", "5"),
        ("COMMENT", "yes"),
        ("VERSION", "latest"),
    ],
)
def test_wrong_input_is_named(name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    with pytest.raises(InputError, match=name.lower().replace("_", "-")):
        read_settings(given(**{name: value}))
