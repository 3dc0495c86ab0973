"""Files of runs: three shapes, parts of them, and what strangers may have put into them."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ci_lint.history import UnreadableRuns, history, read_runs
from ci_lint.history.documents import SIZE_LIMIT
from ci_lint.reports import history_json, history_markdown, history_text
from tests.history.recording import START, at, file, job, listed, told

OF_API = {
    "id": 7,
    "name": "CI",
    "path": ".github/workflows/ci.yml",
    "display_title": "Sell shoes",
    "run_attempt": 2,
    "head_sha": f"{7:040x}",
    "conclusion": "failure",
    "created_at": at(0),
    "run_started_at": at(100),
    "updated_at": at(160),
    "html_url": "https://github.com/example/shop/actions/runs/7",
    "url": "https://api.github.com/repos/example/shop/actions/runs/7",
    "repository": {"id": 1, "name": "shop", "url": "https://api.github.com/repos/example/shop"},
}


def test_list_of_gh_is_read(tmp_path: Path) -> None:
    found = told(tmp_path, [listed(1), listed(2, "failure", begun=60, seconds=30), listed(3, "cancelled", begun=90)])
    (workflow,) = found.workflows
    assert (workflow.workflow, workflow.job) == ("CI", "")
    assert (workflow.outcomes.succeeded, workflow.outcomes.failed, workflow.outcomes.cancelled) == (1, 1, 1)
    assert workflow.durations is not None
    assert workflow.durations.median == 60
    assert workflow.lost == 30
    assert found.first == START


def test_view_of_gh_is_read_and_its_jobs_get_workflow_and_commit_of_the_run(tmp_path: Path) -> None:
    fields = ("name", "conclusion", "steps")
    of_gh = {name: job(5)[name] for name in fields} | {
        "databaseId": 500,
        "startedAt": at(10),
        "completedAt": at(70),
        "url": "https://github.com/example/shop/actions/runs/5/job/500",
        "steps": [{"name": "Test", "conclusion": "success", "number": 1, "startedAt": at(10), "completedAt": at(65)}],
    }
    found = told(tmp_path, listed(5, jobs=[of_gh]))
    (read,) = found.job_runs
    assert (read.run, read.workflow, read.commit, read.seconds, read.queued) == (5, "CI", f"{5:040x}", 60, None)
    assert [(step.name, step.seconds) for step in read.steps] == [("Test", 55)]
    assert len(found.runs) == 1


def test_jobs_alone_get_their_workflow_from_the_list_of_runs(tmp_path: Path) -> None:
    of_gh = {"name": "test", "conclusion": "success", "startedAt": at(0), "completedAt": at(9), "steps": []}
    of_gh["url"] = "https://github.com/example/shop/actions/runs/6/job/600"
    found = told(tmp_path, {"jobs": [of_gh]}, [listed(6)])
    assert [(figures.workflow, figures.job) for figures in found.jobs] == [("CI", "test")]
    assert len(found.runs) == 1


def test_pages_of_the_api_are_read_one_after_the_other(tmp_path: Path) -> None:
    pages = [{"total_count": 3, "jobs": [job(1)]}, {"total_count": 3, "jobs": [job(2), job(2, "lint")]}]
    runs = json.dumps({"total_count": 1, "workflow_runs": [OF_API]}, indent=2)
    found = told(tmp_path, "\n".join(map(json.dumps, pages)), runs)
    assert len(found.job_runs) == 3
    (run,) = found.runs
    assert (run.workflow, run.attempt, run.seconds, run.conclusion) == ("CI", 2, 60, "failure")
    assert {figures.queued.median for figures in found.jobs if figures.queued} == {10}


def test_slurped_pages_and_single_jobs_are_read(tmp_path: Path) -> None:
    found = told(tmp_path, [{"workflow_runs": [OF_API]}, {"workflow_runs": []}], job(3), [[job(4)]])
    assert (len(found.runs), len(found.job_runs)) == (1, 2)


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
def test_text_of_windows_is_read(tmp_path: Path, mark: bytes) -> None:
    path = tmp_path / "runs.json"
    path.write_bytes(mark + json.dumps([listed(1)], indent=2).replace("\n", "\r\n").encode())
    assert len(read_runs([path]).runs) == 1
    path.write_text(json.dumps([listed(1)]), encoding="utf-16")
    assert len(read_runs([path]).runs) == 1


def test_run_name_is_no_workflow(tmp_path: Path) -> None:
    titles = [OF_API | {"id": 10 + number, "name": f"Deploy {number}"} for number in range(3)]
    assert {run.workflow for run in told(tmp_path, titles).runs} == {".github/workflows/ci.yml"}
    with_job = told(tmp_path, titles, [job(10, workflow_name="Deploy")])
    assert {run.workflow for run in with_job.runs} == {"Deploy"}


def test_run_in_two_files_counts_once(tmp_path: Path) -> None:
    whole = listed(7)
    part = {name: whole[name] for name in ("databaseId", "conclusion", "workflowName")}
    (run,) = told(tmp_path, [part], [whole], [part]).runs
    assert run.seconds == 60


def test_attempt_that_is_not_told_is_the_last_one_known(tmp_path: Path) -> None:
    whole = listed(7, attempt=3)
    part = {"databaseId": 7, "conclusion": "success", "headSha": whole["headSha"], "jobs": []}
    (run,) = told(tmp_path, [part], [whole]).runs
    assert run.attempt == 3


def test_job_that_a_later_attempt_only_lists_again_counts_once(tmp_path: Path) -> None:
    again = job(1, run_attempt=2) | {"id": 101}
    found = told(tmp_path, {"jobs": [job(1), again]})
    assert [read.attempt for read in found.job_runs] == [1]


def test_zero_times_and_wrong_order_are_no_times(tmp_path: Path) -> None:
    zero = "0001-01-01T00:00:00Z"
    found = told(
        tmp_path,
        [
            listed(1, startedAt=zero, createdAt=zero),
            listed(2, updatedAt=at(-5)),
            listed(3, updatedAt="9999-12-31T23:59:59-23:59"),
            listed(4, updatedAt=None, createdAt=12, startedAt="soon"),
            listed(5, updatedAt="2026-10-05T10:01:00.1234567+02:00"),
        ],
    )
    assert {run.id: run.seconds for run in found.runs} == {1: None, 2: None, 3: None, 4: None, 5: 60}


def test_runs_that_still_run_are_neither_good_nor_bad(tmp_path: Path) -> None:
    (workflow,) = told(tmp_path, [listed(1, ""), listed(2, "skipped")]).workflows
    assert (workflow.outcomes.ended, workflow.outcomes.success_rate, workflow.durations) == (0, None, None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "tells of no run and no job"),
        ("[]", "tells of no run and no job"),
        ('{"message": "Not Found", "status": "404"}', "tells of no run and no job"),
        ('[{"databaseId": "12", "conclusion": 3, "jobs": {"a": 1}}]', "tells of no run and no job"),
        ("gh: not logged in", "is no JSON"),
        ('[{"databaseId": 1', "is no JSON"),
        ("[1, 2]", "holds no runs"),
        ("null", "holds no runs"),
        ("NaN", "holds no runs"),
        ("[" * 100_000, "is nested too deeply"),
        (f'[{{"databaseId": {"9" * 5000}}}]', "runs.json"),
    ],
)
def test_what_holds_no_runs_is_named(tmp_path: Path, content: str, sentence: str) -> None:
    path = file(tmp_path, content)
    with pytest.raises(UnreadableRuns, match=sentence) as error:
        read_runs([path])
    assert str(path) in str(error.value)


def test_file_without_runs_is_named_beside_one_with_runs(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRuns, match=r"empty\.json tells of no run"):
        read_runs([file(tmp_path, [listed(1)]), file(tmp_path, "[]", "empty.json")])


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(UnreadableRuns, match=r"missing\.json cannot be read: No such file"):
        read_runs([tmp_path / "missing.json"])
    with pytest.raises(UnreadableRuns, match="cannot be read"):
        read_runs([tmp_path])
    latin = tmp_path / "latin.json"
    latin.write_bytes(b'["\xe4"]')
    with pytest.raises(UnreadableRuns, match="is no text in UTF-8"):
        read_runs([latin])


def test_file_that_is_too_large_is_not_read(tmp_path: Path) -> None:
    huge = tmp_path / "huge.json"
    with huge.open("wb") as stream:
        stream.truncate(SIZE_LIMIT + 1)
    with pytest.raises(UnreadableRuns, match="is larger than 200 MiB"):
        read_runs([huge])


def test_deep_lists_and_pages_within_pages_are_unfolded(tmp_path: Path) -> None:
    deep = "[" * 200 + json.dumps(listed(1)) + "]" * 200
    pages: Any = [listed(2)]
    for _ in range(80):
        pages = [{"workflow_runs": pages}]
    assert len(read_runs([file(tmp_path, deep), file(tmp_path, {"runs": [pages]}, "pages.json")]).runs) == 2


def test_many_documents_are_read_in_time_that_grows_with_them(tmp_path: Path) -> None:
    lines = "\n".join(json.dumps({"databaseId": number, "conclusion": "success"}) for number in range(1, 20_001))
    assert len(read_runs([file(tmp_path, lines)]).runs) == 20_000


NAMES = (
    "databaseId",
    "conclusion",
    "createdAt",
    "startedAt",
    "updatedAt",
    "headSha",
    "jobs",
    "steps",
    "name",
    "run_id",
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(), st.just(at(0)), st.just("success")),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=6),
    max_leaves=30,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(st.dictionaries(st.sampled_from(NAMES), ANYTHING))
def test_no_value_breaks_reading_or_reports(tmp_path: Path, item: dict[str, Any]) -> None:
    path = file(tmp_path, [listed(1), item])
    found = history(read_runs([path]), "2026-10-05")
    assert json.loads(history_json.render(found))["version"] == 1
    assert history_text.render(found)
    assert history_markdown.render(found)
