"""Counts as words, the same in every format that people read."""

from collections.abc import Mapping

from ..report import Report
from ..rule import Severity

# A message quotes what is in a file, and that may be long.
MESSAGE_LIMIT = 1000

WORST_FIRST = (Severity.ERROR, Severity.WARNING, Severity.INFO)


def counted(number: int, noun: str) -> str:
    """The number and the noun, in the plural unless it is one."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def tally(counts: Mapping[Severity, int]) -> str:
    """`3 errors, 2 warnings`: the severities that occur, the worst first."""
    return ", ".join(counted(counts[severity], severity.value) for severity in WORST_FIRST if counts.get(severity))


def summary(report: Report) -> str:
    """One line about a whole run: what was found in how many files, and what was hidden."""
    parts = [_found(report)]
    if report.suppressed:
        parts.append(f"{report.suppressed} ignored")
    if report.baselined:
        parts.append(f"{report.baselined} in the baseline")
    return "; ".join(parts)


def failures(report: Report) -> str:
    """What kept a run from seeing everything, in words; empty if nothing did."""
    internal = sum(1 for _ in report.errors())
    parts = []
    if internal:
        parts.append(counted(internal, "internal error"))
    if report.unreadable:
        parts.append(f"{counted(len(report.unreadable), 'path')} not read")
    return ", ".join(parts)


def _found(report: Report) -> str:
    found = tally(report.counts())
    if not found:
        return f"no problems in {counted(len(report.files), 'file')}"
    touched = sum(1 for file in report.files if file.findings)
    return f"{found} in {counted(touched, 'file')}"
