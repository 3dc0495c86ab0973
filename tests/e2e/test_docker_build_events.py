"""What docker-build does with the events and tokens that GitHub hands it."""

from typing import Any

import pytest

from .docker_build_runs import REPOSITORY, TRUNK, Bench, dockerfile
from .runner import Act, Repositories
from .services.buildkit import BuildKit
from .services.cache_service import CacheService
from .services.registry import Registry


@pytest.fixture
def bench(
    act: Act, repository: Repositories, buildkit: BuildKit, registry: Registry, cache_service: CacheService
) -> Bench:
    repository({"Dockerfile": dockerfile(registry), "source": "1"})
    return Bench(act, repository, buildkit, registry, cache_service)


def pull_request(head: str) -> dict[str, Any]:
    """The payload of a pull request."""
    sides = {side: {"ref": ref, "repo": {"full_name": name}} for side, ref, name in SIDES}
    sides["head"]["repo"] = {"full_name": head}
    return {"action": "opened", "number": 7, "pull_request": {"number": 7, **sides}, "repository": REPOSITORY}


SIDES = (("base", "main", "octo/app"), ("head", "topic", "octo/app"))
EVENTS = {
    "fork": (
        "pull_request",
        pull_request("stranger/app"),
        "cache: gha, import yes, export no (pull_request from a fork: read-only token)",
    ),
    "pull request": (
        "pull_request",
        pull_request("octo/app"),
        "cache: gha, import yes, export no (pull_request: cache-write is not true)",
    ),
    "target": (
        "pull_request_target",
        pull_request("stranger/app"),
        "cache: gha, import yes, export no (pull_request_target: read-only token)",
    ),
    "tag": (
        "push",
        {**TRUNK, "ref": "refs/tags/v1"},
        "cache: none (push of a tag: releases are built without a cache)",
    ),
    "schedule": (
        "schedule",
        {**TRUNK, "schedule": "7 4 * * *"},
        "cache: gha, import yes, export yes (schedule on ",
    ),
}


@pytest.mark.parametrize("name", EVENTS)
def test_event_decides_as_the_matrix_says(bench: Bench, name: str) -> None:
    event, payload, line = EVENTS[name]
    bench.repositories.latest.commit({"Dockerfile": "FROM scratch\nCOPY source /\n"})
    image = f"event-{name.replace(' ', '-')}"
    tag = f"{bench.registry.address}/{image}:1"
    run = bench.run({"tags": tag, "push": "true"}, event=event, payload=payload)
    assert run.returncode == 0, run.log
    assert line in run.output
    exported = "export yes" in line
    assert (bench.cache.count("commit") > 0) == exported
    pushed = event != "pull_request"
    assert (bench.registry.manifest(image, "1") is not None) == pushed
    assert bench.outputs(run)["pushed"] == str(pushed).lower()
    assert bool(run.messages("notice")) == (not pushed)


def test_code_of_a_stranger_is_built_and_not_pushed(bench: Bench) -> None:
    """A workflow on pull_request_target that fetched the head of a pull request has it lying in the workspace."""
    bench.repositories.latest.commit({"Dockerfile": "FROM scratch\nCOPY source /\n"})
    (bench.repositories.latest.path / "source").write_text("from a pull request")
    event, payload, _ = EVENTS["target"]
    inputs = {"tags": f"{bench.registry.address}/head:1", "push": "true", "outputs": "type=registry"}
    run = bench.run(inputs, event=event, payload=payload)
    assert run.returncode == 0, run.log
    assert bench.registry.manifest("head", "1") is None
    assert bench.outputs(run)["pushed"] == "false"
    [notice] = run.messages("notice")
    assert "the commit in the workspace is not the one of the default branch" in notice


def test_token_that_may_only_read_costs_the_export_and_is_named(bench: Bench) -> None:
    environment = bench.cache.environment(readable=["refs/heads/main"], writable=[])
    run = bench.run({"cache-backend": "gha"}, environment=environment)
    assert run.returncode == 0, run.log
    assert bench.outputs(run)["cache-exported"] == "false"
    assert any("the cache was not written: " in warning for warning in run.messages("warning"))
    assert not bench.cache.entries


def test_local_cache_that_the_service_refuses_is_not_called_saved(bench: Bench) -> None:
    environment = bench.cache.environment(readable=["refs/heads/main"], writable=[])
    run = bench.run({"cache-backend": "local"}, environment=environment)
    assert run.returncode == 0, run.log
    assert bench.outputs(run)["cache-exported"] == "false"
    assert any("the cache was not saved" in warning for warning in run.messages("warning"))


def test_cache_service_that_never_arrives_is_noticed(bench: Bench) -> None:
    """BuildKit drops `type=gha` without a word when there is no token."""
    run = bench.run({"cache-backend": "gha"}, environment=dict.fromkeys(bench.cache.environment(), ""))
    assert run.returncode == 0, run.log
    assert bench.outputs(run)["cache-exported"] == "false"
    assert any("BuildKit left `type=gha` out without a word" in warning for warning in run.messages("warning"))
