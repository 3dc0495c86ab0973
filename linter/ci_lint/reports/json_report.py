"""The report for programs. docs/json-output.schema.json describes it; `version` changes when it breaks."""

from typing import Any

from ..report import FileReport, Finding, InternalError, Report
from ..source import Source
from .identity import identities
from .json_text import json_text
from .options import ReportOptions
from .wording import WORST_FIRST

_VERSION = 1
_SNIPPET_LIMIT = 400


def render(report: Report, options: ReportOptions) -> str:
    """One JSON document; findings are in the order of path and place, one a line."""
    findings = tuple(report.findings())
    marks = identities(findings, options.working_directory)
    document = {
        "version": _VERSION,
        "tool": {"name": "ci-lint", "version": options.version},
        "summary": _summary(report, options),
        "files": [_file(file) for file in report.files],
        "findings": [_finding(finding, mark) for finding, mark in zip(findings, marks, strict=True)],
        "errors": [_error(error) for error in report.errors()],
        "unreadable": list(report.unreadable),
        "notes": list(report.notes),
    }
    return json_text(document, depth=2)


def _summary(report: Report, options: ReportOptions) -> dict[str, int]:
    counts = report.counts()
    threshold = options.fail_on
    return {
        "files": len(report.files),
        **{severity.value: counts[severity] for severity in WORST_FIRST},
        "failing": sum(number for severity, number in counts.items() if threshold and severity >= threshold),
        "ignored": report.suppressed,
        "baselined": report.baselined,
    }


def _file(file: FileReport) -> dict[str, Any]:
    return {"path": file.source.path, "findings": len(file.findings), "ignored": file.suppressed}


def _finding(finding: Finding, mark: str) -> dict[str, Any]:
    source, span = finding.source, finding.span
    start = _position(source, span.start)
    line = source.line_span(start["line"])
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": source.path,
        "message": finding.message,
        "span": {"start": start, "end": _position(source, span.end)},
        "snippet": source.text[line.start : min(line.end, line.start + _SNIPPET_LIMIT)],
        "fingerprint": mark,
    }


def _position(source: Source, offset: int) -> dict[str, int]:
    position = source.position(offset)
    return {"line": position.line, "column": position.column, "offset": offset}


def _error(error: InternalError) -> dict[str, str]:
    return {"rule": error.rule, "path": error.path, "message": error.message, "details": error.details}
