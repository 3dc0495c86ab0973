"""The time limit that a job should have, from how long its successes took."""

import math

from .figures import Durations

# Fewer successes say little about the next one.
ENOUGH = 5
_SHORTEST, _LONGEST = 5, 360  # minutes; GitHub's own limit is the longest
_ROOM = 1.5
_STEP = 5


def limit(good: Durations | None) -> int | None:
    """Minutes that leave half as much room again above the longest success; None for too few successes.

    Rounded up to five minutes, at least five more than the median, so that a slow runner breaks nothing.
    """
    if good is None or good.count < ENOUGH:
        return None
    minutes = max(good.longest * _ROOM, good.p95 * _ROOM, good.median + _STEP * 60) / 60
    return min(max(math.ceil(minutes / _STEP) * _STEP, _SHORTEST), _LONGEST)
