"""Many files on several cores.

Workers are forked, so they have what the main process has read already and nothing is sent to them but
numbers. Where forking is not safe or not possible (everywhere but on Linux) the work is done in line.
"""

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar, cast

Given = TypeVar("Given")
Done = TypeVar("Done")

# Below this many items, starting workers takes longer than they save.
WORTHWHILE = 100
_CHUNK = 8

_work: Callable[[int], object] | None = None


class WorkerDied(Exception):
    """A worker process ended before its work did; the message says what that may mean."""


def each(work: Callable[[Given], Done], items: Sequence[Given]) -> Iterator[Done]:
    """What `work` makes of each item, in order; results must be picklable where workers are used.

    Raises what the work raises, and WorkerDied.
    """
    count = min(_cores(), len(items) // (WORTHWHILE // 2))
    if len(items) < WORTHWHILE or count < 2 or sys.platform != "linux":  # noqa: PLR2004 - one worker is none
        return _in_line(work, items)
    return _forked(lambda number: work(items[number]), len(items), count)


def _in_line(work: Callable[[Given], Done], items: Sequence[Given]) -> Iterator[Done]:
    for item in items:
        yield work(item)
        # The views of a file refer to each other, so only the collector frees them; they are its youngest.
        gc.collect(0)


def _forked(work: Callable[[int], Done], length: int, count: int) -> Iterator[Done]:
    # Not multiprocessing.Pool, which waits forever for a worker that was killed.
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    global _work  # noqa: PLW0603 - forked workers find their work where the main process left it
    _work = work
    gc.freeze()
    context = multiprocessing.get_context("fork")
    try:
        with ProcessPoolExecutor(count, context, _leave_interrupts_to_the_main_process) as pool:
            yield from cast("Iterator[Done]", pool.map(_call, range(length), chunksize=_CHUNK))
    except BrokenProcessPool:
        raise WorkerDied("a worker process died: killed for lack of memory, or by a mistake in a library") from None
    finally:
        _work = None


def _leave_interrupts_to_the_main_process() -> None:
    """It gives out no more work and waits for what is being done; workers that died would look like a crash."""
    import signal

    signal.signal(signal.SIGINT, signal.SIG_IGN)


def _call(number: int) -> object:
    assert _work is not None  # noqa: S101 - set before the fork
    result = _work(number)
    gc.collect(0)
    return result


def _cores() -> int:
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1
