"""Rates, durations, flaky jobs, time limits, and what a moment has changed."""

from pathlib import Path
from random import Random

import pytest

from ci_lint.history import chance
from ci_lint.history.figures import Durations, Outcomes, durations, percentile
from ci_lint.history.limits import limit
from ci_lint.history.trend import Change, UnknownMoment
from tests.history.recording import START, at, job, listed, told

DAY = 24 * 60 * 60


def test_percentile_is_one_of_the_values() -> None:
    values = list(range(1, 101))
    assert percentile(values, 0.95) == 95
    assert percentile([7.0], 0.95) == 7
    assert percentile([1.0, 2.0], 0.95) == 2


def test_durations_are_those_that_are_known() -> None:
    assert durations([30, None, 10, 20]) == Durations(3, 20, 30, 30)
    assert durations([None]) is None


def test_job_that_fails_and_then_succeeds_on_a_commit_is_flaky(tmp_path: Path) -> None:
    again = job(1, "test") | {"run_attempt": 2, "started_at": at(200), "completed_at": at(260)}
    found = told(tmp_path, {"jobs": [job(1, "test", "failure"), again, job(1, "lint", "failure")]})
    (flake,) = found.flaky
    assert (flake.workflow, flake.job, flake.commits, flake.wasted) == ("CI", "test", (f"{1:040x}",), 60)


def test_job_is_flaky_across_runs_of_one_commit_too(tmp_path: Path) -> None:
    commit = {"head_sha": "c" * 40}
    found = told(tmp_path, {"jobs": [job(1, **commit), job(2, conclusion="timed_out", **commit)]})
    assert [flake.commits for flake in found.flaky] == [("c" * 40,)]


@pytest.mark.parametrize(
    "other", [{"head_sha": "d" * 40}, {"workflow_name": "Other"}, {"name": "lint"}, {"conclusion": "cancelled"}]
)
def test_job_is_not_flaky_if_anything_else_differs(tmp_path: Path, other: dict[str, str]) -> None:
    bad = job(2, conclusion="failure", head_sha="c" * 40) | other
    assert not told(tmp_path, {"jobs": [job(1, head_sha="c" * 40), bad]}).flaky


def test_jobs_without_a_commit_are_not_flaky(tmp_path: Path) -> None:
    jobs = [job(1, head_sha=""), job(2, conclusion="failure", head_sha="")]
    assert not told(tmp_path, {"jobs": jobs}).flaky


def test_success_of_a_second_attempt_was_retried(tmp_path: Path) -> None:
    runs = [listed(1), listed(2, attempt=2), listed(3, "failure", attempt=4)]
    assert told(tmp_path, runs).workflows[0].retried == 1


def test_steps_that_take_the_most_in_all_come_first(tmp_path: Path) -> None:
    steps = [
        {"name": "Checkout", "conclusion": "success", "started_at": at(0), "completed_at": at(5)},
        {"name": "Test", "conclusion": "success", "started_at": at(5), "completed_at": at(50)},
        {"name": "Upload", "conclusion": "skipped", "started_at": at(50), "completed_at": at(500)},
    ]
    found = told(tmp_path, {"jobs": [job(1, steps=steps), job(2, steps=steps)]})
    assert [(step.name, step.durations.count, step.total) for step in found.slow_steps] == [
        ("Test", 2, 90),
        ("Checkout", 2, 10),
    ]


@pytest.mark.parametrize(
    ("seconds", "minutes"),
    [
        ([60] * 5, 10),  # five minutes above the median
        ([60] * 4, None),  # too few
        ([600] * 9 + [1200], 30),  # half as much again as the longest
        ([5 * 3600] * 5, 360),  # GitHub's own limit
        ([7 * 3600] * 5, 630),  # beyond it on a runner of one's own
        ([1] * 5, 10),
        ([100 * 3600] * 5, 7200),
    ],
)
def test_limit_leaves_room_above_every_success(seconds: list[float], minutes: int | None) -> None:
    assert limit(durations(seconds)) == minutes
    assert minutes is None or minutes * 60 > max(seconds)


