"""Whole runs of the action docker-build by act, one fresh runner after another."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from .runner import Act, ActRun, Repositories
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
REPOSITORY = {"default_branch": "main", "full_name": "octo/app", "private": False}
TRUNK = {"ref": "refs/heads/main", "repository": REPOSITORY}


def workflow(inputs: Mapping[str, str]) -> str:
    """A workflow with one call of the action."""
    lines = [f"{name}: {json.dumps(value)}" for name, value in inputs.items()]
    return WORKFLOW.format(inputs="\n          ".join(lines))


def dockerfile(registry: Registry, *commands: str) -> str:
    """A Dockerfile with three steps that print a mark when they run, and only then."""
    marks = (f"RUN echo ran-{name}-$((40+2)) && head -c 100000 /dev/urandom > /{name}" for name in ("one", "two"))
    return "\n".join(
        [f"FROM {registry.base}", *marks, "COPY source /source", "RUN echo ran-last-$((40+2))", *commands, ""]
    )


def steps_run(run: ActRun) -> int:
    """How many of the three steps ran."""
    return sum(run.output.count(f"ran-{mark}-42") for mark in ("one", "two", "last"))


@dataclass(frozen=True)
class Bench:
    """Runs the action on one fresh runner after another, with one repository and one cache service."""

    act: Act
    repositories: Repositories
    buildkit: BuildKit
    registry: Registry
    cache: CacheService

    def run(
        self,
        inputs: Mapping[str, str],
        *,
        event: str = "push",
        payload: Mapping[str, Any] = TRUNK,
        environment: Mapping[str, str] | None = None,
    ) -> ActRun:
        """One run, for a push to the default branch where nothing else is said."""
        self.buildkit.prune()
        variables = {**self.buildkit.environment, **self.cache.environment(), **(environment or {})}
        return self.act.run(workflow(inputs), event=event, payload=payload, environment=variables)

    def outputs(self, run: ActRun) -> dict[str, str]:
        """The outputs of the action."""
        return run.step_outputs["image"]
