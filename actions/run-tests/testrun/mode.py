"""Whether tests run side by side or one by one, and why: decided here and nowhere else."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Iterator, NamedTuple

ENOUGH_TESTS = 50  # starting a worker costs about as long as some dozens of quick tests


class Situation(NamedTuple):
    """What the choice depends on. `tests` is None as long as nobody has counted them."""

    wanted: str
    workers: int
    processors: int
    xdist: bool
    services: tuple[str, ...]
    tests: int | None = None


@dataclass(frozen=True)
class Mode:
    """`workers` is 0 for tests that run one by one; `open` where only the number of tests is missing."""

    workers: int
    reason: str
    open: bool = False

    @property
    def parallel(self) -> bool:
        """Whether there are workers."""
        return self.workers > 0

    def __str__(self) -> str:
        return (
            f"mode: parallel, {self.workers} workers ({self.reason})"
            if self.parallel
            else f"mode: serial ({self.reason})"
        )


def decide(situation: Situation) -> Mode:
    """The mode for a situation. In parallel mode xdist must be there; whoever asks checks that before."""
    workers = situation.workers or situation.processors
    if situation.wanted != "auto":
        return Mode(workers if situation.wanted == "parallel" else 0, "as asked")
    obstacle = next(_obstacles(situation, workers), "")
    if obstacle:
        return Mode(0, obstacle)
    if situation.tests is None:
        return Mode(0, "the tests are not counted yet", open=True)
    return Mode(workers, f"{situation.tests} tests, {situation.processors} processors, no sign of a shared server")


def _obstacles(situation: Situation, workers: int) -> Iterator[str]:
    if not situation.xdist:
        yield "pytest-xdist is not installed or switched off"
    if workers == 1:
        yield "one worker was asked for" if situation.workers else "there is one processor"
    if situation.services:
        yield f"tests may share a server: {', '.join(situation.services)} set"
    if situation.tests is not None and situation.tests < ENOUGH_TESTS:
        yield f"{situation.tests} tests are too few to be worth workers"


def usable_processors() -> int:
    """How many processors this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1