def test_fisher_agrees_with_published_values() -> None:
    assert chance.of_rates(Outcomes(8, 2, 0), Outcomes(1, 5, 0)) == pytest.approx(0.0349650, abs=1e-6)
    assert chance.of_rates(Outcomes(3, 1, 0), Outcomes(1, 3, 0)) == pytest.approx(0.4857143, abs=1e-6)
    assert chance.of_rates(Outcomes(0, 0, 0), Outcomes(5, 5, 0)) == pytest.approx(1)
    assert chance.of_rates(Outcomes(9000, 1000, 0), Outcomes(9600, 400, 0)) < 1e-12


def test_mann_and_whitney_agree_with_published_values() -> None:
    # The example of scipy.stats.mannwhitneyu, method="asymptotic".
    males, females = [19, 22, 16, 29, 24], [20, 11, 17, 12]
    assert chance.of_durations(males, females) == pytest.approx(0.11134688653314041)
    assert chance.of_durations(females, males) == pytest.approx(0.11134688653314041)
    assert chance.of_durations([5, 5, 5], [5, 5]) == 1


def test_equal_runs_seldom_look_different() -> None:
    random = Random(7)  # noqa: S311 - figures, no secrets
    alarms = sum(
        chance.of_durations([random.random() for _ in range(12)], [random.random() for _ in range(15)]) < 0.05
        for _ in range(400)
    )
    assert alarms < 400 * 0.08


def around(good_before: int, good_after: int, seconds: int = 60) -> list[dict[str, object]]:
    """Twenty runs on each day, of which so many succeed; on the second one they take so long."""
    first = [listed(n, "success" if n <= good_before else "failure", begun=n * 60) for n in range(1, 21)]
    second = [
        listed(20 + n, "success" if n <= good_after else "failure", begun=DAY + n * 60, seconds=seconds)
        for n in range(1, 21)
    ]
    return first + second


@pytest.mark.parametrize(
    ("before", "after", "change"),
    [(10, 19, Change.BETTER), (20, 11, Change.WORSE), (16, 18, Change.UNCLEAR), (15, 15, Change.UNCLEAR)],
)
def test_change_of_success_is_named_if_it_is_more_than_chance(
    tmp_path: Path, before: int, after: int, change: Change
) -> None:
    (trend,) = told(tmp_path, around(before, after), since="2026-10-06").trends
    assert (trend.before.outcomes.succeeded, trend.after.outcomes.succeeded) == (before, after)
    assert trend.success is change


@pytest.mark.parametrize(("seconds", "change"), [(40, Change.BETTER), (90, Change.WORSE), (60, Change.UNCLEAR)])
def test_change_of_durations_is_named_likewise(tmp_path: Path, seconds: int, change: Change) -> None:
    (trend,) = told(tmp_path, around(20, 20, seconds), since="2026-10-06T00:00").trends
    assert trend.duration is change


def test_few_runs_change_nothing(tmp_path: Path) -> None:
    runs = [listed(1, "failure"), *(listed(n, begun=DAY) for n in range(2, 20))]
    (trend,) = told(tmp_path, runs, since="2026-10-06").trends
    assert (trend.success, trend.duration) == (Change.TOO_FEW, Change.TOO_FEW)


def test_moment_may_be_a_commit_and_is_its_first_run(tmp_path: Path) -> None:
    found = told(tmp_path, around(20, 20), since=f"{25:040x}")
    assert found.moment is not None
    assert (found.moment - START).total_seconds() == DAY + 5 * 60
    assert found.trends[0].before.outcomes.ended == 24
    jobs = [job(n, created_at=at(n * DAY), started_at=at(n * DAY)) for n in range(1, 4)]
    commit = told(tmp_path, {"jobs": jobs}, since=f"{2:040x}")
    assert [(trend.job, trend.before.outcomes.ended) for trend in commit.trends] == [("test", 1)]


@pytest.mark.parametrize("since", ["yesterday", "abc", "f" * 40, "2026-13-45", "20261006", "-"])
def test_moment_that_is_none_is_named(tmp_path: Path, since: str) -> None:
    with pytest.raises(UnknownMoment, match=f"{since} is no date such as 2026-11-01 and no commit of these runs"):
        told(tmp_path, [listed(1)], since=since)
