"""GitHub's API with a run that has failed, and what the action knows of that run."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from github_api import downloads, patience
from github_api.client import Client
from github_api.context import Context
from kit.deadline import Deadline
from tests.e2e.services.github_runs import NAME, GitHubRuns, running_github_runs


@pytest.fixture
def github() -> Iterator[GitHubRuns]:
    """The API; what it does not understand fails the test."""
    with running_github_runs() as running:
        yield running
    assert not running.violations


@pytest.fixture
def client(github: GitHubRuns, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client that asks again soon."""
    from diagnosing import logs

    for module, name in ((patience, "PAUSES"), (downloads, "PAUSES"), (logs, "_PAUSES")):
        monkeypatch.setattr(module, name, (0.01, 0.02, 0.03))
    return Client(github.address, github.token, Deadline(30))


@pytest.fixture
def context(github: GitHubRuns) -> Context:
    """A run for pull request 7."""
    repository = {"full_name": NAME}
    request = {"number": 7, "head": {"repo": repository}, "base": {"repo": repository}}
    workflow = f"{NAME}/.github/workflows/test.yml@refs/pull/7/merge"
    graphql = f"{github.address}/graphql"
    payload = {"pull_request": request}
    return Context(NAME, "1", "1", "pull_request", payload, workflow=workflow, api=github.address, graphql=graphql)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the action keeps its files."""
    made = tmp_path / "files"
    made.mkdir()
    return made
