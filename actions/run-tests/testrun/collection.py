"""Whether the workers of a run agree on which tests there are."""

from __future__ import annotations

from typing import Iterator, Sequence

from .events import Process

_SHOWN = 3


def disagreement(processes: Sequence[Process]) -> str:
    """What workers collected differently, in one sentence; empty if they agree."""
    workers = [process for process in processes if process.is_worker and process.collected is not None]
    for other in workers[1:]:
        if other.collected != workers[0].collected:
            return f"workers collected different tests: {'; '.join(_differences(workers[0], other))}"
    return ""


def blindness(processes: Sequence[Process]) -> str:
    """Why no worker collected anything, in one sentence; empty if one did, or if there should be none."""
    if any(process.collected is not None for process in processes):
        return ""
    downs = [note for process in processes for note, _at in process.downs]
    return f"no worker could load the tests: {downs[0].message}" if downs else ""


def _differences(one: Process, other: Process) -> Iterator[str]:
    first, second = one.collected or (), other.collected or ()
    for process, mine, theirs in ((one, first, second), (other, second, first)):
        only = sorted(set(mine) - set(theirs))
        if only:
            yield f"only {process.role} has {_some(only)}"
    if set(first) == set(second):
        yield f"{one.role} and {other.role} have them in different order"


def _some(tests: Sequence[str]) -> str:
    more = f" and {len(tests) - _SHOWN} more" if len(tests) > _SHOWN else ""
    return ", ".join(tests[:_SHOWN]) + more
