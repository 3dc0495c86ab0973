"""Annotations: workflow commands that GitHub's runner turns into marks on lines of a pull request.

The escapes are those of the runner (https://github.com/actions/toolkit, packages/core/src/command.ts). A
step shows ten annotations of a level and drops the others without a word, so ours stop there and say so.
Everything that comes from a file is inside a command's data or properties, where it cannot begin another.
"""

from collections.abc import Iterator
from itertools import islice

from ..report import FileReport, Finding, Report
from ..rule import Severity
from .location import relative_path
from .options import ReportOptions
from .outcome import made, refused
from .place import place
from .visible import shortened, visible
from .wording import MESSAGE_LIMIT, WORST_FIRST, failures, summary, tally

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_SHOWN = 10
_REMARK_LIMIT = 80


def render(report: Report, options: ReportOptions) -> str:
    """At most ten commands of a level, errors first, then plain lines with what else there is to know."""
    troubles = list(islice(_troubles(report), _SHOWN))
    shown = {severity: _first(report, severity) for severity in WORST_FIRST}
    shown[Severity.ERROR] = shown[Severity.ERROR][: _SHOWN - len(troubles)]
    annotations = [_annotation(finding, options) for severity in WORST_FIRST for finding in shown[severity]]
    return "\n".join((*troubles, *annotations, *_plain(report, shown))) + "\n"


def _first(report: Report, severity: Severity) -> tuple[Finding, ...]:
    return tuple(islice((each for each in report.findings() if each.severity is severity), _SHOWN))


def _troubles(report: Report) -> Iterator[str]:
    for sentence in report.unreadable:
        yield f"::error title=ci-lint%3A not read::{_data(sentence)}"
    for sentence in report.unwritten:
        yield f"::error title=ci-lint%3A not written::{_data(sentence)}"
    for error in report.errors():
        text = f"rule {error.rule} failed on {error.path}: {error.message}"
        yield f"::error title=ci-lint%3A internal error::{_data(text)}"


def _annotation(finding: Finding, options: ReportOptions) -> str:
    where = place(finding)
    properties: dict[str, str | int] = {
        "file": relative_path(finding.source.path, options.working_directory),
        "line": where.start.line,
        "endLine": where.end.line,
    }
    if where.start.line == where.end.line:  # GitHub refuses columns over several lines
        properties |= {"col": where.start.column, "endColumn": where.end.column}
    properties["title"] = f"ci-lint {finding.rule}"
    listed = ",".join(f"{name}={_property(str(value))}" for name, value in properties.items())
    return f"::{_COMMANDS[finding.severity]} {listed}::{_data(_said(finding))}"


def _said(finding: Finding) -> str:
    """The message, and in a few words what would mend it or why that is not done."""
    remark = f"fix: {finding.fix.title}" if finding.fix else finding.refusal and f"no fix: {finding.refusal}"
    return f"{finding.message} ({remark})" if remark and len(remark) <= _REMARK_LIMIT else finding.message


def _plain(report: Report, shown: dict[Severity, tuple[Finding, ...]]) -> Iterator[str]:
    counts = report.counts()
    more = {severity: counts[severity] - len(findings) for severity, findings in shown.items()}
    broken = failures(report)
    yield f"ci-lint: {summary(report)}{f'; {broken}' if broken else ''}"
    if any(more.values()):
        yield f"ci-lint: not annotated, since a step shows {_SHOWN} of a level: {tally(more)}"
    for file in report.files:
        yield from (f"ci-lint: {line}" for line in _fixes(file))
    for note in report.notes:
        yield f"ci-lint: note: {visible(note)}"


def _fixes(file: FileReport) -> Iterator[str]:
    """What became of the fixes of a file, in the log: an annotation would point to a line that is gone."""
    path = visible(file.source.path)
    yield from (f"{path}: fixed {visible(each.sentence)}" for each in made(file.repairs))
    yield from (f"{path}: made {visible(new.path)}" for new in file.new_files)
    yield from (f"{path}: not fixed {visible(each.sentence)}" for each in refused(file.repairs))


def _data(text: str) -> str:
    return _percent(visible(shortened(text, MESSAGE_LIMIT)))


def _property(text: str) -> str:
    return _percent(visible(text)).replace(":", "%3A").replace(",", "%2C")


def _percent(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
