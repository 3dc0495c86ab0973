"""What the linter found, read from its JSON, whose version says what to expect."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Mapping

LEVELS = ("error", "warning", "info")
_VERSION = 1


class UnknownReport(Exception):
    """The file is not what the linter writes; the message says in what."""


@dataclass(frozen=True)
class Finding:
    """One finding; line and column count from 1."""

    rule: str
    severity: str
    path: str
    line: int
    column: int
    message: str
    remark: str
    """What would mend it, or why nothing is proposed; often empty."""

    @property
    def place(self) -> str:
        """File, line and column, as compilers write them."""
        return f"{self.path}:{self.line}:{self.column}"


@dataclass(frozen=True)
class Report:
    """Everything the linter said; findings are the worst first. `failing` ones decide the verdict."""

    findings: tuple[Finding, ...]
    files: int
    failing: int
    ignored: int
    baselined: int
    troubles: tuple[str, ...]
    """What could not be read, and rules that failed."""
    notes: tuple[str, ...]

    def count(self, severity: str) -> int:
        """How many findings are of a severity."""
        return Counter(finding.severity for finding in self.findings)[severity]


NOTHING = Report((), 0, 0, 0, 0, (), ())


def read_report(path: Path) -> Report:
    """The report in a file. Raises UnknownReport."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["version"] != _VERSION:
            raise UnknownReport(f"its version is {document['version']}, and this action reads {_VERSION}")
        return _report(document)
    except OSError as error:
        raise UnknownReport(f"it cannot be read: {error.strerror}") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnknownReport(f"it is not as expected: {type(error).__name__}: {error}") from None


def _report(document: Mapping[str, Any]) -> Report:
    summary = document["summary"]
    broken = [f"rule {each['rule']} failed on {each['path']}: {each['message']}" for each in document["errors"]]
    return Report(
        findings=tuple(sorted(map(_finding, document["findings"]), key=_rank)),
        files=summary["files"],
        failing=summary["failing"],
        ignored=summary["ignored"],
        baselined=summary["baselined"],
        troubles=(*document["unreadable"], *broken),
        notes=tuple(document["notes"]),
    )


def _finding(found: Mapping[str, Any]) -> Finding:
    start = found["span"]["start"]
    place = (found["path"], start["line"], start["column"])
    return Finding(found["rule"], found["severity"], *place, found["message"], _remark(found))


def _remark(found: Mapping[str, Any]) -> str:
    if found.get("fixes"):
        return f"fix: {found['fixes'][0]['title']}"
    return f"no fix: {found['refusal']}" if found.get("refusal") else ""


def _rank(finding: Finding) -> int:
    return LEVELS.index(finding.severity)
