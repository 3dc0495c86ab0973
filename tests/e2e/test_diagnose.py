"""The action diagnose as workflows use it: logs from an API with permissions and limits, one comment, no red job."""

import json
from collections.abc import Iterator

import pytest

from .linter_runs import example, pull_request, run_beside
from .runner import Act, Repositories
from .services.github_runs import READER, GitHubRuns, job, running_github_runs

# The lines of the runner, in its words; what BuildKit says when a registry refuses its cache.
DENIED = "failed to push ghcr.io/acme/app:cache: denied: permission_denied: write_package"
LOG = f"""\
2026-11-21T10:00:01.0000000Z ##[group]Run docker/build-push-action@c3c9e263c25d99ce0380d002d59b67737d91b0dc
2026-11-21T10:00:01.1000000Z with:
2026-11-21T10:00:01.2000000Z ##[endgroup]
2026-11-21T10:00:09.0000000Z #14 exporting cache to registry
2026-11-21T10:00:09.2000000Z #14 ERROR: {DENIED}
2026-11-21T10:00:09.4000000Z ERROR: failed to build: failed to solve: {DENIED}
2026-11-21T10:00:09.5000000Z ::error::pwned
2026-11-21T10:00:09.6000000Z ##[error]buildx failed with: ERROR: failed to build: failed to solve: {DENIED}
"""
IMAGE = """
on: push
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
      - uses: docker/build-push-action@v6
        with:
          cache-to: type=registry,ref=ghcr.io/acme/app:cache,mode=max
"""
WORKFLOW = """
on: [push, pull_request]
jobs:
  why:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4
STEPS
"""
USE = """
      - id: ID
        uses: org/ci-kit/actions/diagnose@v1
        continue-on-error: true
        with: INPUTS
"""


def workflow(**uses: dict[str, str]) -> str:
    """A workflow that uses the action several times, each with an id and inputs."""
    steps = "".join(USE.replace("ID", name).replace("INPUTS", json.dumps(given)) for name, given in uses.items())
    return WORKFLOW.replace("STEPS", steps)


@pytest.fixture
def github() -> Iterator[GitHubRuns]:
    """GitHub's API with one failed job; what it does not understand fails the test."""
    with running_github_runs() as running:
        running.jobs = [job(11, "test (3.12)"), job(12, "lint", "success", failed_step=False)]
        running.logs = {11: LOG.encode()}
        yield running
    assert not running.violations


def test_example_of_the_readme_says_why_in_summary_and_comment(
    act: Act, repository: Repositories, github: GitHubRuns
) -> None:
    repository({"Makefile": "test:\n\tfalse\n", ".github/workflows/image.yml": IMAGE})
    github.late = {11: 1}
    github.page_size = 1
    run = run_beside(act, github, example("diagnose"), "pull_request", **pull_request())

    assert run.returncode == 1  # that of the job that failed first
    assert "cache-registry-denied" in run.summary
    assert "ignore-error=true" in run.summary
    (comment,) = github.comments
    assert comment["issue"] == 7
    assert "test (3.12)" in comment["body"] or "test &#40;3.12&#41;" in comment["body"]
    assert "cache-registry-denied" in comment["body"]
    assert not [each for each in run.annotations if "pwned" in each.message]


def test_comment_is_written_anew_and_what_is_missing_is_said(
    act: Act, repository: Repositories, github: GitHubRuns
) -> None:
    repository({"README.md": ""})
    github.page_size = 2
    github.comments = [{"id": number, "issue": 7, "user": {"login": "ada"}, "body": "hello"} for number in range(5)]
    github.refuse("comments", 403, Retry_After="1", X_RateLimit_Remaining="0")
    github.jobs.append(job(13, "this one", None))
    commented = {"comment": "true"}
    run = run_beside(act, github, workflow(first=commented, second=commented), "pull_request", **pull_request())

    assert run.returncode == 0, run.log
    assert [len(github.comments), github.count("comments")] == [6, 2 * 3 + 1 + 2]
    outputs = run.step_outputs
    assert outputs["first"]["comment-url"] == outputs["second"]["comment-url"] == github.comments[-1]["html_url"]
    assert json.loads(outputs["second"]["causes"]) == ["cache-registry-denied"]
    assert json.loads(outputs["first"]["failed-jobs"]) == ["test (3.12)", "this one"]
    assert any("the job still runs" in message for message in run.messages("warning"))
    assert "no workflow files" in run.log


def test_without_permission_the_job_stays_green_unless_it_must_not(
    act: Act, repository: Repositories, github: GitHubRuns
) -> None:
    repository({"README.md": ""})
    github.permissions = READER - {"actions:read"}
    run = run_beside(act, github, workflow(lenient={}, strict={"fail": "true"}, hostile={"workflow": "$(touch pwned)"}))

    assert run.outcomes["lenient"] == "success"
    assert run.outcomes["strict"] == run.outcomes["hostile"] == "failure"
    assert {run.step_outputs[name]["result"] for name in ("lenient", "strict")} == {"unavailable"}
    assert any('"actions=read"' in message and "actions: read" in message for message in run.messages("warning"))
    assert "This could not be found out" in run.summary
