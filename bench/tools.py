"""The tools that are compared: how each is run on the same files, and what shows that it refused one."""

import json
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from figures import REFERENCE
from inputs import Inputs
from runs import Run, find_tool, version_of

Command = tuple[str, ...]
_REFUSED_BY_ZIZMOR = re.compile(r"failed to (?:parse input|validate |load )")


@dataclass(frozen=True)
class Tool:
    """A tool on given files.

    `commands` are timed, one after the other. `questions` are run once, untimed, and `refused` reads from
    what they say how many files the tool could not read.
    """

    name: str
    version: str
    files: int
    commands: tuple[Command, ...]
    questions: tuple[Command, ...]
    refused: Callable[[Run], int | None]
    fine: tuple[int, ...] = (0, 1)


def find_tools(inputs: Inputs, ours: str | None) -> Iterator[Tool | str]:
    """The tools, in the order of the table; for one that is not there a sentence that says so."""
    yield _ours(inputs, ours)
    yield _zizmor(inputs)
    yield _actionlint(inputs, shellcheck=False)
    yield _actionlint(inputs, shellcheck=True)
    yield _check_jsonschema(inputs)


def _absent(name: str, what: str = "it") -> str:
    return f"{name}: {what} is neither on PATH nor beside this Python"


def _ours(inputs: Inputs, command: str | None) -> Tool | str:
    program = find_tool("ci-lint")
    if command is None and program is None:
        return _absent("ci-lint")
    words = tuple(shlex.split(command)) if command else (str(program), "check", "--no-external")
    version = version_of(str(program)) if not command else "as given"
    located = (find_tool(words[0]) or words[0], *words[1:])
    count = len(inputs.all)
    return Tool("ci-lint", version, count, ((*located, "."),), ((*located, "--format", "json", "."),), _ours_refused)


def _ours_refused(run: Run) -> int | None:
    answer = _json(run.stdout)
    if not isinstance(answer, dict) or not isinstance(answer.get("findings"), list):
        return None
    found = [entry for entry in answer["findings"] if entry.get("rule") == "yaml-parse-error"]
    return len({entry.get("path") for entry in found})


def _zizmor(inputs: Inputs) -> Tool | str:
    program = find_tool("zizmor")
    if program is None:
        return _absent("zizmor")
    command = (program, "--offline", "--no-config", "--no-progress", ".")
    fine = (0, 10, 11, 12, 13, 14)
    return Tool(REFERENCE, version_of(program), len(inputs.all), (command,), (command,), _zizmor_refused, fine)


def _zizmor_refused(run: Run) -> int:
    return sum(1 for line in run.stderr.splitlines() if _REFUSED_BY_ZIZMOR.search(line))


def _actionlint(inputs: Inputs, *, shellcheck: bool) -> Tool | str:
    name = "actionlint with ShellCheck" if shellcheck else "actionlint"
    program, checker = find_tool("actionlint"), find_tool("shellcheck")
    if program is None:
        return _absent(name)
    if shellcheck and checker is None:
        return _absent(name, "shellcheck")
    options = (program, "-no-color", f"-shellcheck={checker if shellcheck else ''}", "-pyflakes=")
    command = (*options, *inputs.workflows)
    question = (program, "-no-color", "-shellcheck=", "-pyflakes=", "-format", "{{json .}}", *inputs.workflows)
    count = len(inputs.workflows)
    return Tool(name, version_of(program), count, (command,) if count else (), (question,), _actionlint_refused)


def _actionlint_refused(run: Run) -> int | None:
    answer = _json(run.stdout)
    if not isinstance(answer, list):
        return None
    return len({entry["filepath"] for entry in answer if entry["message"].startswith("could not parse as YAML")})


def _check_jsonschema(inputs: Inputs) -> Tool | str:
    program = find_tool("check-jsonschema")
    if program is None:
        return _absent("check-jsonschema")
    kinds = (("github-workflows", inputs.workflows), ("github-actions", inputs.actions))
    commands = tuple((program, "--builtin-schema", f"vendor.{name}", *paths) for name, paths in kinds if paths)
    questions = tuple((*command[:3], "--output-format", "json", *command[3:]) for command in commands)
    count = sum(len(paths) for _, paths in kinds)
    return Tool("check-jsonschema", version_of(program), count, commands, questions, _check_jsonschema_refused)


def _check_jsonschema_refused(run: Run) -> int | None:
    answer = _json(run.stdout)
    return len(answer.get("parse_errors", ())) if isinstance(answer, dict) else None


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def total_refused(tool: Tool, runs: Sequence[Run]) -> int | None:
    """How many files a tool refused in the answers to its questions; None if one cannot be read."""
    counts = [tool.refused(run) for run in runs]
    return None if None in counts else sum(count for count in counts if count is not None)
