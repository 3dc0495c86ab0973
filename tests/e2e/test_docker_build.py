"""The action docker-build, run as a user's workflow runs it."""

from typing import Any

import pytest

from .runner import Act, ActRun, Repositories
from .services.broken_registry import BrokenRegistry
from .services.buildkit import BuildKit
from .services.cache_service import CacheService
from .services.registry import Registry

WORKFLOW = """
on: [push, pull_request, pull_request_target, schedule]
jobs:
  image:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v7
      - id: image
        uses: org/ci-kit/actions/docker-build@v1
        with:
          {inputs}
"""
TRUNK = {"ref": "refs/heads/main", "repository": {"default_branch": "main", "full_name": "octo/app"}}


def workflow(**inputs: str) -> str:
    """A workflow with one call of the action; names with underscores stand for those with dashes."""
    lines = [f"{name.replace('_', '-')}: {value!r}" for name, value in inputs.items()]
    return WORKFLOW.format(inputs="\n          ".join(lines))


def dockerfile(registry: Registry, *marks: str) -> str:
    """A Dockerfile whose steps each print a mark when they run, and only then."""
    runs = (f"RUN echo ran-{mark}-$((40+2)) && head -c 100000 /dev/urandom > /{mark}" for mark in marks)
    return "\n".join([f"FROM {registry.base}", *runs, "COPY source /source", "RUN echo ran-last-$((40+2))", ""])


def marks_in(run: ActRun) -> int:
    """How many steps ran."""
    return sum(run.output.count(f"ran-{mark}-42") for mark in ("one", "two", "last"))


@pytest.mark.parametrize("backend", ["gha"])
def test_warm_run_reuses_every_layer(
    backend: str,
    act: Act,
    repository: Repositories,
    buildkit: BuildKit,
    registry: Registry,
    cache_service: CacheService,
) -> None:
    repository({"Dockerfile": dockerfile(registry, "one", "two"), "source": "1"})
    environment = {**buildkit.environment, **cache_service.environment()}
    text = workflow(cache_backend=backend, tags=f"{registry.address}/warm-{backend}:1", push="true")
    runs: list[ActRun] = []
    for _ in range(2):
        buildkit.prune()
        runs.append(act.run(text, payload=TRUNK, environment=environment))
    cold, warm = runs
    print(cold.log)
    print(warm.log)
    assert (cold.returncode, warm.returncode) == (0, 0)
    assert (marks_in(cold), marks_in(warm)) == (3, 1)
