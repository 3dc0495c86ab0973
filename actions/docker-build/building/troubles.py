"""Sentences for what went wrong with the cache while the build went on.

An export whose errors are ignored is only seen in the log of another action; here it becomes a warning.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Iterator

from .attempts import UNKNOWN
from .denials import explain_denial

if TYPE_CHECKING:
    from .attempts import Result
    from .verdicts import Run

_NOT_THERE = re.compile(r"not found|NotFound|manifest unknown|does not exist", re.IGNORECASE)
_NO_SERVICE = (
    "BuildKit left `type=gha` out without a word: the token of GitHub's cache service did not reach it. "
    "Is the service available on this runner?"
)
_READ_ONLY = re.compile(r"read-only|failed to reserve cache|permission_denied|no writable scopes", re.IGNORECASE)


def troubles(run: Run) -> Iterator[str]:
    """One sentence for each thing that went wrong with the cache."""
    for result in run.results:
        yield from _import_troubles(run, result)
        yield from _export_troubles(run, result)
    if run.kept.to_save and not run.kept.found:
        yield (
            "the cache was not saved: actions/cache did not keep it. A token that may only read, a full storage or a "
            "service that does not answer; its step says which"
        )


def first_run(run: Run) -> bool:
    """Whether a cache was looked for and simply is not there yet."""
    errors = [error for result in run.results for error in result.import_errors]
    return bool(errors) and all(_NOT_THERE.search(error) for error in errors)


def _import_troubles(run: Run, result: Result) -> Iterator[str]:
    for error in result.import_errors:
        if not _NOT_THERE.search(error):
            yield _sentence("the cache was not read", error, run)
    if result.imports and result.recorded and not result.imported and not result.import_errors:
        yield f"the cache was not read. {_NO_SERVICE}" if run.plan.backend == "gha" else "the cache was not read"


def _export_troubles(run: Run, result: Result) -> Iterator[str]:
    if not result.exports or run.plan.backend == "local":
        return
    if result.stopped == "export":
        yield f"the cache was not written: its export took longer than {run.plan.cache_timeout:.0f} s and was ended"
    elif result.export_error:
        missing = run.plan.backend == "gha" and not result.imported and "did not try" in result.export_error
        yield _sentence("the cache was not written", _NO_SERVICE if missing else result.export_error, run)
    elif result.exported == UNKNOWN and result.succeeded:
        yield "it is not known whether the cache was written: BuildKit has no record of the build"


def _sentence(what: str, error: str, run: Run) -> str:
    if run.plan.backend == "gha" and _READ_ONLY.search(error):
        return f"{what}: the token of this run may only read GitHub's cache ({error})"
    explanation = explain_denial(error, run.plan.cache_host) if run.plan.backend == "registry" else ""
    return f"{what}: {error}" + (f". {explanation}" if explanation else "")
