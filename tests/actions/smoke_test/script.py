"""Runs the script of the action as the runner does: a process, inputs in the environment, files for what it says."""

from __future__ import annotations

import itertools
import json
import os
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ACTION = Path(__file__).parents[3] / "actions" / "smoke-test"
# The runner may have an older Python than the one that runs the tests.
PYTHON = os.environ.get("SMOKE_TEST_PYTHON", sys.executable)
SCRIPT = ACTION / "smoke_test.py"
INPUTS: dict[str, dict[str, Any]] = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))["inputs"]
DEFAULTS = {name: str(given.get("default", "")) for name, given in INPUTS.items()}


@dataclass(frozen=True)
class Ran:
    """What a run left behind; seconds are those of the whole process."""

    returncode: int
    log: str
    outputs: dict[str, str]
    summary: str
    report: dict[str, Any]
    seconds: float
    folder: Path

    def check(self, request: str, kind: str = "endpoint") -> dict[str, Any]:
        found: list[dict[str, Any]] = self.report["checks"]
        return next(check for check in found if check["request"] == request and check["kind"] == kind)

    def written(self) -> str:
        """Everything that anybody can read afterwards."""
        files = (path for path in sorted(self.folder.rglob("*")) if path.is_file())
        return self.log + "".join(path.read_text("utf-8", "replace") for path in files)


@dataclass(frozen=True)
class Running:
    """A run that was started, in the folder it writes into."""

    process: subprocess.Popen[str]
    folder: Path
    started: float

    def wait(self, seconds: float = 30) -> Ran:
        log, _ = self.process.communicate(timeout=seconds)
        took = time.monotonic() - self.started
        outputs = read_assignments(self.folder / "output")
        report = json.loads(Path(outputs["report-json"]).read_text("utf-8")) if "report-json" in outputs else {}
        summary = (self.folder / "summary").read_text("utf-8")
        return Ran(self.process.returncode, log, outputs, summary, report, took, self.folder)


def start(folder: Path, environment: dict[str, str] | None = None, /, **inputs: str) -> Running:
    """Start the script with some inputs; names with _ for -."""
    for name in ("output", "summary", "env", "path"):
        (folder / name).touch()
    (folder / "temp").mkdir(exist_ok=True)
    given = DEFAULTS | {name.replace("_", "-"): value for name, value in inputs.items()}
    variables = {f"CIKIT_{name.upper().replace('-', '_')}": value for name, value in given.items()}
    files = {f"GITHUB_{name.upper()}": str(folder / name) for name in ("output", "env", "path")}
    files["GITHUB_STEP_SUMMARY"] = str(folder / "summary")
    process = subprocess.Popen(
        [PYTHON, str(SCRIPT)],
        cwd=folder,
        env={**os.environ, **files, "RUNNER_TEMP": str(folder / "temp"), **variables, **(environment or {})},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
    )
    return Running(process, folder, time.monotonic())


def run(folder: Path, environment: dict[str, str] | None = None, /, **inputs: str) -> Ran:
    return start(folder, environment, **inputs).wait()


def read_assignments(path: Path) -> dict[str, str]:
    """The outputs in a file of `name<<delimiter` assignments."""
    lines = iter(path.read_text("utf-8").splitlines())
    found = {}
    for line in lines:
        name, _, end = line.partition("<<")
        found[name] = "\n".join(itertools.takewhile(end.__ne__, lines))
    return found
