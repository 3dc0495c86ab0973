"""Which findings stay where a reader takes only so many."""

from itertools import islice

from ..report import Finding, Report
from .wording import WORST_FIRST


def worst(report: Report, limit: int) -> tuple[Finding, ...]:
    """At most `limit` findings, in the order of the report: the worst, and of equals the first."""
    findings = tuple(report.findings())
    if len(findings) <= limit:
        return findings
    by_severity = (
        place for severity in WORST_FIRST for place, each in enumerate(findings) if each.severity is severity
    )
    return tuple(findings[place] for place in sorted(islice(by_severity, limit)))
