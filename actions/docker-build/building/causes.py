"""Why a build failed, as far as the cache goes, and whether a second try without it can help.

A broken cache can fail a good build: a blob that is short, gone or changed is only missed when a step needs it; an
export with a wrong token fails before anything is built, even where errors of the export are ignored. A step that
failed by itself fails again, so there is no second try for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .records import Record

_BROKEN_BLOB = re.compile(
    r"short read: expected \d+ bytes|unexpected commit digest sha256:|content sha256:[0-9a-f]+: not found"
)
_CANCELLED = "context canceled"
_STEP_FAILED = "did not complete successfully"


@dataclass(frozen=True)
class Cause:
    """What failed and whether to build again, with which halves of the cache."""

    reason: str
    again: bool = False
    imports: bool = False
    exports: bool = False


@dataclass(frozen=True)
class Attempt:
    """One build: what it was to do with the cache, how it ended, what is known of it.

    `stopped` is why our watch ended it, empty where it did not: `time` for the whole, `export` for an export that
    made no progress. `time_left` says whether another build may start.
    """

    succeeded: bool
    imports: bool
    exports: bool
    record: Record | None
    stopped: str = ""
    time_left: bool = True


def find_cause(attempt: Attempt) -> Cause:
    """Why a build failed and what follows from it."""
    if attempt.succeeded:
        return Cause("the build succeeded")
    if attempt.stopped == "time":
        return Cause("the time for the build was over")
    cause = _cache_cause(attempt)
    if cause.again and not attempt.time_left:
        return Cause(f"{cause.reason}; there is no time left for another build")
    return cause


def _cache_cause(attempt: Attempt) -> Cause:
    if attempt.stopped == "export":
        return Cause("the export of the cache made no progress", again=True, imports=attempt.imports)
    if attempt.record is None:
        return _unrecorded(attempt)
    if attempt.imports and (error := _broken_import(attempt.record)):
        return Cause(f"the cache that was read is broken: {error}", again=True, exports=attempt.exports)
    if attempt.exports and (error := failed_export(attempt.record)):
        return Cause(f"the cache could not be written: {error}", again=True, imports=attempt.imports)
    return Cause("a step of the build failed, not the cache")


def _unrecorded(attempt: Attempt) -> Cause:
    if not attempt.imports and not attempt.exports:
        return Cause("BuildKit has no record of the build, and no cache was in use")
    return Cause("BuildKit has no record of the build: it ended before the first step", again=True)


def _broken_import(record: Record) -> str:
    errors = (vertex.error for vertex in record.vertices if _STEP_FAILED not in vertex.error)
    return next((error for error in errors if _BROKEN_BLOB.search(error)), "")


def failed_export(record: Record) -> str:
    """The error of an export of a cache, empty where none failed by itself."""
    return next((vertex.error for vertex in record.exports if vertex.error and _CANCELLED not in vertex.error), "")
