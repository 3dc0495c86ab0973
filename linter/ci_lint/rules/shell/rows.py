"""Lines in a row that write to one file, as a group with one redirect.

Three redirects in a row to the same file are harder to read than one, and ShellCheck remarks on them (SC2129).
"""

from collections.abc import Iterator

from msgspec import Struct

from ...edits import Edit, Fix, Refusal, replace_in_scalar
from ...shell import Command
from ...tree import Scalar
from ...workflow import Step
from .environment_files import write_to_file
from .printed_commands import FILES, Printed, workflow_commands

_MANY = 3


def write_with_neighbours(step: Step, found: Printed) -> Fix:
    """Let the step write to the file what it printed, with the lines around that do the same. Raises Refusal."""
    fixes = step.remember("rows of written lines", lambda step: dict(_fixes_of_rows(step)))
    return fixes.get(found.at.start) or write_to_file(step, found)


class _Line(Struct, frozen=True):
    """A line of a script that holds one command, and how that alone would be fixed."""

    found: Printed
    command: Command
    fix: Fix
    start: int
    end: int
    margin: str

    def goes_on(self, before: "_Line") -> bool:
        """Whether it continues a row of which the other is the last line."""
        alike = (self.found.name, self.margin) == (before.found.name, before.margin)
        return alike and self.start == before.end + 1


def _fixes_of_rows(step: Step) -> Iterator[tuple[int, Fix]]:
    """By the place of each command in a row, the fix of the row."""
    scalar = step.run
    if scalar is None or scalar.style != "|":
        return
    for row in _rows(_lines(step)):
        if len(row) >= _MANY:
            # One line that a person should look at makes it a fix that a person should look at.
            fix = Fix(row[0].fix.title, tuple(_edits(scalar, row)), safe=all(line.fix.safe for line in row))
            yield from ((line.found.at.start, fix) for line in row)


def _rows(lines: Iterator[_Line]) -> Iterator[list[_Line]]:
    row: list[_Line] = []
    for line in lines:
        if row and not line.goes_on(row[-1]):
            yield row
            row = []
        row.append(line)
    yield row


def _lines(step: Step) -> Iterator[_Line]:
    """The lines that hold nothing but a command with a fix."""
    text = step.run.text if step.run else ""
    for found in workflow_commands(step):
        command = found.by
        if not isinstance(command, Command) or command.and_or or command.runs_after or command.background:
            continue
        start = text.rfind("\n", 0, command.start) + 1
        end = text.find("\n", command.words[-1].end)
        end = len(text) if end < 0 else end
        behind = text[command.words[-1].end : end].strip()
        margin = text[start : command.start]
        if margin.strip() or "\n" in text[start:end] or (behind and not behind.startswith("#")):
            continue
        try:
            yield _Line(found, command, write_to_file(step, found), start, end, margin)
        except Refusal:
            continue


def _edits(scalar: Scalar, row: list[_Line]) -> Iterator[Edit]:
    first, last = row[0], row[-1]
    yield replace_in_scalar(scalar, first.command.start, first.command.start, f"{{\n{first.margin}  ")
    yield from (replace_in_scalar(scalar, line.command.start, line.command.start, "  ") for line in row[1:])
    # The other edit of each fix is the redirect.
    yield from (line.fix.edits[0] for line in row)
    yield replace_in_scalar(scalar, last.end, last.end, f'\n{last.margin}}} >> "${FILES[last.found.name]}"')
