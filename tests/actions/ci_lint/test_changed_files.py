"""Which files a pull request changes: real git, a real API, and everything where neither knows."""

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checking.changed_files import Changes, changes, within
from github_api.context import Context
from kit.deadline import Deadline
from tests.e2e.runner.repository import Repositories, Repository
from tests.e2e.services.github_runs import NAME, GitHubRuns, running_github_runs

WORKFLOWS = ".github/workflows"
FILES = {f"{WORKFLOWS}/{name}.yml": "on: push\n" for name in ("kept", "changed", "gone")} | {"src/a.py": ""}


@pytest.fixture
def github() -> Iterator[GitHubRuns]:
    with running_github_runs() as running:
        yield running
    assert not running.violations


@pytest.fixture
def origin(tmp_path: Path) -> Repository:
    """A repository whose branch `topic` changes one workflow, drops one and adds an action, while main goes on."""
    made = Repositories(tmp_path)(FILES)
    made.git("switch", "--quiet", "--create", "topic")
    (made.path / WORKFLOWS / "gone.yml").unlink()
    made.commit({f"{WORKFLOWS}/changed.yml": "on: pull_request\n", "tool/action.yaml": "name: x\n", "src/a.py": "1"})
    made.git("switch", "--quiet", "main")
    made.commit({f"{WORKFLOWS}/kept.yml": "on: workflow_dispatch\n"})
    return made


def checkout(origin: Repository, folder: Path, ref: str, depth: int) -> Repository:
    """A clone as actions/checkout makes it."""
    clone = Repository(folder)
    folder.mkdir()
    clone.git("init", "--quiet")
    clone.git("fetch", "--quiet", f"--depth={depth}", origin.path.as_uri(), ref)
    clone.git("checkout", "--quiet", "--detach", "FETCH_HEAD")
    return clone


def merged(origin: Repository) -> str:
    """The ref of a merge like the one that GitHub makes for a pull request."""
    origin.git("switch", "--quiet", "--detach", "main")
    origin.git("merge", "--quiet", "--no-ff", "--message", "merge", "topic")
    origin.git("update-ref", "refs/pull/7/merge", "HEAD")
    origin.git("switch", "--quiet", "main")
    return "refs/pull/7/merge"


def looked_at(place: Repository, origin: Repository, github: GitHubRuns, **given: Any) -> Changes:
    request = {
        "number": 7,
        "head": {"sha": given.pop("head", origin.git("rev-parse", "topic"))},
        "base": {"sha": origin.git("rev-parse", "main")},
    }
    event = given.pop("event", "pull_request")
    sha = given.pop("sha", place.git("rev-parse", "HEAD"))
    context = Context(NAME, "1", "1", event, {"pull_request": request}, sha=sha, api=github.address)
    return changes(context, place.path, given.pop("token", github.token), Deadline(20), given.pop("settings", ()))


EXPECTED = (f"{WORKFLOWS}/changed.yml", "tool/action.yaml")


def test_merge_is_compared_with_its_first_parent(origin: Repository, github: GitHubRuns, tmp_path: Path) -> None:
    place = checkout(origin, tmp_path / "clone", merged(origin), depth=2)
    assert looked_at(place, origin, github).files == EXPECTED
    assert not github.requests


def test_head_is_compared_with_where_it_left_the_base(origin: Repository, github: GitHubRuns, tmp_path: Path) -> None:
    place = Repository(tmp_path / "whole")
    subprocess.run(["git", "clone", "--quiet", "--branch", "topic", origin.path, place.path], check=True)
    assert looked_at(place, origin, github).files == EXPECTED
    assert not github.requests


def test_shallow_checkout_asks_github_page_by_page(origin: Repository, github: GitHubRuns, tmp_path: Path) -> None:
    place = checkout(origin, tmp_path / "clone", merged(origin), depth=1)
    github.changed = [f"{WORKFLOWS}/gone.yml", "src/a.py", *EXPECTED]
    github.page_size = 2
    assert looked_at(place, origin, github).files == EXPECTED
    assert github.count("files") == 2


def test_everything_is_checked_where_nobody_knows(origin: Repository, github: GitHubRuns, tmp_path: Path) -> None:
    place = checkout(origin, tmp_path / "clone", merged(origin), depth=1)
    github.permissions = frozenset()
    found = looked_at(place, origin, github)
    assert found.files is None
    assert "neither git nor GitHub" in found.reason


def test_base_that_was_checked_out_is_not_taken_for_the_pull_request(
    origin: Repository, github: GitHubRuns, tmp_path: Path
) -> None:
    place = checkout(origin, tmp_path / "clone", "main", depth=1)
    assert looked_at(place, origin, github, event="pull_request_target").files is None
    assert looked_at(place, origin, github, sha="0" * 40).files is None
    assert not github.requests


def test_folder_that_is_not_the_top_is_checked_whole(origin: Repository, github: GitHubRuns, tmp_path: Path) -> None:
    place = checkout(origin, tmp_path / "clone", merged(origin), depth=2)
    inner = Repository(place.path / "src")
    assert looked_at(inner, origin, github).files is None


@pytest.mark.parametrize("name", ["pyproject.toml", ".ci-lint.toml", ".ci-lint-baseline.json", "ci/known.json"])
def test_settings_that_changed_concern_every_file(
    name: str, origin: Repository, github: GitHubRuns, tmp_path: Path
) -> None:
    origin.git("switch", "--quiet", "topic")
    origin.commit({name: "{}"})
    place = checkout(origin, tmp_path / "clone", merged(origin), depth=2)
    assert (
        looked_at(place, origin, github, settings=("ci/known.json",)).reason
        == f"{name} changed, so all files are checked"
    )


def test_more_files_than_github_lists_are_all_files(origin: Repository, github: GitHubRuns, tmp_path: Path) -> None:
    place = checkout(origin, tmp_path / "clone", merged(origin), depth=1)
    github.changed = [f"{number}.py" for number in range(3000)]
    assert looked_at(place, origin, github).files is None


@pytest.mark.parametrize("payload", [{}, {"pull_request": None}, {"commits": []}])
def test_other_events_are_checked_whole(payload: dict[str, Any], github: GitHubRuns, tmp_path: Path) -> None:
    context = Context(NAME, "1", "1", "push", json.loads(json.dumps(payload)), api=github.address)
    assert changes(context, tmp_path, github.token, Deadline(5), ()).files is None


@pytest.mark.parametrize(
    ("paths", "left"),
    [
        ((), ["a/x.yml", "b/y.yml"]),
        (("a",), ["a/x.yml"]),
        (("./b/y.yml",), ["b/y.yml"]),
        (("a/../b",), ["b/y.yml"]),
        (("a/x",), []),
        ((".",), ["a/x.yml", "b/y.yml"]),
    ],
)
def test_changed_files_are_those_of_the_paths(paths: tuple[str, ...], left: list[str], tmp_path: Path) -> None:
    assert list(within(("a/x.yml", "b/y.yml"), paths, tmp_path)) == left
