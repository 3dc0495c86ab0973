"""SARIF 2.1.0, for code scanning and editors.

The standard: https://docs.oasis-open.org/sarif/sarif/v2.1.0/. What GitHub reads of it, and how much:
https://docs.github.com/code-security/reference/code-scanning/sarif-files/sarif-support-for-code-scanning.
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any

from ..report import Finding, Report
from ..source import Source
from .identity import identities
from .json_text import json_text
from .location import artifact_location
from .options import ReportOptions
from .place import bounded
from .sarif_notifications import notifications
from .sarif_rules import LEVELS, descriptors
from .selection import worst
from .visible import shortened, visible
from .wording import MESSAGE_LIMIT

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
# GitHub rejects a run that has more.
RESULTS_LIMIT = 25_000

_PAIR = re.compile("[\U00010000-\U0010ffff]")


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
        "results": list(_results(kept, options)),
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
        "executionSuccessful": not report.unreadable and not any(report.errors()),
        "toolExecutionNotifications": list(notifications(report, left_out, options)),
    }


def _results(kept: tuple[Finding, ...], options: ReportOptions) -> Iterator[dict[str, Any]]:
    marks = identities(kept, options.working_directory)
    indices = {rule: index for index, rule in enumerate(sorted({finding.rule for finding in kept}))}
    for source, findings in groupby(kept, key=attrgetter("source")):
        location = artifact_location(source.path, options.working_directory)
        columns = _Columns(source)
        for finding in findings:
            place = {"artifactLocation": location, "region": columns.region(finding)}
            yield {
                "ruleId": finding.rule,
                "ruleIndex": indices[finding.rule],
                "level": LEVELS[finding.severity],
                "message": {"text": visible(shortened(finding.message, MESSAGE_LIMIT))},
                "locations": [{"physicalLocation": place}],
                "partialFingerprints": {"ciLint/v1": next(marks)},
            }


class _Columns:
    """Counts UTF-16 units. What takes two of them is looked up once: a line may be a megabyte long."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.pairs = tuple(found.start() for found in _PAIR.finditer(source.text))

    def region(self, finding: Finding) -> dict[str, int]:
        """SARIF's region of a finding; endColumn is the column behind its last character."""
        span = bounded(finding)
        start_line, start_column = self.position(span.start)
        end_line, end_column = self.position(span.end)
        return {"startLine": start_line, "startColumn": start_column, "endLine": end_line, "endColumn": end_column}

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset."""
        position = self.source.position(offset)
        line_start = offset - position.column + 1
        pairs = bisect_left(self.pairs, offset) - bisect_left(self.pairs, line_start)
        return position.line, position.column + pairs
