"""Runs the action's script the way the runner does: a process, inputs by environment, files for outputs and summary."""

import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

ACTION = Path(__file__).parents[3] / "actions" / "run-tests"
SCRIPT = str(ACTION / "run_tests.py")
_COMMAND = re.compile(r"^::(error|warning)(?: ([^:]*))?::(.*)$", re.MULTILINE)
_OUTPUT = re.compile(r"^([a-z-]+)<<(end_\w+)\n(.*?)\n\2$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Finished:
    """What a run of the action left behind."""

    returncode: int
    seconds: float
    log: str
    outputs: dict[str, str]
    summary: str

    @property
    def report(self) -> dict[str, Any]:
        """The report in JSON."""
        text = Path(self.outputs["report-json"]).read_text("utf-8")
        report: dict[str, Any] = json.loads(text)
        return report

    @property
    def classes(self) -> dict[str, str]:
        """The class of each test that failed anywhere."""
        return {entry["test"]: entry["class"] for entry in self.report["tests"]}

    @property
    def troubles(self) -> str:
        """What is wrong with the run as a whole."""
        return "\n".join(f"{entry['class']}: {entry['message']}" for entry in self.report["troubles"])

    @property
    def verdict(self) -> tuple[int, str, str]:
        """Exit code, result and class."""
        return self.returncode, self.outputs["result"], self.outputs["class"]

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Total, passed, failed and lost."""
        total, passed, failed, lost = (int(self.outputs[name]) for name in ("total", "passed", "failed", "lost-tests"))
        return total, passed, failed, lost

    @property
    def annotations(self) -> list[tuple[str, str, str]]:
        """Level, properties and message of what GitHub would show."""
        found = _COMMAND.findall(self.log)
        return [(level, properties, message) for level, properties, message in found]


@cache
def defaults() -> dict[str, str]:
    """The inputs of the action with the defaults that users get."""
    action = yaml.safe_load((ACTION / "action.yml").read_text("utf-8"))
    return {name: entry["default"] for name, entry in action["inputs"].items()}


@dataclass(frozen=True)
class Suite:
    """A made-up project in a workspace, and the interpreter for it."""

    workspace: Path
    python: Path
    own_python: str = sys.executable
    """What runs the action's script itself."""

    def write(self, files: Mapping[str, str]) -> "Suite":
        """Add files by their path."""
        for name, text in files.items():
            path = self.workspace / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
        return self

    @property
    def runner(self) -> Path:
        """Where the runner keeps its files."""
        folder = Path(f"{self.workspace}.runner")
        folder.mkdir(exist_ok=True)
        return folder

    def run(self, environment: Mapping[str, str] | None = None, /, **inputs: str) -> Finished:
        """Run the action; an input that is not given has its default."""
        start = time.monotonic()
        variables = {**self._environment(inputs), **(environment or {})}
        command = (self.own_python, SCRIPT)
        done = subprocess.run(command, cwd=self.workspace, env=variables, capture_output=True, check=False, timeout=120)
        seconds = time.monotonic() - start
        log = (done.stdout + done.stderr).decode("utf-8", "replace")
        found = _OUTPUT.findall((self.runner / "output").read_text("utf-8"))
        outputs = {name: value for name, _end, value in found}
        return Finished(done.returncode, seconds, log, outputs, (self.runner / "summary").read_text("utf-8"))

    @contextmanager
    def started(self, **inputs: str) -> Iterator[subprocess.Popen[bytes]]:
        """The action while it runs."""
        variables = self._environment(inputs)
        command = (self.own_python, SCRIPT)
        with subprocess.Popen(command, cwd=self.workspace, env=variables, stdout=subprocess.DEVNULL) as process:
            try:
                yield process
            finally:
                process.kill()

    def _environment(self, inputs: Mapping[str, str]) -> dict[str, str]:
        given = {
            **defaults(),
            "python": f'"{self.python}"',
            **{name.replace("_", "-"): inputs[name] for name in inputs},
        }
        assert len(given) == len(defaults()), "an input that the action does not have"
        variables = {f"CIKIT_{name.upper().replace('-', '_')}": value for name, value in given.items()}
        files = {"GITHUB_OUTPUT": self.runner / "output", "GITHUB_STEP_SUMMARY": self.runner / "summary"}
        for path in files.values():
            path.write_text("")
        runner = {"GITHUB_WORKSPACE": str(self.workspace), "RUNNER_TEMP": str(self.runner), "CI": "true"}
        return {**_machine(), **runner, **{name: str(path) for name, path in files.items()}, **variables}


def _machine() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name in ("PATH", "HOME", "SYSTEMROOT", "TMP")}
