"""The objects in files of JSON, whoever wrote them, with the few fields that matter here.

`gh run list` writes a list, `gh run view` an object, `gh api --paginate` one document after the other. An object of
GitHub's API is large; all but the fields named here are dropped while it is read, so that thousands fit into memory.
"""

import codecs
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType
from typing import Any

from ..late_pattern import late_pattern

SIZE_LIMIT = 200 * 1024**2
STANDARD_INPUT = Path("-")

# What gh calls the fields of the API, whose names are used from here on.
_GH_NAMES = MappingProxyType(
    {
        "attempt": "run_attempt",
        "completedAt": "completed_at",
        "createdAt": "created_at",
        "databaseId": "id",
        "displayTitle": "display_title",
        "headBranch": "head_branch",
        "headSha": "head_sha",
        "startedAt": "started_at",
        "updatedAt": "updated_at",
        "workflowName": "workflow_name",
    }
)
_FIELDS = MappingProxyType(
    _GH_NAMES
    | {
        name: name
        for name in (
            *(*_GH_NAMES.values(), "conclusion", "html_url", "jobs", "name", "path", "run_id", "run_started_at"),
            *("runs", "steps", "url", "workflow_runs"),
        )
    }
)
_NAMES = frozenset(_FIELDS)
_LISTS = ("workflow_runs", "runs")
_BLANK = late_pattern(r"[ \t\r\n]*")

Fields = dict[str, Any]


class UnreadableRuns(Exception):
    """A file of runs cannot be read; the message says which and why."""


def objects(file: Path) -> Iterator[Fields]:
    """The objects of a file, those in lists and in pages of the API one by one. Raises UnreadableRuns."""
    for document in _documents(file):
        pending = [document]
        while pending:
            item = pending.pop()
            if isinstance(item, list):
                pending.extend(reversed(item))
            elif not isinstance(item, dict):
                raise UnreadableRuns(f"{_shown(file)} holds no runs: gh and the API write objects")
            else:
                inner = next((item[name] for name in _LISTS if isinstance(item.get(name), list)), None)
                if inner is None:
                    yield item
                else:
                    pending.append(inner)


def _documents(file: Path) -> Iterator[Any]:
    text = _text(file)
    decoder = json.JSONDecoder(object_hook=_known_fields)
    place = _behind_blanks(text, 0)
    while place < len(text):
        try:
            document, place = decoder.raw_decode(text, place)
        except RecursionError:
            raise UnreadableRuns(f"{_shown(file)} is nested too deeply") from None
        except ValueError as error:
            raise UnreadableRuns(f"{_shown(file)} is no JSON: {error}") from None
        yield document
        place = _behind_blanks(text, place)


def _known_fields(item: Fields) -> Fields:
    return {_FIELDS[name]: item[name] for name in _NAMES.intersection(item)}


def _behind_blanks(text: str, place: int) -> int:
    found = _BLANK.match(text, place)
    return found.end() if found else place


def _text(file: Path) -> str:
    try:
        content = _content(file)
    except OSError as error:
        raise UnreadableRuns(f"{_shown(file)} cannot be read: {error.strerror}") from None
    if len(content) > SIZE_LIMIT:
        raise UnreadableRuns(f"{_shown(file)} is larger than {SIZE_LIMIT // 1024**2} MiB")
    # What `>` of Windows PowerShell writes.
    utf_16 = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        return content.decode("utf-16" if utf_16 else "utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableRuns(f"{_shown(file)} is no text in UTF-8") from None


def _content(file: Path) -> bytes:
    if file == STANDARD_INPUT:
        return sys.stdin.buffer.read(SIZE_LIMIT + 1) if sys.stdin else b""
    with file.open("rb") as stream:
        return stream.read(SIZE_LIMIT + 1)


def _shown(file: Path) -> str:
    return "standard input" if file == STANDARD_INPUT else str(file)
