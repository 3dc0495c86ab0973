"""Whose logs are read, and what is said of those that cannot be had."""

import zipfile
from pathlib import Path

import pytest

from diagnosing.jobs import failed, jobs_of, still_running
from diagnosing.logs import MOST_JOBS, fetch
from github_api.client import Client
from github_api.context import Context
from tests.e2e.services.github_runs import READER, GitHubRuns, job

MIB = 1024**2


def test_failed_jobs_are_those_that_are_over_and_red(github: GitHubRuns, client: Client, context: Context) -> None:
    github.jobs = [
        job(1, "red"),
        job(2, "green", "success", failed_step=False),
        job(3, "late", "timed_out"),
        job(4, "stopped", "cancelled"),
        job(5, "running", None),
        job(6, "running well", None, failed_step=False),
        job(7, "left out", "skipped", failed_step=False),
    ]
    github.page_size = 2
    jobs = jobs_of(client, context)
    assert [each.name for each in failed(jobs)] == ["red", "late"]
    assert [each.name for each in still_running(jobs)] == ["running"]


def test_cancelled_jobs_are_looked_at_if_none_has_failed(github: GitHubRuns, client: Client, context: Context) -> None:
    github.jobs = [job(4, "stopped", "cancelled"), job(2, "green", "success", failed_step=False)]
    assert [each.name for each in failed(jobs_of(client, context))] == ["stopped"]


def fetched(
    github: GitHubRuns, client: Client, context: Context, folder: Path, limit: int = MIB
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    logs = fetch(client, context, failed(jobs_of(client, context)), folder, limit)
    del github
    if logs.archive is None:
        return {}, logs.remarks
    with zipfile.ZipFile(logs.archive) as packed:
        return {name: packed.read(name) for name in packed.namelist()}, logs.remarks


def test_logs_are_packed_under_the_names_of_their_jobs(
    github: GitHubRuns, client: Client, context: Context, folder: Path
) -> None:
    github.jobs = [job(1, "test (3.12, ubuntu)"), job(2, "call / ../../etc\n::error::x")]
    github.logs = {1: b"one\n", 2: "zwei \ud800".encode("utf-8", "surrogatepass")}
    found, remarks = fetched(github, client, context, folder)
    assert list(found.values()) == [b"one\n", github.logs[2]]
    assert list(found) == ["0_test (3.12, ubuntu).txt", "1_call _ .._.._etc __error__x.txt"]
    assert remarks == ()
    assert [path.name for path in folder.iterdir()] == ["logs.zip"]


def test_log_that_is_late_is_waited_for_and_one_that_never_comes_is_named(
    github: GitHubRuns, client: Client, context: Context, folder: Path
) -> None:
    github.jobs = [job(1, "late"), job(2, "gone")]
    github.logs, github.late = {1: b"one\n"}, {1: 2}
    found, remarks = fetched(github, client, context, folder)
    assert list(found) == ["0_late.txt"]
    assert [remark.partition(":")[0] for remark in remarks] == ["the log of gone"]


def test_limit_that_is_too_long_ends_the_fetching(
    github: GitHubRuns, client: Client, context: Context, folder: Path
) -> None:
    github.jobs = [job(number, f"job {number}") for number in (1, 2, 3)]
    github.logs = dict.fromkeys((1, 2, 3), b"x\n")
    github.refuse("log", 429, times=9, Retry_After="3600")
    found, remarks = fetched(github, client, context, folder)
    assert (found, github.count("log")) == ({}, 1)
    assert "GitHub asks to wait 3600 s" in remarks[0]


def test_missing_permission_ends_the_fetching(
    github: GitHubRuns, client: Client, context: Context, folder: Path
) -> None:
    github.jobs = [job(number, f"job {number}") for number in (1, 2)]
    jobs = failed(jobs_of(client, context))
    github.permissions = READER - {"actions:read"}
    logs = fetch(client, context, jobs, folder, MIB)
    assert (logs.archive, len(logs.remarks)) == (None, 1)


def test_big_logs_share_the_size_and_keep_their_ends(
    github: GitHubRuns, client: Client, context: Context, folder: Path
) -> None:
    github.jobs = [job(1, "loud"), job(2, "quiet")]
    github.logs = {1: b"noise\n" * MIB + b"the end\n", 2: b"silence\n"}
    found, remarks = fetched(github, client, context, folder, limit=2 * MIB)
    assert found["0_loud.txt"].endswith(b"the end\n")
    assert MIB // 2 - 100_000 < len(found["0_loud.txt"]) <= MIB + 100_000
    assert found["1_quiet.txt"] == b"silence\n"
    assert "of the log of loud the first" in remarks[0]


def test_more_jobs_than_can_be_read_are_said_to_be_more(
    github: GitHubRuns, client: Client, context: Context, folder: Path
) -> None:
    github.jobs = [job(number, f"leg {number}") for number in range(MOST_JOBS + 5)]
    github.logs = dict.fromkeys(range(MOST_JOBS + 5), b"x\n")
    found, remarks = fetched(github, client, context, folder)
    assert len(found) == MOST_JOBS
    assert remarks == ("5 more failed jobs were not looked at",)


@pytest.mark.parametrize("behaviour", ["reset", 503])
def test_store_in_trouble_is_told(
    behaviour: object, github: GitHubRuns, client: Client, context: Context, folder: Path
) -> None:
    github.jobs, github.logs = [job(1, "red")], {1: b"x\n"}
    github.fail("store", behaviour)  # type: ignore[arg-type]  # one of the behaviours
    found, remarks = fetched(github, client, context, folder)
    assert found == {}
    assert remarks[0].startswith("the log of red: ")
