"""The page that the run shows, and the lines of the log: every verdict with the findings behind it."""

from __future__ import annotations

from collections import Counter
from typing import Iterator

from kit.commands import group, say
from kit.summaries import block, code, escape, folded, table

from .findings import LEVELS, Finding, Report
from .outcome import Outcome

MOST_ROWS = 50
MOST_LISTED = 300
_MOST_LOGGED = 5000
_SIGNS = {"passed": "✅", "failed": "❌", "error": "💥"}


def page(outcome: Outcome) -> str:
    """The page in Markdown: the verdict, which rules, which files, then every finding, folded."""
    return "\n".join(_sections(outcome))


def headline(outcome: Outcome) -> str:
    """The verdict and the numbers in one line."""
    report = outcome.report
    numbers = ((report.count(level), name) for level, name in zip(LEVELS, ("error", "warning", "notice")))
    counts = ", ".join(counted(number, name) for number, name in numbers if number) or "no findings"
    aside = [
        f", {number} {word}" for number, word in ((report.ignored, "ignored"), (report.baselined, "known")) if number
    ]
    return f"{outcome.result}: {counts} in {counted(report.files, 'file')}{''.join(aside)}"


def counted(number: int, what: str) -> str:
    """A number of things."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def log(outcome: Outcome) -> None:
    """Print the findings, one a line; annotations show the worst of them only."""
    found = outcome.report.findings
    with group(counted(len(found), "finding")):
        say("\n".join(map(_line, found[:_MOST_LOGGED])) or "none")
        if len(found) > _MOST_LOGGED:
            say(f"and {len(found) - _MOST_LOGGED} more: see {outcome.report_json}")
    for sentence in (*outcome.report.troubles, *outcome.report.notes, *outcome.remarks):
        say(sentence)
    say(f"ci-lint {outcome.version}: {headline(outcome)}")


def _sections(outcome: Outcome) -> Iterator[str]:
    report = outcome.report
    yield f"### {_SIGNS[outcome.result]} ci-lint: {escape(headline(outcome))}\n"
    for sentence in (*report.troubles[:MOST_ROWS], *outcome.remarks, *report.notes[:MOST_ROWS]):
        yield f"- {escape(sentence)}"
    yield ""
    if not report.findings:
        return
    yield _by_rule(report)
    yield _by_file(report)
    lines = "\n".join(map(_line, report.findings[:MOST_LISTED]))
    more = len(report.findings) - MOST_LISTED
    yield folded("Findings", block(lines) + (f"\nand {more} more: see the log\n" if more > 0 else ""))


def _by_rule(report: Report) -> str:
    counts = Counter((LEVELS.index(finding.severity), finding.rule) for finding in report.findings)
    ranked = sorted(counts.items(), key=lambda entry: (entry[0][0], -entry[1], entry[0][1]))
    rows = [(code(rule), LEVELS[level], number) for (level, rule), number in ranked[:MOST_ROWS]]
    return table(("rule", "severity", "findings"), rows) + _more(len(ranked), "rules")


def _by_file(report: Report) -> str:
    names = sorted({finding.path for finding in report.findings})
    paths: dict[str, Counter[str]] = {path: Counter() for path in names}
    for finding in report.findings:
        paths[finding.path][finding.severity] += 1
    ranked = sorted(paths.items(), key=lambda entry: [-entry[1][level] for level in LEVELS])
    rows = [(code(path), *(counts[level] or "" for level in LEVELS)) for path, counts in ranked[:MOST_ROWS]]
    return table(("file", *LEVELS), rows) + _more(len(ranked), "files")


def _more(number: int, what: str) -> str:
    return f"\nand {number - MOST_ROWS} more {what}\n" if number > MOST_ROWS else ""


def _line(finding: Finding) -> str:
    remark = f" ({finding.remark})" if finding.remark else ""
    return " ".join(f"{finding.place}: {finding.severity} {finding.rule}: {finding.message}{remark}".split())
