"""Tests that hang, in Python, in C, against their will: named, with stacks, and in time."""

import signal
import sys
import time
from pathlib import Path

import pytest

from .action import Suite

HANG = "import time\ndef test_a(): pass\ndef test_hang(): time.sleep(1000)\ndef test_b(): pass\n"
STUBBORN = """
import signal, subprocess, sys, time
def test_hang():
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_IGN)
    subprocess.Popen([sys.executable, "-c", "import time; open('child', 'w').close(); time.sleep(60)"])
    while True:
        print("still there", flush=True)
        time.sleep(0.2)
"""


def test_hanging_test_is_named_with_its_stack_and_the_rest_is_run(suite: Suite) -> None:
    done = suite.write({"test_x.py": HANG}).run(mode="serial", idle_timeout="2s")
    assert done.verdict == (1, "failed", "timeout")
    assert done.classes == {"test_x.py::test_hang": "timeout"}
    assert done.counts == (3, 2, 1, 0)
    assert "no output for too long, while running test_x.py::test_hang" in done.troubles
    assert 'test_x.py", line 3 in test_hang' in done.log


def test_stacks_are_had_where_processes_take_no_signals(suite: Suite) -> None:
    suite.write({"test_x.py": HANG, "site/sitecustomize.py": "import signal\ndel signal.SIGUSR1\n"})
    done = suite.run({"PYTHONPATH": str(suite.workspace / "site")}, mode="serial", idle_timeout="2s")
    assert done.classes == {"test_x.py::test_hang": "timeout"}
    assert 'test_x.py", line 3 in test_hang' in done.log
    assert 'cikit_events.py", line' in done.log  # the thread that was asked


def test_hanging_test_is_named_among_workers(suite: Suite) -> None:
    files = {"test_x.py": HANG, "test_y.py": "def test_c(): pass\n"}
    done = suite.write(files).run(mode="parallel", workers="2", idle_timeout="3s")
    assert done.verdict == (1, "failed", "timeout")
    assert done.classes == {"test_x.py::test_hang": "timeout"}
    assert "Stacks of gw" in done.log
    assert 'test_x.py", line 3 in test_hang' in done.log


def test_deadlock_that_only_workers_have_is_an_isolation_failure(suite: Suite) -> None:
    text = "import os, time\ndef test_x():\n    if os.environ.get('PYTEST_XDIST_WORKER'): time.sleep(1000)\n"
    done = suite.write({"test_x.py": text}).run(mode="parallel", workers="2", idle_timeout="3s")
    assert done.verdict[:2] == (0, "passed")
    assert done.classes == {"test_x.py::test_x": "isolation"}


@pytest.mark.parametrize("mode", ["serial", "parallel"])
def test_deadline_is_kept_by_a_test_that_refuses_to_end(suite: Suite, mode: str) -> None:
    done = suite.write({"test_x.py": STUBBORN}).run(mode=mode, workers="2", args="-s", timeout="10s")
    assert done.verdict == (1, "failed", "timeout")
    assert done.classes == {"test_x.py::test_hang": "timeout"}
    assert 8 < done.seconds < 11
    assert "time was up" in done.troubles


@pytest.mark.skipif(not Path("/proc/self/cwd").exists(), reason="there is no /proc to look for processes in")
def test_nothing_of_a_hanging_run_is_left(suite: Suite) -> None:
    suite.write({"test_x.py": STUBBORN}).run(mode="serial", args="-s", timeout="6s")
    assert (suite.workspace / "child").exists()
    assert not [path for path in Path("/proc").glob("[0-9]*") if _works_in(path, str(suite.workspace))]


def test_hang_while_collecting_is_told_apart(suite: Suite) -> None:
    done = suite.write({"test_x.py": "import time\ntime.sleep(1000)\n"}).run(mode="serial", idle_timeout="2s")
    assert done.verdict == (1, "failed", "timeout")
    assert "while no test was running" in done.troubles
    assert 'test_x.py", line 2 in <module>' in done.log


@pytest.mark.parametrize("method", ["signal", "thread"])
def test_test_timeout_of_the_plugin_is_a_timeout_whatever_its_method(suite: Suite, method: str) -> None:
    suite.write({"test_x.py": HANG})
    for mode in ("serial", "parallel"):
        done = suite.run(mode=mode, workers="2", test_timeout="1s", args=f"--timeout-method={method}")
        assert done.classes == {"test_x.py::test_hang": "timeout"}
        assert done.counts == (3, 2, 1, 0)


def test_crash_after_time_was_short_still_reports(suite: Suite) -> None:
    done = suite.write({"test_x.py": HANG}).run(mode="serial", timeout="5s")
    assert done.seconds < 5.5
    assert done.counts == (3, 1, 1, 1)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes without telling them")
def test_cancelled_run_leaves_nothing_and_is_not_green(suite: Suite) -> None:
    suite.write({"test_x.py": STUBBORN})
    with suite.started(mode="serial", args="-s") as process:
        while not (suite.workspace / "child").exists():
            time.sleep(0.05)
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 128 + signal.SIGTERM
    assert "failed" in Path(f"{suite.workspace}.runner", "output").read_text("utf-8")
    assert not [path for path in Path("/proc").glob("[0-9]*") if _works_in(path, str(suite.workspace))]


def _works_in(process: Path, folder: str) -> bool:
    try:
        return str((process / "cwd").readlink()).startswith(folder)
    except OSError:
        return False
