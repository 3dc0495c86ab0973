"""The diagnosis of a log: what failed, why, and what to do; or the first errors, where nothing is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from .causes import Cause, Evidence, causes
from .failure import ERRORS_SHOWN, Failure
from .search import Found, Watches, search
from .signature import Signature
from .streams import streams


@dataclass(frozen=True)
class Diagnosis:
    """What a log tells. `errors` are the first lines that look like errors, for when no cause is known."""

    causes: tuple[Cause, ...]
    failures: tuple[Failure, ...]
    errors: tuple[Evidence, ...]
    lines: int


def diagnose(source: str, signatures: Iterable[Signature]) -> Diagnosis:
    """The diagnosis of a file, a zip or standard input (`-`). Raises UnreadableLog."""
    watches = Watches(signatures)
    found = [search(stream, watches) for stream in streams(source)]
    failures = tuple(failure for part in found for failure in part.events.failures)[:ERRORS_SHOWN]
    return Diagnosis(causes(found), failures, tuple(_errors(found))[:ERRORS_SHOWN], sum(part.lines for part in found))


def _errors(found: Sequence[Found]) -> Iterable[Evidence]:
    """The first errors of the parts that failed; of all parts, where none says that it did."""
    failed = [part for part in found if part.events.failures]
    for part in failed or found:
        for line in part.events.errors:
            yield Evidence(line, part.stream.name)
