"""Figures of runs: shares, medians and percentiles of what is there, and None where nothing is."""

import math
from collections.abc import Iterable, Sequence
from statistics import median

from msgspec import Struct

from .runs import FAILURES, SUCCESS

_HIGH = 0.95


class Durations(Struct, frozen=True):
    """How long something took, in seconds, over `count` cases."""

    count: int
    median: float
    p95: float
    longest: float


class Outcomes(Struct, frozen=True):
    """How often something was tried to the end, and how it ended; skipped and cancelled ones are apart."""

    succeeded: int
    failed: int
    cancelled: int

    @property
    def ended(self) -> int:
        """How many ended by themselves."""
        return self.succeeded + self.failed

    @property
    def success_rate(self) -> float | None:
        """The part that succeeded of what ended by itself, from 0 to 1."""
        return self.succeeded / self.ended if self.ended else None


def durations(seconds: Iterable[float | None]) -> Durations | None:
    """The figures of those that are there; None if there are none."""
    found = sorted(each for each in seconds if each is not None)
    if not found:
        return None
    return Durations(len(found), median(found), percentile(found, _HIGH), found[-1])


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of the values does not exceed (nearest rank)."""
    return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]


def outcomes(conclusions: Iterable[str]) -> Outcomes:
    """How often each way to end occurs."""
    found = list(conclusions)
    return Outcomes(
        sum(each == SUCCESS for each in found),
        sum(each in FAILURES for each in found),
        sum(each == "cancelled" for each in found),
    )
