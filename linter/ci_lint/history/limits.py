"""The time limit that a job should have, from how long its successes took."""

import math

from .figures import Durations

# Fewer successes say little about the next one.
ENOUGH = 5
_SHORTEST = 5  # minutes, likewise the next two
_USUAL = 360  # GitHub's own limit where none is given
_LONGEST = 5 * 24 * 60  # what a runner of one's own may be given
_ROOM = 1.5
_STEP = 5


def limit(good: Durations | None) -> int | None:
    """Minutes that leave half as much room again above the longest success; None for too few successes.

    Rounded up to five minutes, at least five more than the median, so that a slow runner breaks nothing; above
    GitHub's own limit only for a job that has taken longer.
    """
    if good is None or good.count < ENOUGH:
        return None
    minutes = max(good.longest * _ROOM, good.median + _STEP * 60) / 60
    highest = _USUAL if good.longest < _USUAL * 60 else _LONGEST
    return min(max(math.ceil(minutes / _STEP) * _STEP, _SHORTEST), highest)
