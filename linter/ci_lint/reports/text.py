"""The report for people at a terminal: each finding with the line it is about, the fixes, a line that sums up."""

from ..report import FileReport, Finding, InternalError, Report
from ..rule import Severity
from .excerpt import excerpt
from .options import ReportOptions
from .outcome import made, refused
from .place import bounded
from .visible import shortened, visible, visible_path
from .wording import MESSAGE_LIMIT, counted, failures, summary, tally

_BOLD, _DIM, _RED, _YELLOW, _CYAN, _GREEN = "1", "2", "1;31", "1;33", "1;36", "32"
_COLORS = {Severity.ERROR: _RED, Severity.WARNING: _YELLOW, Severity.INFO: _CYAN}

# Narrower, a line says nothing; wider, the eye loses it.
_NARROWEST, _WIDEST = 40, 160
_INTERNAL_ERRORS_SHOWN = 20


def render(report: Report, options: ReportOptions) -> str:
    """The findings, what went wrong, and a summary, each line ended."""
    paint = _Paint(options.color)
    room = min(max(options.width, _NARROWEST), _WIDEST)
    blocks = [_block(finding, room, paint) for finding in report.findings()]
    blocks += (_repairs(file, paint) for file in report.files if file.repairs or file.new_files)
    blocks += filter(None, (_internal(report, paint), _untouched(report, paint), _notes(report)))
    return "\n\n".join((*blocks, _closing(report, paint))) + "\n"


class _Paint:
    """Puts colours around text where they are wanted."""

    def __init__(self, color: bool) -> None:  # noqa: FBT001 - the only thing there is to say to it
        self.color = color

    def __call__(self, style: str, text: str) -> str:
        return f"\x1b[{style}m{text}\x1b[0m" if self.color else text


def _block(finding: Finding, room: int, paint: _Paint) -> str:
    span = bounded(finding)
    position = finding.source.position(span.start)
    number = str(position.line)
    shown = excerpt(finding.source, span, room - len(number) - len("   | "))
    color = _COLORS[finding.severity]
    where = paint(_BOLD, f"{visible_path(finding.source.path)}:{number}:{position.column}:")
    rule = paint(color, f"{finding.severity.value}[{visible(finding.rule)}]")
    head = f"{where} {rule} {visible(shortened(finding.message, MESSAGE_LIMIT))}"
    code = f"  {paint(_DIM, f'{number} |')} {shown.text}".rstrip()
    caret = f"  {' ' * len(number)} {paint(_DIM, '|')} {' ' * shown.indent}{paint(color, '^' * shown.length)}"
    return f"{head}\n{code}\n{caret}"


def _repairs(file: FileReport, paint: _Paint) -> str:
    lines = [paint(_BOLD, f"{visible_path(file.source.path)}:")]
    lines += (f"  {paint(_GREEN, 'fixed')} {visible(each.sentence)}" for each in made(file.repairs))
    lines += (f"  {paint(_GREEN, 'made')} {visible(new.path)}" for new in file.new_files)
    lines += (f"  {paint(_YELLOW, 'not fixed')} {visible(each.sentence)}" for each in refused(file.repairs))
    return "\n".join(lines)


def _internal(report: Report, paint: _Paint) -> str:
    errors = tuple(report.errors())
    if not errors:
        return ""
    lines = [_internal_line(error, paint) for error in errors[:_INTERNAL_ERRORS_SHOWN]]
    if len(errors) > len(lines):
        lines.append(f"... and {counted(len(errors) - len(lines), 'internal error')} more")
    lines.append("This is a mistake in ci-lint, not in your file. The first one in full:")
    lines += (f"  | {visible(line)}" for line in errors[0].details.splitlines())
    return "\n".join(lines)


def _internal_line(error: InternalError, paint: _Paint) -> str:
    message = shortened(error.message, MESSAGE_LIMIT)
    return f"{paint(_RED, 'internal error:')} {visible(f'rule {error.rule} failed on {error.path}: {message}')}"


def _untouched(report: Report, paint: _Paint) -> str:
    lines = [f"{paint(_RED, 'not read:')} {visible(sentence)}" for sentence in report.unreadable]
    lines += (f"{paint(_RED, 'not written:')} {visible(sentence)}" for sentence in report.unwritten)
    return "\n".join(lines)


def _notes(report: Report) -> str:
    return "\n".join(f"note: {visible(note)}" for note in report.notes)


def _closing(report: Report, paint: _Paint) -> str:
    counts = report.counts()
    found = summary(report)
    broken = failures(report)
    line = f"{found}; {paint(_RED, broken)}" if broken else found
    if not tally(counts):
        return line if broken else paint(_GREEN, line)
    line = line.replace(tally(counts), paint(_COLORS[max(counts)], tally(counts)), 1)
    return f"{line}{_learn_more(report)}"


def _learn_more(report: Report) -> str:
    # Ids with a slash are other tools': there is no page to show.
    rules = {finding.rule for finding in report.findings() if "/" not in finding.rule}
    if not rules:
        return ""
    return f". Learn more: ci-lint explain {visible(rules.pop()) if len(rules) == 1 else 'RULE'}"
