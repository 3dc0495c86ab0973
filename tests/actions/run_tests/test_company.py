"""Tests that run side by side: what goes wrong there, and what a run one by one then shows."""

import signal
from dataclasses import replace

import pytest

from .action import Suite
from .interpreters import oldest_python

RACE = """
import pathlib, time, pytest
SHARED = pathlib.Path(__file__).with_name("shared")

@pytest.mark.parametrize("number", range(6))
def test_race(number):
    SHARED.write_text(str(number))
    time.sleep(0.2)
    assert SHARED.read_text() == str(number)
"""
CRASH = """
import os, signal, time
def test_before(): pass
def test_crash():
    time.sleep(0.2)
    {crash}
def test_after(): pass
"""
NEIGHBOUR = "import time\ndef test_one(): time.sleep(0.1)\ndef test_two(): pass\n"
ONLY_IN_WORKERS = "import os\nif os.environ.get('PYTEST_XDIST_WORKER'): import nothing_here\n"


def test_race_is_an_isolation_failure_and_a_warning(suite: Suite) -> None:
    done = suite.write({"test_race.py": RACE}).run(mode="parallel", workers="2", dist="load")
    assert done.verdict == (0, "passed", "isolation")
    assert done.counts == (6, 6, 0, 0)
    assert set(done.classes.values()) == {"isolation"}
    assert len(done.classes) == int(done.outputs["isolation-failures"]) > 0
    assert [level for level, _properties, _message in done.annotations] == ["warning"] * len(done.classes)
    assert "file=test_race.py,line=9" in done.annotations[0][1]
    assert "-n 2 --dist load" in done.report["tests"][0]["reproduce"]
    assert "Tests passed with warnings" in done.summary


def test_race_fails_where_isolation_has_to(suite: Suite) -> None:
    done = suite.write({"test_race.py": RACE}).run(mode="parallel", workers="2", dist="load", on_isolation="fail")
    assert done.verdict == (1, "failed", "isolation")
    assert done.annotations[0][0] == "error"


def test_race_that_is_not_repeated_counts_as_real(suite: Suite) -> None:
    done = suite.write({"test_race.py": RACE}).run(mode="parallel", workers="2", dist="load", rerun_serial="false")
    assert done.verdict == (1, "failed", "real")


def test_file_on_one_worker_does_not_race(suite: Suite) -> None:
    done = suite.write({"test_race.py": RACE}).run(mode="parallel", workers="2")
    assert done.verdict == (0, "passed", "none")


def test_real_failure_stays_real_beside_a_race(suite: Suite) -> None:
    suite.write({"test_race.py": RACE, "test_wrong.py": "def test_wrong():\n    assert 1 == 2\n"})
    done = suite.run(mode="parallel", workers="2", dist="load")
    assert done.verdict == (1, "failed", "real")
    assert done.classes.pop("test_wrong.py::test_wrong") == "real"
    assert done.counts == (7, 6, 1, 0)
    level, properties, message = done.annotations[0]
    assert (level, properties) == ("error", "title=real failure,file=test_wrong.py,line=2")
    assert "in company: failed, alone: failed" in message


@pytest.mark.parametrize("crash", ["os._exit(7)", "os._exit(0)", "os.kill(os.getpid(), signal.SIGSEGV)"])
def test_worker_crash_is_named_and_the_lost_tests_run_alone(suite: Suite, crash: str) -> None:
    files = {"test_crash.py": CRASH.format(crash=crash), "test_neighbour.py": NEIGHBOUR}
    done = suite.write(files).run(mode="parallel", workers="2")
    assert done.verdict == (1, "failed", "worker-crash")
    assert done.classes == {"test_crash.py::test_crash": "worker-crash"}
    assert done.counts == (5, 4, 1, 0)
    assert "in company: crashed, alone: crashed" in done.log


def test_crash_that_happens_only_in_company_is_forgiven_and_told(suite: Suite) -> None:
    crash = "if os.environ.get('PYTEST_XDIST_WORKER'): os._exit(9)"
    files = {"test_crash.py": CRASH.format(crash=crash), "test_neighbour.py": NEIGHBOUR}
    done = suite.write(files).run(mode="parallel", workers="2")
    assert done.verdict == (0, "passed", "worker-crash")
    assert done.counts == (5, 5, 0, 0)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="Windows has no SIGKILL")
def test_controller_that_is_killed_from_outside_is_no_fault_of_a_test(suite: Suite) -> None:
    kill = """
import os, signal, time
def test_kill():
    if os.environ.get("PYTEST_XDIST_WORKER"):
        os.kill(os.getppid(), signal.SIGKILL)
        time.sleep(60)
"""
    done = suite.write({"test_kill.py": kill, "test_neighbour.py": NEIGHBOUR}).run(mode="parallel", workers="2")
    assert done.returncode == 1
    assert done.outputs["class"] == "infrastructure"
    assert "killed from outside" in done.troubles


