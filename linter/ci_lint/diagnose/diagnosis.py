"""The diagnosis of a log: what failed, why, and what to do; or the first errors, where nothing is known."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from msgspec import Struct

from .causes import Cause, Evidence, causes
from .failure import ERRORS_SHOWN, Failure, Outcome
from .reading import Found
from .search import search
from .signature import Signature
from .streams import Stream, streams
from .watches import Watches

# Called with the stream that is read and how many of its bytes have been.
Progress = Callable[[Stream, int], None]


class Diagnosis(Struct, frozen=True):
    """What a log tells. `errors` are the first lines that look like errors, for when no cause is known."""

    causes: tuple[Cause, ...]
    failures: tuple[Failure, ...]
    errors: tuple[Evidence, ...]
    lines: int


def diagnose(
    source: str, signatures: Iterable[Signature], progress: Progress = lambda _stream, _done: None
) -> Diagnosis:
    """The diagnosis of a file, a zip or standard input (`-`). Raises UnreadableLog, and WorkerDied."""
    watches = Watches(signatures)
    found = [search(stream, watches, partial(progress, stream)) for stream in streams(source)]
    failures = tuple(_failures(found))
    errors = tuple(dict.fromkeys(_errors(found, failures)))[:ERRORS_SHOWN]
    return Diagnosis(causes(found), failures[:ERRORS_SHOWN], errors, sum(part.lines for part in found))


def _failures(found: Sequence[Found]) -> Iterator[Failure]:
    """One a step; of a job that says how it ended, errors without an end are only remarks."""
    failures = [failure for part in found for failure in part.failures.values()]
    ended = {failure.line.job for failure in failures if failure.outcome is not Outcome.ERROR}
    for failure in failures:
        if failure.outcome is not Outcome.ERROR or failure.line.job not in ended:
            yield failure


def _errors(found: Sequence[Found], failures: Sequence[Failure]) -> Iterator[Evidence]:
    """The first errors of what failed; of everything, where nothing says that it did."""
    for failure in failures:
        for line in failure.errors or (failure.line,):
            yield Evidence(line, failure.file)
    if not failures:
        yield from (Evidence(line, part.stream.name) for part in found for line in part.errors)
