"""Proposed fixes as SARIF has them, for editors and services that apply them.

The edits are what `ci-lint --fix` would make, with the line breaks of the file; it alone proves them.
"""

from collections.abc import Iterator
from typing import Any

from ..edits.edit import Fix, NewFile
from .location import artifact_location
from .options import ReportOptions
from .utf16 import Columns
from .visible import shortened, visible
from .wording import MESSAGE_LIMIT
from .written_edits import written_edits

_EMPTY = {"startLine": 1, "startColumn": 1, "endLine": 1, "endColumn": 1}


def fixes(fix: Fix | None, columns: Columns, root: str, options: ReportOptions) -> dict[str, Any]:
    """The property `fixes` of a result; nothing if there is no fix. `root` is the folder of the repository."""
    if fix is None or not (fix.edits or fix.new_files):
        return {}
    # SARIF has no word for how sure a fix is, so people are told in the description and programs in a property.
    note = "" if fix.safe else " (unsafe: a person should look at it)"
    description = {"text": f"{visible(shortened(fix.title, MESSAGE_LIMIT))}{note}"}
    changes = [*_edited(fix, columns, options), *(_made(new, root, options) for new in fix.new_files)]
    return {"fixes": [{"description": description, "artifactChanges": changes, "properties": {"safe": fix.safe}}]}


def _edited(fix: Fix, columns: Columns, options: ReportOptions) -> Iterator[dict[str, Any]]:
    source = columns.source
    if fix.edits:
        replacements = [
            {"deletedRegion": columns.region(edit.span), "insertedContent": {"text": edit.replacement}}
            for edit in written_edits(fix, source)
        ]
        location = artifact_location(source.path, options.working_directory)
        yield {"artifactLocation": location, "replacements": replacements}


def _made(new: NewFile, root: str, options: ReportOptions) -> dict[str, Any]:
    location = artifact_location(f"{root}/{new.path}", options.working_directory)
    replacement = {"deletedRegion": _EMPTY, "insertedContent": {"text": new.text}}
    return {"artifactLocation": location, "replacements": [replacement]}
