"""Many items on several cores come back in order, as if one had done them all."""

import os
import subprocess
import sys
import textwrap
import time

import pytest

from ci_lint import workers
from ci_lint.workers import WORTHWHILE, each

forks = pytest.mark.skipif(sys.platform != "linux", reason="forking is not safe elsewhere")
several_cores = pytest.mark.skipif(
    not hasattr(os, "sched_getaffinity") or len(os.sched_getaffinity(0)) < 2, reason="one core needs no workers"
)


@pytest.mark.parametrize("count", [0, 1, WORTHWHILE - 1, WORTHWHILE, 5 * WORTHWHILE])
def test_results_come_in_order(count: int) -> None:
    assert list(each(lambda number: number * 2, list(range(count)))) == [number * 2 for number in range(count)]


@forks
@several_cores
def test_many_items_are_shared_among_processes_and_few_are_not() -> None:
    assert set(each(lambda _: os.getpid(), range(WORTHWHILE - 1))) == {os.getpid()}
    assert os.getpid() not in set(each(lambda _: os.getpid(), range(5 * WORTHWHILE)))


def test_what_the_work_raises_arrives() -> None:
    def work(number: int) -> int:
        if number == WORTHWHILE:
            raise ValueError(number)
        return number

    results = each(work, range(3 * WORTHWHILE))
    with pytest.raises(ValueError, match=str(WORTHWHILE)):
        list(results)


def test_nothing_is_left_behind_when_the_reader_stops() -> None:
    results = each(lambda number: number, range(5 * WORTHWHILE))
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]  # a generator behind its interface
    assert workers._work is None  # noqa: SLF001 - what is left in the module keeps trees alive


def test_work_may_be_started_again() -> None:
    for _ in range(3):
        assert sum(each(lambda number: number, range(2 * WORTHWHILE))) == sum(range(2 * WORTHWHILE))


@forks
@several_cores
def test_worker_that_dies_does_not_hang_the_run() -> None:
    script = """
        import os
        from ci_lint.workers import each

        def work(number):
            if number == 150:
                os._exit(9)
            return number

        list(each(work, range(1000)))
        """
    began = time.monotonic()
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, timeout=30, check=False)
    assert run.returncode
    assert b"WorkerDied: a worker process died" in run.stderr
    assert time.monotonic() - began < 20
