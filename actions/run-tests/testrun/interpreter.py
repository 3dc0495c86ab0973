"""What the interpreter of the tests can do: it is the user's, and not the one that runs this script."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

from kit.deadline import Deadline
from kit.processes import run

PLUGIN_FOLDER = Path(__file__).resolve().parents[1] / "plugin"
PROBE = PLUGIN_FOLDER / "cikit_probe.py"


class InterpreterError(Exception):
    """The interpreter cannot run tests; the message says why."""


@dataclass(frozen=True)
class Interpreter:
    """A version, and the installed packages that matter here with theirs."""

    python: str
    packages: Mapping[str, str]

    def has(self, package: str) -> bool:
        """Whether a package can be imported."""
        return package in self.packages


def environment(events: Path | None = None, selection: Path | None = None) -> dict[str, str]:
    """The environment of the tests: ours without the inputs, with our plugin where Python will find it if need be."""
    variables = {name: value for name, value in os.environ.items() if not name.startswith("CIKIT_")}
    if events:
        variables["CIKIT_EVENTS"] = str(events)
        path = (str(PLUGIN_FOLDER), variables.get("PYTHONPATH", ""))
        variables["PYTHONPATH"] = os.pathsep.join(filter(None, path))
    if selection:
        variables["CIKIT_SELECTION"] = str(selection)
    return variables


def probe(python: tuple[str, ...], folder: Path, deadline: Deadline) -> Interpreter:
    """Ask the interpreter what it has. Raises InterpreterError."""
    name = python[0]
    try:
        outcome = run([*python, PROBE], deadline=deadline, cwd=folder, env=environment(), on_line=_ignore)
    except OSError as trouble:
        raise InterpreterError(f"{name} cannot be started: {trouble.strerror or trouble}") from None
    if not outcome.succeeded:
        said = outcome.tail[-1] if outcome.tail else f"exit code {outcome.returncode}"
        raise InterpreterError(f"{name} does not work as Python 3.8 or later: {said}")
    answer = _answer(outcome.tail)
    packages = answer.get("packages")
    if not isinstance(packages, dict):
        raise InterpreterError(f"{name} does not answer as Python does")
    found = Interpreter(str(answer.get("python")), {str(key): str(value) for key, value in packages.items()})
    _require_pytest(name, found)
    return found


def _require_pytest(name: str, interpreter: Interpreter) -> None:
    if not interpreter.has("pytest"):
        raise InterpreterError(f"{name} (Python {interpreter.python}) has no pytest; install it in an earlier step")
    major = interpreter.packages["pytest"].split(".", 1)[0]
    if major.isdigit() and int(major) < 7:  # noqa: PLR2004 -- the first whose hooks we rely on
        raise InterpreterError(f"pytest {interpreter.packages['pytest']} is too old; version 7 or later is needed")


def _answer(lines: tuple[str, ...]) -> dict[str, Any]:
    """The last line that is an object: what runs at the start of an interpreter may print before it."""
    for line in reversed(lines):
        try:
            value = json.loads(line)
        except ValueError:
            continue
        if isinstance(value, dict):
            return value
    return {}


def _ignore(_line: str) -> None:
    """Print nothing: the answer is for us."""
