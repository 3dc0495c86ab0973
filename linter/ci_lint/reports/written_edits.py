"""Edits as other programs apply them: with the line breaks that the file has."""

from collections.abc import Iterator

from ..edits.edit import Edit, Fix, line_break
from ..source import Source


def written_edits(fix: Fix, source: Source) -> Iterator[Edit]:
    """The edits of a fix in the order of the file, as they would be made in it."""
    for edit in sorted(fix.edits):
        yield Edit(edit.span, edit.replacement.replace("\n", line_break(source, edit.span.start)))
