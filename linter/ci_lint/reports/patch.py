"""What fixes change as a unified diff that `git apply` takes, and what they leave, in words beside it."""

import io
from collections.abc import Iterator
from difflib import unified_diff
from itertools import groupby

from msgspec.structs import replace

from ..report import FileReport, Repair, Report
from .location import relative_path
from .outcome import refused
from .visible import visible, visible_path

_NOTHING = "/dev/null"
_BYTE_ORDER_MARK = "\ufeff"


def patch(report: Report, working_directory: str) -> str:
    """The diff of all files, with paths as seen from the working directory; "" if nothing would change."""
    return "".join(line for file in report.files for line in _of_file(file, working_directory))


def readable(diff: str, *, color: bool = False) -> str:
    """A diff for a terminal: nothing in it but colours and line breaks controls it. No patch tool takes it."""
    lines = (_painted(visible(line), color=color) for line in diff.split("\n")[:-1])
    return "".join(f"{line}\n" for line in lines)


def left_alone(report: Report) -> Iterator[str]:
    """A sentence on the findings whose fix is refused."""
    for file in report.files:
        for each in refused(sorted(_where_they_stood(file), key=lambda repair: repair.finding.span)):
            yield f"{visible_path(file.source.path)}: not fixed: {visible(each.sentence)}"


def _where_they_stood(file: FileReport) -> Iterator[Repair]:
    """The repairs that are refused, at the places of the file as it is: nobody has the fixed one."""
    for key, group in groupby(sorted((r for r in file.repairs if r.refusal), key=_what), key=_what):
        left = list(group)
        there = [finding for finding in file.found if (finding.rule, finding.message) == key]
        same = there if len(there) == len(left) else [repair.finding for repair in left]
        yield from (replace(repair, finding=finding) for repair, finding in zip(left, same, strict=True))


def _what(repair: Repair) -> tuple[str, str]:
    return repair.finding.rule, repair.finding.message


def _of_file(file: FileReport, working_directory: str) -> Iterator[str]:
    if file.original is not None and file.changed:
        path = _named(relative_path(file.source.path, working_directory))
        # In the bytes of the file, which a patch tool compares, the mark is the beginning of the first line.
        mark = _BYTE_ORDER_MARK if file.source.byte_order_mark else ""
        yield from _diff(mark + file.original.text, mark + file.source.text, f"a/{path}", f"b/{path}")
    for new in file.new_files:
        yield from _diff(
            "", new.text, _NOTHING, f"b/{_named(relative_path(f'{file.root}/{new.path}', working_directory))}"
        )


def _named(path: str) -> str:
    """A path as it stands in a head of a diff, where a tab ends one with blanks in it."""
    shown = visible(path)
    return f"{shown}\t" if " " in shown else shown


def _diff(old: str, new: str, before: str, after: str) -> Iterator[str]:
    for line in unified_diff(_lines(old), _lines(new), before, after):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    # Only a line feed ends a line here: a patch tool sees it so.
    return list(io.StringIO(text, newline="\n"))


def _painted(line: str, *, color: bool) -> str:
    style = {"@": "36", "+": "32", "-": "31"}.get(line[:1]) if color else None
    return f"\x1b[{style}m{line}\x1b[0m" if style else line
