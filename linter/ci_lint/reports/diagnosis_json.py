"""A diagnosis for programs. docs/diagnosis-output.schema.json describes it; `version` changes when it breaks."""

from collections.abc import Sequence
from typing import Any

from ..diagnose.causes import Cause, Evidence
from ..diagnose.diagnosis import Diagnosis
from ..diagnose.failure import Failure
from ..diagnose.remedies import Remedy
from ..diagnose.secrets import redact
from ..diagnose.signatures import FAMILIES
from ..report import Finding
from .json_text import json_text
from .location import relative_path
from .patch import left_alone, patch
from .visible import shortened

_VERSION = 1
_DEPTH = 4
_TEXT_LIMIT = 2000


def render(diagnosis: Diagnosis, remedies: Sequence[Remedy], working_directory: str) -> str:
    """The diagnosis as one JSON object."""
    by_cause = {remedy.cause.signature.id: remedy for remedy in remedies}
    value = {
        "version": _VERSION,
        "lines": diagnosis.lines,
        "failures": [_failure(failure) for failure in diagnosis.failures],
        "causes": [_cause(cause, by_cause.get(cause.signature.id), working_directory) for cause in diagnosis.causes],
        "errors": [_evidence(evidence) for evidence in diagnosis.errors],
    }
    return json_text(value, _DEPTH)


def _failure(failure: Failure) -> dict[str, Any]:
    line = failure.line
    return {
        "outcome": failure.outcome.name.lower().replace("_", "-"),
        "exit_code": failure.exit_code,
        "file": _name(failure.file),
        "number": line.number,
        "job": _name(line.job),
        "step": _name(line.step),
        "time": line.stamp,
    }


def _cause(cause: Cause, remedy: Remedy | None, working_directory: str) -> dict[str, Any]:
    signature = cause.signature
    return {
        "id": signature.id,
        "family": next(family for family, known in FAMILIES.items() if signature in known),
        "summary": signature.summary,
        "confidence": cause.confidence.value,
        "harmless": cause.harmless,
        "line": _evidence(cause.first),
        "evidence": [_evidence(evidence) for evidence in cause.evidence],
        "consequences": [other.id for other in cause.consequences],
        "cure": list(signature.cure),
        "rules": list(signature.rules),
        "findings": [_finding(finding, working_directory) for finding in remedy.findings] if remedy else [],
        "diff": patch(remedy.report, working_directory) if remedy else "",
        "written": remedy.written if remedy else False,
        "refusals": list(left_alone(remedy.report)) if remedy else [],
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    line = evidence.line
    return {
        "file": _name(evidence.file),
        "number": line.number,
        "job": _name(line.job),
        "step": _name(line.step),
        "time": line.stamp,
        "text": shortened(redact(line.text), _TEXT_LIMIT),
    }


def _name(text: str) -> str:
    return shortened(redact(text), _TEXT_LIMIT)


def _finding(finding: Finding, working_directory: str) -> dict[str, Any]:
    position = finding.source.position(finding.span.start)
    return {
        "rule": finding.rule,
        "path": relative_path(finding.source.path, working_directory),
        "line": position.line,
        "column": position.column,
        "message": finding.message,
    }
