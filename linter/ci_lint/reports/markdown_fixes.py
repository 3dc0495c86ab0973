"""What was fixed and what was not, as tables for the body of a pull request."""

from collections.abc import Iterator, Sequence

from ..report import Report
from .markdown_text import escaped, short
from .outcome import made, refused

_ROWS_SHOWN = 50
_NOTES = {True: "", False: " (unsafe: please look at it)"}


def fixes(report: Report) -> Iterator[str]:
    """The lines of both tables; none for a run that made and refused nothing."""
    done = [
        f"| {_code(each.rule)} | {short(each.title)}{_NOTES[each.safe]} | {each.number} |"
        for each in made(report.repairs())
    ]
    yield from _table(("| fixed | how | findings |", "|---|---|---:|"), done)
    new = [f"| {_code(each.path)} |" for file in report.files for each in file.new_files]
    yield from _table(("| new file |", "|---|"), new)
    left = [
        f"| {_code(each.rule)} | {_code(file.source.path)} {each.where} | {short(each.reason)} |"
        for file in report.files
        for each in refused(file.repairs)
    ]
    yield from _table(("| not fixed | where | because |", "|---|---|---|"), left)


def _code(text: str) -> str:
    return f"<code>{escaped(text)}</code>"


def _table(head: tuple[str, str], rows: Sequence[str]) -> Iterator[str]:
    if not rows:
        return
    yield from ("", *head, *rows[:_ROWS_SHOWN])
    if len(rows) > _ROWS_SHOWN:
        yield from ("", f"and {len(rows) - _ROWS_SHOWN} more")
