"""SARIF 2.1.0, for code scanning and editors.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/. What GitHub reads of it, and how much:
https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning.
"""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from ..report import Finding, Report
from .identity import identities
from .json_text import json_text
from .location import artifact_location
from .options import ReportOptions
from .place import bounded
from .sarif_fixes import fixes
from .sarif_notifications import notifications
from .sarif_rules import LEVELS, descriptors
from .selection import worst
from .utf16 import Columns
from .visible import shortened, visible
from .wording import MESSAGE_LIMIT

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# GitHub rejects a run that has more.
RESULTS_LIMIT = 25_000


def render(report: Report, options: ReportOptions) -> str:
    """One SARIF log with one run. Of more than `RESULTS_LIMIT` findings the worst are kept."""
    kept = worst(report, RESULTS_LIMIT)
    left_out = sum(len(file.findings) for file in report.files) - len(kept)
    run = {
        "tool": {"driver": _driver(kept, options)},
        "automationDetails": {"id": "ci-lint/"},
        "invocations": [_invocation(report, left_out, options)],
        "originalUriBaseIds": {"%SRCROOT%": {"description": {"text": "the working directory"}}},
        "columnKind": "utf16CodeUnits",
        "newlineSequences": ["\r\n", "\n", "\r"],
        "results": list(_results(report, kept, options)),
    }
    return json_text({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, depth=4)


def _driver(kept: tuple[Finding, ...], options: ReportOptions) -> dict[str, Any]:
    return {
        "name": "ci-lint",
        "version": options.version,
        "rules": descriptors({finding.rule for finding in kept}, options),
    }


def _invocation(report: Report, left_out: int, options: ReportOptions) -> dict[str, Any]:
    return {
        "executionSuccessful": not (report.unreadable or report.unwritten or any(report.errors())),
        "toolExecutionNotifications": list(notifications(report, left_out, options)),
    }


def _results(report: Report, kept: tuple[Finding, ...], options: ReportOptions) -> Iterator[dict[str, Any]]:
    roots = {file.source.path: file.root for file in report.files}
    marks = identities(kept, options.working_directory)
    indices = {rule: index for index, rule in enumerate(sorted({finding.rule for finding in kept}))}
    for source, findings in groupby(kept, key=attrgetter("source")):
        location = artifact_location(source.path, options.working_directory)
        columns = Columns(source)
        for finding in findings:
            place = {"artifactLocation": location, "region": columns.region(bounded(finding))}
            yield {
                "ruleId": finding.rule,
                "ruleIndex": indices[finding.rule],
                "level": LEVELS[finding.severity],
                "message": {"text": visible(shortened(finding.message, MESSAGE_LIMIT))},
                "locations": [{"physicalLocation": place}],
                "partialFingerprints": {"ciLint/v1": next(marks)},
                **fixes(finding.fix, columns, roots[source.path], options),
            }
