"""Has `ci-lint diagnose` read the logs: once for programs, once for people."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Sequence

from installation.linter import Linter
from kit.deadline import Deadline
from kit.plain_text import shortened

_LINES_SHOWN = 8
_LONGEST_TROUBLE = 2000


class NotDiagnosed(Exception):
    """The linter gave no diagnosis; the message says why."""


@dataclass(frozen=True)
class Diagnosis:
    """What the logs say: ids of causes in their order, the page, and the file with the rest."""

    causes: tuple[str, ...]
    markdown: str
    report: Path


@dataclass(frozen=True)
class Reader:
    """An installed linter, the folder with workflow files if they are to be looked at, and one for its files."""

    linter: Linter
    workflow: Path | None
    folder: Path

    def read(self, log: Path, deadline: Deadline) -> Diagnosis:
        """The diagnosis of a log. Raises NotDiagnosed."""
        report, page = self.folder / "diagnosis.json", self.folder / "diagnosis.md"
        self._run(log, "json", report, deadline)
        self._run(log, "markdown", page, deadline)
        try:
            document = json.loads(report.read_text(encoding="utf-8"))
            # Harmless ones are known so that they are not taken for causes.
            causes = tuple(str(cause["id"]) for cause in document["causes"] if not cause.get("harmless"))
            return Diagnosis(causes, page.read_text(encoding="utf-8"), report)
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise NotDiagnosed(f"what ci-lint {self.linter.version} wrote cannot be read: {error}") from None

    def _run(self, log: Path, form: str, target: Path, deadline: Deadline) -> None:
        place: Sequence[str] = ("--workflow", ".") if self.workflow else ()
        words = ["diagnose", "--format", form, "--output", str(target), *place, "--", str(log)]
        outcome = self.linter.run(words, deadline=deadline, cwd=self.workflow or self.folder)
        if not outcome.succeeded:
            said = shortened("\n".join(outcome.tail[-_LINES_SHOWN:]).strip(), _LONGEST_TROUBLE)
            raise NotDiagnosed(f"ci-lint diagnose ended with {outcome.reason} {outcome.returncode}: {said}")
