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
    """One line about a whole run: what was fixed, what was found in how many files, and what was hidden."""
    parts = [_fixed(report), _found(report)] if report.fixing else [_found(report)]
    if report.suppressed:
        parts.append(f"{report.suppressed} ignored")
    if report.baselined:
        parts.append(f"{report.baselined} in the baseline")
    return "; ".join(parts)


def failures(report: Report) -> str:
    """What kept a run from seeing or writing everything, in words; empty if nothing did."""
    internal = sum(1 for _ in report.errors())
    parts = []
    if internal:
        parts.append(counted(internal, "internal error"))
    if report.unreadable:
        parts.append(f"{counted(len(report.unreadable), 'path')} not read")
    if report.unwritten:
        parts.append(f"{counted(len(report.unwritten), 'file')} not written")
    return ", ".join(parts)


def _fixed(report: Report) -> str:
    """`3 fixed, 1 not fixed, 2 more with --unsafe-fixes`."""
    repairs = tuple(report.repairs())
    refused = sum(1 for repair in repairs if repair.refusal)
    made = len(repairs) - refused
    parts = [f"{made} fixed" if made else "nothing fixed"]
    if refused:
        parts.append(f"{refused} not fixed")
    # Where an unsafe fix was tried, they have been asked for.
    unsafe = sum(1 for finding in report.findings() if finding.fix and not finding.fix.safe)
    if unsafe and all(repair.safe for repair in repairs):
        parts.append(f"{unsafe} more with --unsafe-fixes")
    return ", ".join(parts)


def _found(report: Report) -> str:
    found = tally(report.counts())
    left = " left" if report.fixing else ""
    if not found:
        return f"no problems{left} in {counted(len(report.files), 'file')}"
    touched = sum(1 for file in report.files if file.findings)
    return f"{found}{left} in {counted(touched, 'file')}"
