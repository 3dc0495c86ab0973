"""The report for people at a terminal: each finding with the line it is about, the fixes, a line that sums up."""

from ..report import FileReport, Finding, InternalError, Report
from ..rule import Severity
from .excerpt import excerpt
from .options import ReportOptions
from .outcome import made, refused
from .paint import BOLD, DIM, GREEN, RED, YELLOW, Paint
from .place import bounded
from .visible import shortened, visible, visible_path
from .wording import MESSAGE_LIMIT, counted, failures, summary, tally

_CYAN = "1;36"
_COLORS = {Severity.ERROR: RED, Severity.WARNING: YELLOW, Severity.INFO: _CYAN}

# Narrower, a line says nothing; wider, the eye loses it.
_NARROWEST, _WIDEST = 40, 160
_INTERNAL_ERRORS_SHOWN = 20


def render(report: Report, options: ReportOptions) -> str:
    """The findings, what went wrong, and a summary, each line ended."""
    paint = Paint(options.color)
    room = min(max(options.width, _NARROWEST), _WIDEST)
    blocks = [_block(finding, room, paint) for finding in report.findings()]
    blocks += (_repairs(file, paint) for file in report.files if file.repairs or file.new_files)
    blocks += filter(None, (_internal(report, paint), _untouched(report, paint), _notes(report)))
    return "\n\n".join((*blocks, _closing(report, paint))) + "\n"


def _block(finding: Finding, room: int, paint: Paint) -> str:
    span = bounded(finding)
    position = finding.source.position(span.start)
    number = str(position.line)
    shown = excerpt(finding.source, span, room - len(number) - len("   | "))
    color = _COLORS[finding.severity]
    where = paint(BOLD, f"{visible_path(finding.source.path)}:{number}:{position.column}:")
    rule = paint(color, f"{finding.severity.value}[{visible(finding.rule)}]")
    head = f"{where} {rule} {visible(shortened(finding.message, MESSAGE_LIMIT))}"
    code = f"  {paint(DIM, f'{number} |')} {shown.text}".rstrip()
    caret = f"  {' ' * len(number)} {paint(DIM, '|')} {' ' * shown.indent}{paint(color, '^' * shown.length)}"
    return f"{head}\n{code}\n{caret}"


def _repairs(file: FileReport, paint: Paint) -> str:
    lines = [paint(BOLD, f"{visible_path(file.source.path)}:")]
    lines += (f"  {paint(GREEN, 'fixed')} {visible(each.sentence)}" for each in made(file.repairs))
    lines += (f"  {paint(GREEN, 'made')} {visible(new.path)}" for new in file.new_files)
    lines += (f"  {paint(YELLOW, 'not fixed')} {visible(each.sentence)}" for each in refused(file.repairs))
    return "\n".join(lines)


def _internal(report: Report, paint: Paint) -> str:
    errors = tuple(report.errors())
    if not errors:
        return ""
    lines = [_internal_line(error, paint) for error in errors[:_INTERNAL_ERRORS_SHOWN]]
    if len(errors) > len(lines):
        lines.append(f"... and {counted(len(errors) - len(lines), 'internal error')} more")
    lines.append("This is a mistake in ci-lint, not in your file. The first one in full:")
    lines += (f"  | {visible(line)}" for line in errors[0].details.splitlines())
    return "\n".join(lines)


def _internal_line(error: InternalError, paint: Paint) -> str:
    message = shortened(error.message, MESSAGE_LIMIT)
    return f"{paint(RED, 'internal error:')} {visible(f'rule {error.rule} failed on {error.path}: {message}')}"


def _untouched(report: Report, paint: Paint) -> str:
    lines = [f"{paint(RED, 'not read:')} {visible(sentence)}" for sentence in report.unreadable]
    lines += (f"{paint(RED, 'not written:')} {visible(sentence)}" for sentence in report.unwritten)
    return "\n".join(lines)


def _notes(report: Report) -> str:
    return "\n".join(f"note: {visible(note)}" for note in report.notes)


def _closing(report: Report, paint: Paint) -> str:
    counts = report.counts()
    found = summary(report)
    broken = failures(report)
    line = f"{found}; {paint(RED, broken)}" if broken else found
    if not tally(counts):
        return line if broken else paint(GREEN, line)
    line = line.replace(tally(counts), paint(_COLORS[max(counts)], tally(counts)), 1)
    return f"{line}{_learn_more(report)}"


def _learn_more(report: Report) -> str:
    # Ids with a slash are other tools': there is no page to show.
    rules = {finding.rule for finding in report.findings() if "/" not in finding.rule}
    if not rules:
        return ""
    return f". Learn more: ci-lint explain {visible(rules.pop()) if len(rules) == 1 else 'RULE'}"
