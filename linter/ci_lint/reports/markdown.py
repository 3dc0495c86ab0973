"""The report for job summaries and comments: fixes, how often which rule, the findings of each file, folded.

Job summaries end at 1 MiB; a longer one is not shown at all, so the report stops before that and says so.
"""

from collections import Counter
from collections.abc import Iterator

from ..report import FileReport, Finding, Report
from ..rule import Severity
from .markdown_fixes import fixes
from .markdown_text import escaped, short
from .options import ReportOptions
from .wording import counted, failures, summary, tally

_BYTES_LIMIT = 900 * 1024
# What is said once more at the end, and the line that is one too many.
_RESERVE = 16 * 1024
_TROUBLES_SHOWN = 20


def render(report: Report, options: ReportOptions) -> str:
    """Markdown of at most 900 KiB in UTF-8."""
    del options  # nothing in it depends on the terminal, the folder or the version
    head = "\n".join(_head(report)) + "\n"
    files, shown = _bounded(report, _BYTES_LIMIT - _RESERVE - len(head.encode()))
    left_out = sum(report.counts().values()) - shown
    note = f"\n{counted(left_out, 'more finding')} left out: the report would be too long.\n" if left_out else ""
    return f"{head}{files}{note}"


def _head(report: Report) -> Iterator[str]:
    broken = failures(report)
    yield f"### ci-lint: {summary(report)}{f'; {broken}' if broken else ''}"
    yield from _troubles(report)
    yield from fixes(report)
    counts = Counter((finding.rule, finding.severity) for finding in report.findings())
    if counts:
        yield from ("", "| rule | severity | findings |", "|---|---|---:|")
    for (rule, severity), number in sorted(counts.items(), key=_rank):
        yield f"| <code>{escaped(rule)}</code> | {severity.value} | {number} |"


def _rank(entry: tuple[tuple[str, Severity], int]) -> tuple[int, int, str]:
    (rule, severity), number = entry
    return -list(Severity).index(severity), -number, rule


def _troubles(report: Report) -> Iterator[str]:
    broken = (f"{error.rule} on {error.path}: {error.message}" for error in report.errors())
    lines = [
        *(f"- not read: <code>{short(sentence)}</code>" for sentence in report.unreadable),
        *(f"- not written: <code>{short(sentence)}</code>" for sentence in report.unwritten),
        *(f"- internal error: <code>{short(text)}</code>" for text in broken),
        *(f"- <code>{short(note)}</code>" for note in report.notes),
    ]
    shown = lines[:_TROUBLES_SHOWN]
    if lines:
        yield from ("", *shown)
    if len(lines) > len(shown):
        yield f"- and {len(lines) - len(shown)} more"


def _bounded(report: Report, room: int) -> tuple[str, int]:
    """The files' findings in at most `room` bytes, and how many findings that are."""
    blocks: list[str] = []
    shown = 0
    for file in report.files:
        if not file.findings:
            continue
        opening, closing = _opening(file), "</pre></details>\n"
        room -= len(opening.encode()) + len(closing)
        lines = list(_fitting(file, room))
        if not lines:
            break
        room -= sum(len(line.encode()) for line in lines)
        shown += len(lines)
        blocks += (opening, *lines, closing)
        if len(lines) < len(file.findings):
            break
    return "".join(blocks), shown


def _fitting(file: FileReport, room: int) -> Iterator[str]:
    for finding in file.findings:
        line = _line(finding)
        room -= len(line.encode())
        if room < 0:
            return
        yield line


def _opening(file: FileReport) -> str:
    counts = Counter(finding.severity for finding in file.findings)
    return f"\n<details><summary><code>{escaped(file.source.path)}</code>: {tally(counts)}</summary>\n\n<pre>\n"


def _line(finding: Finding) -> str:
    position = finding.source.position(finding.span.start)
    place = f"{position.line}:{position.column}:"
    return f"{place} {finding.severity.value} <b>{escaped(finding.rule)}</b> {short(finding.message)}\n"
