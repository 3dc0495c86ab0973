"""Runs a workflow with act in host mode, away from all state of the machine."""

import json
import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..tools import Tools
from .records import ActRun
from .references import check_calls, local_repositories
from .repository import Repositories, Repository

RUNNERS = ("ubuntu-latest", "ubuntu-24.04", "ubuntu-22.04", "ubuntu-slim")


@dataclass(frozen=True)
class Act:
    """Runs workflows; each run is a fresh runner."""

    tools: Tools
    kit: Path
    """Our actions, used by workflows as org/ci-kit/actions/NAME@v1."""
    standins: Path
    folder: Path
    repositories: Repositories
    base: Mapping[str, str]
    """The variables of the machine that steps may see."""

    def run(  # noqa: PLR0913  all but the workflow are by name
        self,
        workflow: str | Path,
        *,
        event: str = "push",
        payload: Mapping[str, Any] | None = None,
        environment: Mapping[str, str] | None = None,
        secrets: Mapping[str, str] | None = None,
        repository: Repository | None = None,
        timeout: float = 120,
    ) -> ActRun:
        """Runs a workflow, text or file, in the repository and waits for its end, `timeout` seconds at most.

        `payload` is the event as GitHub sends it; act takes ref, base and head from it. `environment` is seen by all
        steps, except that run steps do not see what GitHub hides from them. The workspace is empty until the workflow
        checks out, and gone afterwards; what a step copies to the folder $KEEP is at the run's `kept`.

        Raises AssertionError for an unknown input, an action without a stand-in, and when the time is up.
        """
        text = workflow.read_text() if isinstance(workflow, Path) else workflow
        check_calls(text, self.kit, self.standins)
        place = self.new_runner()
        (place / "workflow.yml").write_text(text)
        (place / "event.json").write_text(json.dumps(payload or {}))
        words = [*self.options(place), *words_of(secrets or {}, "--secret")]
        bench = {"CI_KIT_BENCH_MODULES": str(self.tools.node_modules), "KEEP": str(place / "kept")}
        variables = {**self.given(environment or {}, place), **bench}
        command = [str(self.tools.act), event, *words, *words_of(variables, "--env")]
        cwd = (repository or self.repositories.latest).path
        return finished(command, cwd, {**self.base, **folders(place)}, place, timeout)

    def new_runner(self) -> Path:
        """An empty folder for all that one run leaves behind, with our actions in it."""
        self.folder.mkdir(parents=True, exist_ok=True)
        place = self.folder / f"run-{len(list(self.folder.iterdir())) + 1}"
        ignored = shutil.ignore_patterns("__pycache__", "*.pyc")
        shutil.copytree(self.kit, place / "kit" / "actions", ignore=ignored)
        # What some of our actions install, compiled as it may be: that takes longer than to run it.
        if (self.kit.parent / "linter").is_dir():
            shutil.copytree(self.kit.parent / "linter", place / "kit" / "linter")
        (place / "kept").mkdir()
        return place

    def options(self, place: Path) -> Iterator[str]:
        """act's options for that runner."""
        yield from ("--json", "--no-cache-server", "--artifact-server-addr", "127.0.0.1")
        yield from ("--workflows", str(place / "workflow.yml"), "--eventpath", str(place / "event.json"))
        yield from ("--action-cache-path", str(place / "runner"), "--actor", "octocat")
        for runner in RUNNERS:
            yield from ("--platform", f"{runner}=-self-hosted")
        workflow = (place / "workflow.yml").read_text()
        for name, folder in local_repositories(self.kit, self.standins, place / "kit", workflow).items():
            yield from ("--local-repository", f"{name}={folder}")

    def given(self, environment: Mapping[str, str], place: Path) -> dict[str, str]:
        """The test's variables; Docker's configuration is copied, as a login on one runner is none on another."""
        if "DOCKER_CONFIG" not in environment:
            return dict(environment)
        shutil.copytree(environment["DOCKER_CONFIG"], place / "docker", symlinks=True)
        return {**environment, "DOCKER_CONFIG": str(place / "docker")}


def words_of(values: Mapping[str, str], option: str) -> list[str]:
    """The values as repeated options of act."""
    return [word for name, value in values.items() for word in (option, f"{name}={value}")]


def folders(place: Path) -> dict[str, str]:
    """A home of its own, so that nothing is found that a run before has left."""
    home = place / "home"
    home.mkdir()
    return {"HOME": str(home), "XDG_CACHE_HOME": str(home / ".cache"), "XDG_CONFIG_HOME": str(home / ".config")}


def finished(command: list[str], cwd: Path, environment: Mapping[str, str], place: Path, timeout: float) -> ActRun:
    """Runs act to its end, with its state in `place`, and returns its records."""
    start = time.monotonic()
    with subprocess.Popen(
        command,
        cwd=cwd,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        start_new_session=True,
    ) as process:
        try:
            printed, _ = process.communicate(timeout=timeout)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            run = ActRun(-signal.SIGKILL, lines(process.communicate()[0]), time.monotonic() - start, place / "kept")
            raise AssertionError(f"act did not end within {timeout} s:\n{run.log}") from None
    return ActRun(process.returncode, lines(printed), time.monotonic() - start, place / "kept")


def lines(printed: bytes) -> tuple[str, ...]:
    """The lines of act's output; only a newline ends one, as programs print all sorts of separators."""
    return tuple(printed.decode(errors="replace").rstrip("\n").split("\n"))
