"""The report for programs. docs/json-output.schema.json describes it; `version` changes when it breaks."""

from typing import Any

from ..edits.edit import Fix
from ..report import FileReport, Finding, InternalError, Repair, Report
from ..source import Source, Span
from .identity import identities
from .json_text import json_text
from .options import ReportOptions
from .wording import WORST_FIRST
from .written_edits import written_edits

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
        **_repairs(report),
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
        **_fixed(report),
    }


def _fixed(report: Report) -> dict[str, int]:
    refused = sum(1 for repair in report.repairs() if repair.refusal)
    return {"fixed": sum(1 for _ in report.repairs()) - refused, "refused": refused} if report.fixing else {}


def _repairs(report: Report) -> dict[str, Any]:
    """What a run that fixes has done; other runs say nothing of it."""
    if not report.fixing:
        return {}
    return {
        "repairs": [_repair(repair) for repair in report.repairs()],
        "new_files": [{"path": file.source.path, "makes": new.path} for file in report.files for new in file.new_files],
        "unwritten": list(report.unwritten),
    }


def _repair(repair: Repair) -> dict[str, Any]:
    finding = repair.finding
    return {
        "outcome": "refused" if repair.refusal else "fixed",
        "rule": finding.rule,
        "path": finding.source.path,
        "message": finding.message,
        "span": _span(finding.source, finding.span),
        "title": repair.title,
        "safe": repair.safe,
        **({"reason": repair.refusal} if repair.refusal else {}),
    }


def _file(file: FileReport) -> dict[str, Any]:
    return {"path": file.source.path, "findings": len(file.findings), "ignored": file.suppressed}


def _finding(finding: Finding, mark: str) -> dict[str, Any]:
    source = finding.source
    span = _span(source, finding.span)
    line = source.line_span(span["start"]["line"])
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": source.path,
        "message": finding.message,
        "span": span,
        "snippet": source.text[line.start : min(line.end, line.start + _SNIPPET_LIMIT)],
        "fingerprint": mark,
        "fixes": [_fix(finding.fix, source)] if finding.fix else [],
        **({"refusal": finding.refusal} if finding.refusal else {}),
    }


def _fix(fix: Fix, source: Source) -> dict[str, Any]:
    edits = ({"span": _span(source, edit.span), "replacement": edit.replacement} for edit in written_edits(fix, source))
    made = [{"path": new.path, "text": new.text} for new in fix.new_files]
    return {"title": fix.title, "safe": fix.safe, "edits": list(edits), **({"new_files": made} if made else {})}


def _span(source: Source, span: Span) -> dict[str, dict[str, int]]:
    return {"start": _position(source, span.start), "end": _position(source, span.end)}


def _position(source: Source, offset: int) -> dict[str, int]:
    position = source.position(offset)
    return {"line": position.line, "column": position.column, "offset": offset}


def _error(error: InternalError) -> dict[str, str]:
    return {"rule": error.rule, "path": error.path, "message": error.message, "details": error.details}
