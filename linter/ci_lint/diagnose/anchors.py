"""A few short texts that stand for many: each of many texts holds one of them.

To look for hundreds of texts costs as many passes over a log; to look for their anchors a fraction of it.
"""

import heapq
from collections import defaultdict
from collections.abc import Iterable

# Shorter anchors are in too many lines, longer ones stand for too few texts.
LENGTH = 4
# What logs of builds that go well are full of; a part of it stands for many lines too, so it has to stand for
# this many times more texts than another one.
_USUAL = (
    " downloading installing building compiling creating running starting pulling finished completed passed test tests "
    "files package packages module modules library version image cached cache step time info level debug status info "
    "http https registry index main from into with that this the and for to in of on is at by as ed able ions "
)
_DEAR = 6


def anchored(texts: Iterable[str]) -> dict[str, list[str]]:
    """The texts by their anchors. That which stands for most texts is taken first, then that for most of the rest."""
    holding: dict[str, set[str]] = defaultdict(set)
    for text in texts:
        for start in range(max(1, len(text) - LENGTH + 1)):
            holding[text[start : start + LENGTH]].add(text)
    groups: dict[str, list[str]] = {}
    done: set[str] = set()
    price = {part: _DEAR if part in _USUAL else 1 for part in holding}
    heap = [(-len(held) / price[part], part) for part, held in holding.items()]
    heapq.heapify(heap)
    while heap:
        worth, part = heapq.heappop(heap)
        left = holding[part] - done
        if len(left) / price[part] == -worth:
            groups[part] = sorted(left)
            done |= left
        elif left:
            heapq.heappush(heap, (-len(left) / price[part], part))
    return groups
