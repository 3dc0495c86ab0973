"""Runs the command that fixes files.

It is a program like any other: its output is text to the runner, it cannot speak for the step that runs it, and it
ends when its time is over.
"""

from __future__ import annotations

import os
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Sequence

from installation.linter import install
from installation.troubles import InstallationFailed
from kit import commands
from kit.deadline import Deadline
from kit.inputs import InputError, Inputs
from kit.processes import Outcome, run

# By these a program could set outputs, variables and programs of later steps.
_OF_THE_STEP = ("CIKIT_", "GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH", "GITHUB_STATE", "GITHUB_STEP_SUMMARY")
# What fixers end with: nothing found; something found, or something changed.
_FINE = (0, 1)
OWN_LINTER = "ci-lint"
ISOLATED = ("-I", "-X", "utf8")
_PYTHONS = ("python", "python3", "py")


@dataclass(frozen=True)
class Command:
    """The words of a command; `report` is where ci-lint writes what it did, if the command is ci-lint."""

    words: tuple[str, ...]
    report: Path

    @property
    def is_ci_lint(self) -> bool:
        """Whether it is ci-lint, told to fix."""
        return _is_ci_lint(self.words) and "--fix" in self.words

    @property
    def name(self) -> str:
        """What people call it."""
        return "ci-lint" if _is_ci_lint(self.words) else Path(self.words[0]).name

    @property
    def reporting(self) -> tuple[str, ...]:
        """The words with those that make ci-lint write its report, where it was not told another way of reporting."""
        if not self.is_ci_lint or any(word.startswith(("--format", "-f", "--output", "-o")) for word in self.words):
            return self.words
        return (*self.words, "--format", "json", "--output", str(self.report))


def read_command(inputs: Inputs, report: Path) -> Command:
    """The input command. Raises InputError."""
    text = inputs.text("command", required=True)
    try:
        words = tuple(shlex.split(text))
    except ValueError as mistake:
        raise InputError("command", text, f"it cannot be split into words: {mistake}") from None
    if not words or not words[0]:
        raise InputError("command", text, "write a program and its arguments")
    return Command(words, report)


def fix(command: Command, folder: Path, seconds: float) -> None:
    """Run the command in a folder, after installing ci-lint if that is all it names. Raises CommandFailed."""
    deadline = Deadline(seconds)
    try:
        words, environment = _prepared(command, deadline)
        commands.say(f"running {command.words[0]} with {len(words) - 1} arguments")
        with commands.fence():
            outcome = run(words, deadline=deadline, cwd=folder, env=environment)
    except InstallationFailed as failure:
        raise CommandFailed(str(failure)) from None
    except OSError as error:
        raise CommandFailed(f"{command.words[0]} cannot be started: {error.strerror or error}") from None
    _judge(command, outcome)


class CommandFailed(RuntimeError):
    """The command did not do its work, so what it left behind is published by nobody."""


def _prepared(command: Command, deadline: Deadline) -> tuple[tuple[str, ...], Mapping[str, str]]:
    """The words to run and their environment. The word ci-lint stands for the linter of this repository."""
    if command.words[0] != OWN_LINTER:
        return command.reporting, _environment()
    linter = install(None, deadline)
    return (str(linter.python), *ISOLATED, "-m", "ci_lint", *command.reporting[1:]), linter.env


def _environment() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith(_OF_THE_STEP)}


def _judge(command: Command, outcome: Outcome) -> None:
    if outcome.reason == "timeout":
        raise CommandFailed(f"{command.name} did not end within {outcome.seconds:.0f} s; see the input timeout")
    if outcome.reason != "exit" or outcome.returncode not in _FINE:
        raise CommandFailed(
            f"{command.name} ended with exit status {outcome.returncode}; only 0 and 1 say that its work is done"
        )


def _is_ci_lint(words: Sequence[str]) -> bool:
    program = Path(words[0]).name
    program = program[:-4] if program.lower().endswith(".exe") else program
    return program == "ci-lint" or (program in _PYTHONS and tuple(words[1:3]) == ("-m", "ci_lint"))
