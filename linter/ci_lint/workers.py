"""Many files on several cores.

Where forking is not safe or not possible (everywhere but on Linux) the work is done in line.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

Given = TypeVar("Given")
Done = TypeVar("Done")

# Below this many items, starting workers takes longer than they save.
WORTHWHILE = 100


def each(work: Callable[[Given], Done], items: Sequence[Given], shared: Sequence[object] = ()) -> Iterator[Done]:
    """What `work` makes of each item, in order; results must be picklable where workers are used.

    Results name the objects in `shared` rather than bring copies of them. Raises what the work raises, and
    WorkerDied.
    """
    count = min(_cores(), len(items) // (WORTHWHILE // 2))
    if len(items) < WORTHWHILE or count < 2 or sys.platform != "linux":  # noqa: PLR2004 - one worker is none
        return _in_line(work, items)
    from .forked import forked

    return forked(work, items, shared, count)


def _in_line(work: Callable[[Given], Done], items: Sequence[Given]) -> Iterator[Done]:
    for number, item in enumerate(items):
        if number:
            # The views of a file refer to each other, so only the collector frees them; they are its youngest.
            gc.collect(0)
        yield work(item)


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
