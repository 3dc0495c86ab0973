"""GitHub's API, asked over real connections: a token that stays where it belongs, waits that end, pages in order."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from github_api import downloads, patience
from github_api.client import Client
from github_api.context import Context, read_context
from github_api.downloads import download
from github_api.troubles import ApiTrouble, Kind
from kit.deadline import Deadline
from tests.e2e.services.github_runs import NAME, READER, GitHubRuns, job, running_github_runs

JOBS = f"/repos/{NAME}/actions/runs/1/attempts/1/jobs?per_page=100"


@pytest.fixture
def github() -> Iterator[GitHubRuns]:
    with running_github_runs() as running:
        running.jobs = [job(number, f"job {number}") for number in range(7)]
        yield running
    assert not running.violations


@pytest.fixture
def client(github: GitHubRuns) -> Client:
    return Client(github.address, github.token, Deadline(30))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses of an API that is on this machine."""
    for module in (patience, downloads):
        monkeypatch.setattr(module, "PAUSES", (0.01, 0.02, 0.03))


def names(client: Client) -> list[str]:
    return [entry["name"] for entry in client.pages(JOBS, "the jobs", key="jobs")]


def fetched(client: Client, number: int = 1) -> bytes:
    return download(client, f"/repos/{NAME}/actions/jobs/{number}/logs", "the log", b"".join)


def test_pages_come_one_after_the_other(github: GitHubRuns, client: Client) -> None:
    github.page_size = 3
    assert names(client) == [f"job {number}" for number in range(7)]
    assert github.count("jobs") == 3


def test_limit_is_waited_for_and_no_longer_than_there_is_time(
    github: GitHubRuns, client: Client, capsys: pytest.CaptureFixture[str]
) -> None:
    github.refuse("jobs", 403, Retry_After="1")
    began = time.monotonic()
    assert len(names(client)) == 7
    assert 0.9 < time.monotonic() - began < 5
    assert "asking again in 1 s" in capsys.readouterr().out
    github.refuse("jobs", 429, Retry_After="3000")
    with pytest.raises(ApiTrouble, match="GitHub asks to wait 3000 s") as caught:
        names(client)
    assert caught.value.kind is Kind.LIMITED


@pytest.mark.parametrize("behaviour", [502, "reset"])
def test_trouble_of_the_server_is_sat_out(github: GitHubRuns, client: Client, behaviour: int | str) -> None:
    github.fail("jobs", behaviour, times=2)  # type: ignore[arg-type]  # one of the behaviours
    assert len(names(client)) == 7
    github.heal()
    github.fail("jobs", behaviour)  # type: ignore[arg-type]  # likewise
    with pytest.raises(ApiTrouble) as caught:
        names(client)
    assert caught.value.kind in (Kind.REFUSED, Kind.UNREACHABLE)


def test_silent_server_ends_with_the_deadline(github: GitHubRuns) -> None:
    github.fail("jobs", "stall")
    began = time.monotonic()
    with pytest.raises(ApiTrouble, match=r"did not answer in time|time is up"):
        names(Client(github.address, github.token, Deadline(0.5)))
    assert time.monotonic() - began < 3


def test_missing_permission_is_named(github: GitHubRuns, client: Client) -> None:
    github.permissions = READER - {"actions:read"}
    with pytest.raises(ApiTrouble, match=r'the jobs: the token may not .*it takes "actions=read"') as caught:
        names(client)
    assert caught.value.kind is Kind.FORBIDDEN


def test_what_changes_something_is_not_sent_twice(github: GitHubRuns, client: Client) -> None:
    github.fail("comments", 502)
    with pytest.raises(ApiTrouble):
        client.send("POST", f"/repos/{NAME}/issues/7/comments", {"body": "x"}, "a comment")
    assert github.count("comments") == 1


def test_log_comes_from_the_store_without_the_token(github: GitHubRuns, client: Client) -> None:
    github.logs[1] = b"line\n" * 100_000
    assert fetched(client) == github.logs[1]
    assert [request.operation for request in github.requests] == ["log", "store"]


def test_download_that_breaks_off_is_asked_for_anew(github: GitHubRuns, client: Client) -> None:
    github.logs[1] = b"whole"
    github.fail("store", "reset", times=1)
    assert fetched(client) == b"whole"
    assert github.count("log") == github.count("store") == 2


def test_store_that_never_answers_well_is_given_up(github: GitHubRuns, client: Client) -> None:
    github.logs[1] = b"whole"
    github.fail("store", 503)
    with pytest.raises(ApiTrouble, match="the store of the logs answered 503"):
        fetched(client)


def test_log_that_is_not_there_is_missing(client: Client) -> None:
    with pytest.raises(ApiTrouble) as caught:
        fetched(client, 99)
    assert caught.value.kind is Kind.MISSING


@pytest.mark.parametrize("elsewhere", ["http://127.0.0.1:1/x", "https://evil.example/x", "file:///etc/passwd"])
def test_token_goes_nowhere_but_to_the_api(client: Client, elsewhere: str) -> None:
    with pytest.raises(ApiTrouble, match="which gets no token"):
        client.answer("GET", elsewhere, "the next page")


def test_address_must_be_one() -> None:
    with pytest.raises(ApiTrouble):
        Client("file:///etc", "token", Deadline(1))


def context(event: str, payload: str, folder: Path) -> Context:
    (folder / "event.json").write_text(payload, encoding="utf-8")
    return read_context(
        {"GITHUB_EVENT_NAME": event, "GITHUB_EVENT_PATH": str(folder / "event.json"), "GITHUB_REPOSITORY": "a/b"}
    )


REQUEST = '{"pull_request": {"number": 4, "head": {"repo": HEAD}, "base": {"repo": {"full_name": "a/b"}}}}'


@pytest.mark.parametrize(
    ("event", "head", "fork"),
    [
        ("pull_request", '{"full_name": "A/B"}', False),
        ("pull_request", '{"full_name": "c/b"}', True),
        ("pull_request", "null", True),
        ("pull_request_review", '{"full_name": "c/b"}', True),
        ("pull_request_target", '{"full_name": "c/b"}', False),
        ("push", "null", False),
    ],
)
def test_fork_is_known_by_event_and_head(event: str, head: str, fork: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    found = context(event, REQUEST.replace("HEAD", head), tmp_path)
    assert (found.from_fork, found.pull_request) == (fork, 4)


@pytest.mark.parametrize(
    ("payload", "number"),
    [
        ('{"workflow_run": {"pull_requests": [{"number": 5}]}}', 5),
        ('{"workflow_run": {"pull_requests": [{"number": 5}, {"number": 6}]}}', 0),
        ('{"workflow_run": {"pull_requests": []}}', 0),
        ('{"workflow_run": {"pull_requests": "5"}}', 0),
        ("[]", 0),
        ("no json", 0),
    ],
)
def test_pull_request_of_another_run_is_told_if_there_is_one(payload: str, number: int, tmp_path: Path) -> None:
    assert context("workflow_run", payload, tmp_path).pull_request == number


@pytest.mark.parametrize(("payload", "private"), [("{}", True), ('{"repository": {"private": false}}', False)])
def test_what_the_event_does_not_say_counts_as_private(payload: str, private: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case
    assert context("push", payload, tmp_path).private is private
