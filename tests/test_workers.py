"""Many items on several cores come back in order, as if one had done them all."""

import os
import subprocess
import sys
import textwrap
import time
from pathlib import Path
from pickle import PicklingError

import pytest

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
    before = left_open()
    results = each(lambda number: number, range(5 * WORTHWHILE))
    assert next(results) == 0
    results.close()  # type: ignore[attr-defined]  # a generator behind its interface
    assert left_open() == before


def test_nothing_is_left_behind_at_the_end() -> None:
    before = left_open()
    assert len(list(each(lambda number: number, range(5 * WORTHWHILE)))) == 5 * WORTHWHILE
    assert left_open() == before


def left_open() -> set[str]:
    """Descriptors of this process, and its children."""
    if sys.platform != "linux":
        return set()
    me = os.getpid()
    descriptors = {str(entry) for entry in Path(f"/proc/{me}/fd").iterdir()}
    return descriptors | set(Path(f"/proc/{me}/task/{me}/children").read_text().split())


def test_results_may_be_larger_than_a_pipe() -> None:
    results = each(lambda number: b"x" * 100_000 * (number % 3), range(2 * WORTHWHILE))
    assert [len(result) for result in results] == [100_000 * (number % 3) for number in range(2 * WORTHWHILE)]


def test_there_may_be_very_many_items() -> None:
    assert sum(each(lambda number: number, range(50_000))) == sum(range(50_000))


@pytest.mark.parametrize("count", [3, 3 * WORTHWHILE])
def test_shared_objects_are_not_copied(count: int) -> None:
    shared = [[number] for number in range(count)]
    results = each(lambda number: {"of": shared[number]}, range(count), shared)
    assert all(result["of"] is known for result, known in zip(results, shared, strict=True))


@forks
@several_cores
def test_one_slow_item_does_not_keep_the_others_waiting() -> None:
    workers = list(each(_slow_at_first, range(2 * WORTHWHILE)))
    assert workers.count(workers[0]) < 10


def _slow_at_first(number: int) -> int:
    time.sleep(0 if number else 1)
    return os.getpid()


@forks
@several_cores
def test_exception_brings_the_traceback_of_the_worker() -> None:
    def _fails(number: int) -> float:
        return 1 / (number - WORTHWHILE)

    with pytest.raises(ZeroDivisionError) as raised:
        list(each(_fails, range(2 * WORTHWHILE)))
    assert "in _fails" in str(raised.value.__cause__)


@forks
@several_cores
def test_result_that_cannot_be_sent_is_an_exception() -> None:
    with pytest.raises((AttributeError, TypeError, PicklingError)):
        list(each(lambda number: lambda: number, range(2 * WORTHWHILE)))


def test_work_may_be_started_again() -> None:
    for _ in range(3):
        assert sum(each(lambda number: number, range(2 * WORTHWHILE))) == sum(range(2 * WORTHWHILE))


@forks
@several_cores
@pytest.mark.parametrize("death", ["os._exit(9)", "os._exit(0)", "os.kill(os.getpid(), 9)"])
def test_worker_that_dies_does_not_hang_the_run(death: str) -> None:
    script = f"""
        import os
        from ci_lint.workers import each

        def work(number):
            if number == 150:
                {death}
            return number

        list(each(work, range(1000)))
        """
    began = time.monotonic()
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, timeout=30, check=False)
    assert run.returncode
    assert b"WorkerDied: a worker process died" in run.stderr
    assert time.monotonic() - began < 20


@forks
@several_cores
def test_workers_end_when_the_main_process_is_killed() -> None:
    script = """
        import os, signal
        from ci_lint.workers import each

        def work(number):
            if number == 150:
                os.kill(main, signal.SIGKILL)
            return b"x" * 100_000

        main = os.getpid()
        list(each(work, range(1000)))
        """
    # Its output ends when the last process that has it ends.
    run = subprocess.run([sys.executable, "-c", textwrap.dedent(script)], capture_output=True, timeout=20, check=False)
    assert run.returncode == -9
