"""The steps of docker-build one by one, with room between them for what goes wrong there.

act runs an action as a whole; a blob that breaks after it was verified, or a build that is killed at a certain moment,
needs hands in between. The scripts, buildx and BuildKit are the real ones; what actions/cache keeps between runs is a
folder here. Variables of the steps and defaults of the inputs come from action.yml.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .docker_build_variables import ACTION, step_variables
from .services.buildkit import BuildKit

_VALUE = re.compile(r"(?P<name>[^\n]+?)<<(?P<end>end_[0-9a-f]+)\n(?P<value>.*?)\n(?P=end)\n", re.DOTALL)
Hook = Callable[["Run"], object]


def nothing(_run: "Run") -> None:
    """The hook of a run in which nothing goes wrong."""


@dataclass
class Run:
    """One finished or running call of the action."""

    temporary: Path
    workspace: Path
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    log: str = ""
    returncode: int = 0
    builds: list[subprocess.CompletedProcess[str]] = field(default_factory=list)

    @property
    def report(self) -> dict[str, str]:
        """The outputs of the last step."""
        return self.outputs["report"]

    @property
    def home(self) -> Path:
        """The folder of the local cache during the job."""
        return next((self.temporary / "ci-kit-docker-build-v1-caches").iterdir())

    @property
    def built(self) -> str:
        """What the builds printed."""
        return "".join(build.stdout for build in self.builds)

    def warnings(self) -> list[str]:
        """The texts of the warnings."""
        return [line.split("::", 2)[2] for line in self.log.splitlines() if line.startswith("::warning")]


@dataclass
class Runner:
    """A place in which the action is called again and again; each call is a fresh job."""

    buildkit: BuildKit
    folder: Path
    source: Path
    environment: Mapping[str, str] = field(default_factory=dict)
    payload: Mapping[str, Any] = field(default_factory=dict)
    saved: list[str] = field(default_factory=list)
    """Keys of the saved caches, the newest last."""

    def call(
        self,
        inputs: Mapping[str, str],
        *,
        restored: Hook = nothing,
        prepared: Hook = nothing,
        building: Callable[["Run", subprocess.Popen[str]], object] | None = None,
    ) -> Run:
        """One run of the action. The hooks are called after the cache was restored, after it was taken in, and while
        the first build goes on."""
        run = self._new_run()
        given = {"cache-backend": "local", "cache-scope": "app", "builder": self.buildkit.builder, **inputs}
        if self._step(run, "plan", given) != 0:
            self._step(run, "report", given)
            return run
        self._restore(run)
        restored(run)
        self._step(run, "prepare", given)
        prepared(run)
        self._build(run, given, "build", "prepare", building)
        self._step(run, "judge", given)
        if run.outputs["judge"].get("again") == "true":
            self._build(run, given, "again", "judge", None)
        self._step(run, "settle", given)
        self._save(run)
        run.returncode = self._step(run, "report", given)
        return run

    def _new_run(self) -> Run:
        place = self.folder / f"job-{len(list(self.folder.iterdir()))}"
        (place / "temporary").mkdir(parents=True)
        shutil.copytree(self.source, place / "workspace", symlinks=True)
        (place / "event.json").write_text(json.dumps(self.payload))
        return Run(place / "temporary", place / "workspace")

    def _variables(self, run: Run) -> dict[str, str]:
        return {
            **self.buildkit.base,
            **self.buildkit.environment,
            "GITHUB_WORKSPACE": str(run.workspace),
            "GITHUB_EVENT_NAME": "push",
            "GITHUB_REF": "refs/heads/main",
            "GITHUB_EVENT_PATH": str(run.workspace.parent / "event.json"),
            "RUNNER_TEMP": str(run.temporary),
            "RUNNER_OS": "Linux",
            "RUNNER_ARCH": "X64",
            **self.environment,
        }

    def _step(self, run: Run, name: str, inputs: Mapping[str, str]) -> int:
        """Run one of our scripts with the variables that action.yml gives it."""
        output = run.temporary.parent / f"{name}.output"
        variables = {**self._variables(run), **step_variables(name, inputs, run.outputs), "GITHUB_OUTPUT": str(output)}
        variables["GITHUB_STEP_SUMMARY"] = str(run.temporary.parent / "summary.md")
        command = [sys.executable, str(ACTION / "docker_build.py"), name]
        done = subprocess.run(
            command,
            cwd=run.workspace,
            env=variables,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        run.log += done.stdout
        text = output.read_text() if output.exists() else ""
        run.outputs[name] = {found["name"]: found["value"] for found in _VALUE.finditer(text)}
        return done.returncode

    def _restore(self, run: Run) -> None:
        if run.outputs["plan"]["restore"] != "true":
            return
        prefixes = run.outputs["plan"]["restore-keys"].split("\n")
        found = [key for prefix in prefixes for key in reversed(self.saved) if key.startswith(prefix)]
        if found:
            shutil.copytree(self._store(found[0]), run.workspace / run.outputs["plan"]["path"])

    def _save(self, run: Run) -> None:
        if run.outputs["settle"].get("save") != "true":
            return
        key = run.outputs["settle"]["key"]
        if key not in self.saved:
            shutil.copytree(run.workspace / run.outputs["plan"]["path"], self._store(key))
            self.saved.append(key)
        run.outputs["saved"] = {"cache-hit": "true"}

    def _store(self, key: str) -> Path:
        return self.folder.with_name("store") / key

    def _build(
        self,
        run: Run,
        inputs: Mapping[str, str],
        name: str,
        decided: str,
        building: Callable[["Run", subprocess.Popen[str]], object] | None,
    ) -> None:
        """Build as docker/build-push-action does."""
        metadata = run.temporary.parent / f"{name}.metadata.json"
        plan, options = run.outputs["plan"], run.outputs[decided]
        words = ["--builder", self.buildkit.builder, "--metadata-file", str(metadata), "--progress", "plain"]
        words += [f"--cache-from={line}" for line in options["cache-from"].splitlines()]
        words += [f"--cache-to={line}" for line in options["cache-to"].splitlines()]
        words += [f"--tag={tag}" for tag in inputs.get("tags", "").split()]
        words += ["--push"] if plan["push"] == "true" else []
        process = subprocess.Popen(
            [str(self.buildkit.tools.buildx), "build", *words, "."],
            cwd=run.workspace,
            env={**self._variables(run), "CIKIT_BUILD": plan["build"]},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        if building:
            building(run, process)
        printed, _ = process.communicate(timeout=120)
        run.builds.append(subprocess.CompletedProcess(process.args, process.returncode, printed))
        reference = json.loads(metadata.read_text()).get("buildx.build.ref", "") if metadata.exists() else ""
        outcome = "failure" if process.returncode else "success"
        run.outputs[name] = {"outcome": outcome, "reference": reference}