def test_workers_that_collect_differently_are_a_mismatch(suite: Suite) -> None:
    text = "import os, pytest\n@pytest.mark.parametrize('x', [os.getpid(), 1])\ndef test_x(x): pass\n"
    done = suite.write({"test_x.py": text}).run(mode="parallel", workers="2")
    assert done.verdict == (0, "passed", "collection-mismatch")
    assert done.counts == (2, 2, 0, 0)
    assert "only gw0 has test_x.py::test_x[" in done.troubles


def test_conftest_that_only_workers_cannot_import_is_a_mismatch(suite: Suite) -> None:
    suite.write({"conftest.py": ONLY_IN_WORKERS, "test_x.py": "def test_x(): pass\n"})
    done = suite.run(mode="parallel", workers="2")
    assert done.verdict == (0, "passed", "collection-mismatch")
    assert "no worker could load the tests" in done.troubles
    assert "nothing_here" in done.troubles
    assert suite.run(mode="parallel", workers="2", rerun_serial="false").returncode == 1
    assert suite.run(mode="parallel", workers="2", on_isolation="fail").returncode == 1


def test_module_that_only_workers_cannot_import_is_a_mismatch(suite: Suite) -> None:
    suite.write({"test_x.py": f"{ONLY_IN_WORKERS}def test_x(): pass\n", "test_y.py": "def test_y(): pass\n"})
    done = suite.run(mode="parallel", workers="2")
    assert done.verdict == (0, "passed", "collection-mismatch")
    assert done.classes == {"test_x.py": "collection-mismatch"}
    assert done.counts == (2, 2, 0, 0)


def test_module_that_nobody_can_import_is_real(suite: Suite) -> None:
    suite.write({"test_x.py": "import nothing_here\n", "test_y.py": "def test_y(): pass\n"})
    for mode in ("parallel", "serial"):
        done = suite.run(mode=mode, workers="2")
        assert done.verdict == (1, "failed", "real")
        assert done.classes == {"test_x.py": "real"}


def test_stopping_at_the_first_failure_does_not_lose_tests_that_a_forgiven_failure_stopped(suite: Suite) -> None:
    only = "import os\ndef test_worker(): assert not os.environ.get('PYTEST_XDIST_WORKER')\n"
    many = "import time, pytest\n@pytest.mark.parametrize('n', range(40))\ndef test_n(n): time.sleep(0.05)\n"
    done = suite.write({"test_a.py": only, "test_b.py": many}).run(mode="parallel", workers="2", args="--maxfail=1")
    assert done.verdict == (0, "passed", "isolation")
    assert done.counts == (41, 41, 0, 0)


def test_oldest_pytest_and_xdist_are_understood(old_suite: Suite) -> None:
    files = {"test_race.py": RACE, "test_crash.py": CRASH.format(crash="os._exit(0)")}
    done = old_suite.write(files).run(mode="parallel", workers="2", dist="load")
    assert done.verdict == (1, "failed", "worker-crash")
    assert done.classes["test_crash.py::test_crash"] == "worker-crash"
    assert done.counts == (9, 8, 1, 0)


def test_groups_of_xdist_do_not_change_the_names_of_tests(suite: Suite) -> None:
    text = """
import os, pytest
@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("name", ["a@b", "c"])
def test_grouped(name): assert not os.environ.get("PYTEST_XDIST_WORKER")
"""
    done = suite.write({"test_x.py": text}).run(mode="parallel", workers="2", dist="loadgroup")
    assert done.verdict == (0, "passed", "isolation")
    assert done.counts == (2, 2, 0, 0)
    assert set(done.classes) == {"test_x.py::test_grouped[a@b]", "test_x.py::test_grouped[c]"}


def test_project_without_xdist_by_its_own_will_runs_one_by_one(suite: Suite) -> None:
    suite.write({"pytest.ini": "[pytest]\naddopts = -p no:xdist\n", "test_x.py": "def test_x(): pass\n"})
    assert "mode: serial (pytest-xdist is not installed or switched off)" in suite.run().log
    assert suite.run(mode="parallel").returncode == 2


def test_script_runs_with_the_oldest_python_it_promises(suite: Suite) -> None:
    files = {"test_race.py": RACE, "test_crash.py": CRASH.format(crash="os._exit(0)")}
    done = (
        replace(suite, own_python=oldest_python())
        .write(files)
        .run(mode="parallel", workers="2", dist="load", import_check="json", coverage_source=".", random_order_runs="1")
    )
    assert done.verdict == (1, "failed", "worker-crash")
    assert done.counts == (9, 8, 1, 0)


def test_names_that_no_command_line_could_carry_are_repeated(suite: Suite) -> None:
    text = """
import os, pytest
@pytest.mark.parametrize("name", ["a b", "$(touch pwned)", "x" * 3000, "[::]", "ünï", "-n"]
    + [str(n) * 300 for n in range(300)])
def test_name(name): assert not os.environ.get("PYTEST_XDIST_WORKER")
"""
    done = suite.write({"test_name.py": text}).run(mode="parallel", workers="2")
    assert done.verdict == (0, "passed", "isolation")
    assert done.counts == (306, 306, 0, 0)
    assert len(done.annotations) == 10
    assert "and 296 more: see the summary and the report" in done.log
    assert not (suite.workspace / "pwned").exists()
