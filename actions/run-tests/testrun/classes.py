"""Kinds of failure, told apart because each asks somebody else to do something else."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple, Sequence

from .results import Outcome


class FailureClass(Enum):
    """From harmless to grave."""

    NONE = "none"
    ISOLATION = "isolation"
    ORDER = "order"
    COLLECTION_MISMATCH = "collection-mismatch"
    REAL = "real"
    WORKER_CRASH = "worker-crash"
    TIMEOUT = "timeout"
    INFRASTRUCTURE = "infrastructure"

    @property
    def gravity(self) -> int:
        """The larger, the graver."""
        return list(FailureClass).index(self)


class Attempt(NamedTuple):
    """A test in one run: in company of workers or one by one."""

    parallel: bool
    outcome: Outcome


class Kind(NamedTuple):
    """A class, and whether the test passed when it ran alone in the end."""

    failure: FailureClass
    passes_alone: bool


_WHEN_ALONE_TOO = {
    Outcome.CRASHED: FailureClass.WORKER_CRASH,
    Outcome.HUNG: FailureClass.TIMEOUT,
    Outcome.FAILED: FailureClass.REAL,
    Outcome.UNCOLLECTED: FailureClass.REAL,
}
_WHEN_ONLY_IN_COMPANY = {
    Outcome.CRASHED: FailureClass.WORKER_CRASH,
    Outcome.HUNG: FailureClass.ISOLATION,
    Outcome.FAILED: FailureClass.ISOLATION,
    Outcome.UNCOLLECTED: FailureClass.COLLECTION_MISMATCH,
}


def classify(attempts: Sequence[Attempt]) -> Kind:
    """The kind of failure of a test by its runs, oldest first.

    A failure that was never tried alone counts as real, and so does one that was skipped then: nothing speaks for the
    test. One that passes alone is forgiven only what happened in company.
    """
    last = attempts[-1]
    bad = [attempt for attempt in attempts if attempt.outcome.bad]
    if not bad:
        return Kind(FailureClass.NONE, passes_alone=not last.parallel)
    if last.outcome is Outcome.PASSED and all(attempt.parallel for attempt in bad):
        return Kind(_WHEN_ONLY_IN_COMPANY[bad[0].outcome], passes_alone=True)
    return Kind(_WHEN_ALONE_TOO[bad[-1].outcome], passes_alone=False)
