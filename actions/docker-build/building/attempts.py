"""What became of one build, gathered once it is over: from its outcome, the watch and BuildKit's record."""

from __future__ import annotations

import os
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from kit.deadline import Deadline

from .causes import Attempt, failed_export, find_cause
from .histories import fetch_record
from .plans import read_document, write_document
from .watches import Watch

if TYPE_CHECKING:
    from .plans import Plan
    from .records import Record

READING = 60.0
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Result:
    """One build, as the report needs it.

    `hit_ratio` is the part of the steps that came from a cache, None where BuildKit has no record. `exported` is
    `true`, `false` or `unknown`. `pushed` holds the digest the registry took for each tag.
    """

    number: int
    succeeded: bool
    imports: bool
    exports: bool
    recorded: bool
    steps: int
    cached: int
    exported: str
    export_error: str
    import_errors: tuple[str, ...]
    imported: bool
    pushed: dict[str, str]
    manifests: tuple[str, ...]
    stopped: str
    reason: str

    @property
    def hit_ratio(self) -> float | None:
        """Part of the steps that came from a cache, 0 to 1; None where nothing is known or there were no steps."""
        return self.cached / self.steps if self.recorded and self.steps else None


@dataclass(frozen=True)
class Ending:
    """What the action that built says of itself: its outcome, and the reference of the build where it has one."""

    outcome: str
    reference: str

    @property
    def succeeded(self) -> bool:
        """Whether it built. A build that is killed before it prints anything leaves a green step without result."""
        return self.outcome == "success" and bool(self.reference)


def read_ending(prefix: str) -> Ending:
    """What the step that built hands on in the environment."""
    return Ending(os.environ.get(f"{prefix}_OUTCOME", ""), os.environ.get(f"{prefix}_REFERENCE", ""))


def gather(plan: Plan, number: int, ending: Ending, *, imports: bool, exports: bool) -> Attempt:
    """What became of a build, kept for the report; the watch over it ends here."""
    watch = Watch(plan, number)
    stopped = watch.stop()
    reference = ending.reference or watch.new_reference()
    record = fetch_record(reference, Deadline(READING)) if reference else None
    attempt = Attempt(ending.succeeded, imports, exports, record, stopped, time_left=not plan.deadline.expired)
    write_document(plan.file(f"result-{number}.json"), asdict(summarize(number, attempt)))
    return attempt


def read_result(plan: Plan, number: int) -> Result | None:
    """What an earlier step gathered; None if that build never was."""
    document = read_document(plan.file(f"result-{number}.json"))
    if document is None:
        return None
    values: dict[str, Any] = {field.name: document[field.name] for field in fields(Result)}
    values["import_errors"], values["manifests"] = tuple(values["import_errors"]), tuple(values["manifests"])
    return Result(**values)


def summarize(number: int, attempt: Attempt) -> Result:
    """A build in numbers."""
    record = attempt.record
    steps = record.steps if record else ()
    imports = record.imports if record else ()
    return Result(
        number=number,
        succeeded=attempt.succeeded,
        imports=attempt.imports,
        exports=attempt.exports,
        recorded=record is not None,
        steps=len(steps),
        cached=sum(step.cached and not step.error for step in steps),
        exported=was_exported(attempt.exports, record),
        export_error=export_error(attempt.exports, record),
        import_errors=tuple(vertex.error for vertex in imports if vertex.error),
        imported=any(vertex.completed and not vertex.error for vertex in imports),
        pushed=dict(record.pushed) if record else {},
        manifests=tuple(sorted(record.manifests)) if record else (),
        stopped=attempt.stopped,
        reason=find_cause(attempt).reason,
    )


def was_exported(asked: bool, record: Record | None) -> str:  # noqa: FBT001 - a fact beside the record, no switch
    """Whether BuildKit wrote the cache: `true`, `false` or `unknown`."""
    if not asked:
        return "false"
    if record is None:
        return UNKNOWN
    exports = record.exports
    return str(bool(exports) and all(vertex.completed and not vertex.error for vertex in exports)).lower()


def export_error(asked: bool, record: Record | None) -> str:  # noqa: FBT001 - likewise
    """Why it did not, as far as BuildKit says; empty where it did or nothing is known."""
    if not asked or record is None:
        return ""
    if not record.exports:
        return "BuildKit did not try to write it"
    return failed_export(record) or next((vertex.error for vertex in record.exports if vertex.error), "")
