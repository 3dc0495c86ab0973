"""Whether two groups of runs differ by more than chance would have it.

Both answers are the probability that groups without any difference would look at least as different as these: below
0.05 it is hard to call it chance. They take runs as independent of each other, which runs in a bad week are not.
"""

from collections.abc import Sequence
from math import erfc, exp, lgamma, sqrt

from .figures import Outcomes

# Rounding must not make a table that is as likely as the one at hand less likely.
_EQUAL = 1 + 1e-7


def of_rates(before: Outcomes, after: Outcomes) -> float:
    """Of two success rates, by Fisher's exact test."""
    good = before.succeeded + after.succeeded
    bad = before.failed + after.failed
    ended = before.succeeded + before.failed
    possible = range(max(0, ended - bad), min(ended, good) + 1)
    all_tables = _log_choose(good + bad, ended)
    likely = {n: exp(_log_choose(good, n) + _log_choose(bad, ended - n) - all_tables) for n in possible}
    seen = likely[before.succeeded] * _EQUAL
    return min(sum(each for each in likely.values() if each <= seen), 1.0)


def of_durations(before: Sequence[float], after: Sequence[float]) -> float:
    """Of two groups of durations, by the test of Mann and Whitney, with its normal approximation and ties."""
    ranks, ties = _ranks([*before, *after])
    many, few = len(before), len(after)
    total = many + few
    excess = sum(ranks[:many]) - many * (many + 1) / 2 - many * few / 2
    variance = many * few / 12 * (total + 1 - ties / (total * (total - 1))) if total > 1 else 0.0
    if variance <= 0:
        return 1.0
    return erfc(max(abs(excess) - 0.5, 0) / sqrt(variance) / sqrt(2))


def shorter(before: Sequence[float], after: Sequence[float]) -> bool:
    """Whether those after the moment rank lower, which medians alone need not show."""
    ranks, _ = _ranks([*before, *after])
    return sum(ranks[: len(before)]) / len(before) > sum(ranks[len(before) :]) / len(after)


def _log_choose(many: int, some: int) -> float:
    return lgamma(many + 1) - lgamma(some + 1) - lgamma(many - some + 1)


def _ranks(values: Sequence[float]) -> tuple[list[float], float]:
    """The rank of each value, equal ones sharing theirs, and the sum of t³ - t over groups of t equal ones."""
    order = sorted(range(len(values)), key=values.__getitem__)
    ranks, ties, start = [0.0] * len(values), 0.0, 0
    while start < len(order):
        end = start
        while end < len(order) and values[order[end]] == values[order[start]]:
            end += 1
        for place in order[start:end]:
            ranks[place] = (start + 1 + end) / 2
        ties += (end - start) ** 3 - (end - start)
        start = end
    return ranks, ties
