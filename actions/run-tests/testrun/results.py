"""What became of each test in one run, told from what the processes wrote down."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from enum import Enum
from typing import Iterator, Sequence

from .events import Phase, Process, Start

# The messages of pytest-timeout: by signal the test fails, by thread its process ends with a banner.
_TIMEOUT = re.compile(r"(?:Failed: )?Timeout \(?>\s?[0-9.]+ ?s")
_BANNER = re.compile(r"\+{5,} Timeout \+{5,}")
_NEARLY = 0.95  # the clocks of two processes, one of which is about to end the other


class Outcome(Enum):
    """How a test ended, or did not."""

    PASSED = "passed"
    SKIPPED = "skipped"
    FAILED = "failed"
    CRASHED = "crashed"
    HUNG = "hung"
    UNCOLLECTED = "not importable"

    @property
    def bad(self) -> bool:
        """Whether somebody has to do something about it."""
        return self not in (Outcome.PASSED, Outcome.SKIPPED)


@dataclass(frozen=True)
class Result:
    """A test, its outcome in one run, and where to look. `file` is as the process named it, `line` starts at 1."""

    test: str
    outcome: Outcome
    message: str
    file: str
    line: int
    worker: str


@dataclass(frozen=True)
class Ending:
    """How the run as a whole ended: `reason` as in kit.processes, `at` by the monotonic clock of the machine."""

    reason: str
    at: float
    test_timeout: float
    tail: Sequence[str]


def results(processes: Sequence[Process], ending: Ending) -> dict[str, Result]:
    """The results by test. Tests without any are missing: they were lost."""
    return {result.test: result for process in processes for result in _of_process(process, processes, ending)}


def _of_process(process: Process, processes: Sequence[Process], ending: Ending) -> Iterator[Result]:
    places = {start.test: start for start in process.starts}
    for error in process.collection_errors:
        file = os.path.join(process.root, error.subject)  # noqa: PTH118 -- may be no path at all
        yield Result(error.subject, Outcome.UNCOLLECTED, error.message, file, 0, process.role)
    unfinished = _unfinished(process, processes, ending)
    over = {unfinished.test} if unfinished else {process.running.test} if process.running else set()
    for test, phases in _by_test(process.phases).items():
        if test not in over:
            yield _reported(process, places.get(test), test, phases)
    if unfinished:
        yield unfinished


def _by_test(phases: Sequence[Phase]) -> dict[str, list[Phase]]:
    found: dict[str, list[Phase]] = {}
    for phase in phases:
        if phase.outcome == "rerun":  # pytest-rerunfailures begins again: only the last attempt counts
            found[phase.test] = []
        else:
            found.setdefault(phase.test, []).append(phase)
    return {test: kept for test, kept in found.items() if kept}


def _reported(process: Process, place: Start | None, test: str, phases: Sequence[Phase]) -> Result:
    failed = next((phase for phase in phases if phase.outcome == "failed"), None)
    if failed:
        outcome = Outcome.HUNG if _TIMEOUT.match(failed.message) else Outcome.FAILED
        file, line = (failed.file, failed.line) if failed.line else _stands(process, place)
        return Result(test, outcome, failed.message, file, line, process.role)
    skipped = any(phase.outcome == "skipped" for phase in phases)
    file, line = _stands(process, place)
    return Result(test, Outcome.SKIPPED if skipped else Outcome.PASSED, "", file, line, process.role)


def _unfinished(process: Process, processes: Sequence[Process], ending: Ending) -> Result | None:
    """The test that was running when its process ended in the middle of it."""
    start = process.running
    if start is None:
        return None
    file, line = _stands(process, start)
    if ending.reason in ("idle", "timeout"):
        message = "was running when " + ("nothing moved any more" if ending.reason == "idle" else "time was up")
        return Result(start.test, Outcome.HUNG, message, file, line, process.role)
    death = _death(process, processes, ending)
    if death is None or process.status is not None:
        return None
    if _stopped_by_timeout(death - start.at, ending):
        return Result(start.test, Outcome.HUNG, "took longer than a test may", file, line, process.role)
    return Result(start.test, Outcome.CRASHED, "its process ended while it ran", file, line, process.role)


def _death(process: Process, processes: Sequence[Process], ending: Ending) -> float | None:
    """When a process died by itself; None for a worker that was only sent home because another one died."""
    if not process.is_worker:
        return ending.at
    deaths = [at for other in processes for note, at in other.downs if note.subject == process.role]
    if deaths:
        return deaths[0]
    # A controller that died itself could not say anything about its workers.
    return None if any(other.status is not None for other in processes if not other.is_worker) else ending.at


def _stopped_by_timeout(seconds: float, ending: Ending) -> bool:
    beyond = ending.test_timeout and seconds >= ending.test_timeout * _NEARLY
    return bool(beyond) or any(_BANNER.search(line) for line in ending.tail)


def _stands(process: Process, start: Start | None) -> tuple[str, int]:
    return (os.path.join(process.root, start.file), start.line) if start else ("", 0)  # noqa: PTH118 -- likewise
