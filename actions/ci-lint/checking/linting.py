"""Runs the linter over what is to be checked: once for the verdict, once more for the SARIF file of the same files.

The command line is the one promise that all versions of the linter keep, and it writes one format at a time. What the
second run says of the verdict is compared with the first, so that code scanning never shows another one.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from installation.linter import Linter
from kit.deadline import Deadline

from .findings import Report, UnknownReport, read_report

_LINES_SHOWN = 8


class NotChecked(Exception):
    """The linter gave no report; the message says why."""


@dataclass(frozen=True)
class Check:
    """What is checked: options and paths of the command line, the folder it is run in, and one for its files."""

    linter: Linter
    options: Sequence[str]
    paths: Sequence[str]
    workspace: Path
    folder: Path

    def report(self, deadline: Deadline) -> tuple[Report, int, Path]:
        """What was found, the exit code, and the file with it as JSON. Raises NotChecked."""
        file = self.folder / "ci-lint.json"
        returncode = self._run("json", file, deadline)
        try:
            return read_report(file), returncode, file
        except UnknownReport as error:
            raise NotChecked(f"the report of ci-lint {self.linter.version} cannot be used: {error}") from None

    def sarif(self, expected: int, deadline: Deadline) -> Path:
        """The SARIF file of a check that ended with `expected`. Raises NotChecked."""
        file = self.folder / "ci-lint.sarif"
        returncode = self._run("sarif", file, deadline)
        if returncode != expected:
            raise NotChecked(f"there is no SARIF file: a second run ended with {returncode} instead of {expected}")
        return file

    def _run(self, form: str, file: Path, deadline: Deadline) -> int:
        words = ["check", "--format", form, "--output", str(file), *self.options, "--", *self.paths]
        outcome = self.linter.run(words, deadline=deadline, cwd=self.workspace)
        if outcome.reason != "exit":
            raise NotChecked(f"ci-lint did not end by itself ({outcome.reason}) within {outcome.seconds:.0f} s")
        if not file.is_file():
            said = "\n".join(outcome.tail[-_LINES_SHOWN:]).strip()
            raise NotChecked(said or f"ci-lint ended with {outcome.returncode} and wrote nothing")
        return outcome.returncode
