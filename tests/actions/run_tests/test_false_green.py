"""Runs that look green, or could, and are not."""

import pytest

from .action import Suite

ENDS = {
    "in a test": "import os\ndef test_a(): pass\ndef test_exit(): os._exit(0)\ndef test_b(): pass\n",
    "while collecting": "import os\nos._exit(0)\n",
}


def test_exit_in_a_test_is_a_crash_and_the_rest_is_run(suite: Suite) -> None:
    done = suite.write({"test_x.py": ENDS["in a test"]}).run()
    assert done.verdict == (1, "failed", "worker-crash")
    assert done.classes == {"test_x.py::test_exit": "worker-crash"}
    assert done.counts == (3, 2, 1, 0)
    assert "exit code 0, no report" in done.troubles


def test_exit_while_collecting_is_a_crash(suite: Suite) -> None:
    done = suite.write({"test_x.py": ENDS["while collecting"]}).run(mode="serial")
    assert done.verdict == (1, "failed", "worker-crash")
    assert "outside of any test" in done.troubles


def test_segfault_is_a_crash_with_its_signal(suite: Suite) -> None:
    text = "import faulthandler\ndef test_a(): pass\ndef test_segfault(): faulthandler._sigsegv()\n"
    done = suite.write({"test_x.py": text}).run(mode="serial")
    assert done.verdict == (1, "failed", "worker-crash")
    assert done.classes == {"test_x.py::test_segfault": "worker-crash"}


def test_kill_from_outside_is_infrastructure(suite: Suite) -> None:
    done = suite.write({"test_x.py": "import os\ndef test_kill(): os.kill(os.getpid(), 9)\n"}).run(mode="serial")
    assert done.verdict == (1, "failed", "infrastructure")
    assert "too little memory is the usual cause" in done.troubles


@pytest.mark.parametrize("code", [0, 1])
def test_pytest_exit_loses_tests_and_is_never_green(suite: Suite, code: int) -> None:
    text = f"import pytest\ndef test_a(): pass\ndef test_exit(): pytest.exit('enough', {code})\ndef test_b(): pass\n"
    done = suite.write({"test_x.py": text}).run(mode="serial")
    assert done.verdict == (1, "failed", "infrastructure")
    assert done.counts == (3, 1, 0, 2)


def test_no_tests_are_no_success(suite: Suite) -> None:
    done = suite.write({"readme.txt": ""}).run()
    assert done.verdict == (1, "failed", "infrastructure")
    assert "there were no tests to run (exit code 5)" in done.troubles


def test_wrong_usage_is_infrastructure(suite: Suite) -> None:
    done = suite.write({"test_x.py": "def test_x(): pass\n"}).run(args="--no-such-option")
    assert done.verdict == (1, "failed", "infrastructure")
    assert "pytest was called in a way it does not understand" in done.troubles or "did not start" in done.troubles


def test_broken_plugin_is_infrastructure(suite: Suite) -> None:
    files = {"conftest.py": "def pytest_runtest_protocol(item): 1 / 0\n", "test_x.py": "def test_x(): pass\n"}
    done = suite.write(files).run(mode="serial")
    assert done.verdict == (1, "failed", "infrastructure")
    assert "pytest or a plugin of it broke (exit code 3): ZeroDivisionError" in done.troubles


def test_plugin_that_swallows_tests_is_noticed(suite: Suite) -> None:
    text = "def pytest_runtest_protocol(item): return True if 'swallowed' in item.name else None\n"
    files = {"conftest.py": text, "test_x.py": "def test_x(): pass\ndef test_swallowed(): assert False\n"}
    done = suite.write(files).run(mode="serial")
    assert done.verdict == (1, "failed", "infrastructure")
    assert done.counts == (2, 1, 0, 1)
    assert "the first is test_x.py::test_swallowed" in done.troubles


def test_session_that_is_told_to_stop_is_not_green(suite: Suite) -> None:
    files = {"conftest.py": "def pytest_runtest_teardown(item): item.session.shouldstop = 'had enough'\n"}
    done = suite.write({**files, "test_x.py": "def test_x(): pass\ndef test_y(): pass\n"}).run(mode="serial")
    assert done.verdict == (1, "failed", "infrastructure")
    assert done.counts == (2, 1, 0, 1)


def test_collecting_only_is_no_run(suite: Suite) -> None:
    done = suite.write({"test_x.py": "def test_x(): pass\n"}).run(mode="serial", args="--collect-only")
    assert done.verdict == (1, "failed", "infrastructure")
    assert done.counts == (1, 0, 0, 1)


def test_failing_exit_code_with_all_tests_passed_is_told_as_such(suite: Suite) -> None:
    files = {"conftest.py": "def pytest_sessionfinish(session): session.exitstatus = 1\n"}
    done = suite.write({**files, "test_x.py": "def test_x(): pass\n"}).run(mode="serial")
    assert done.verdict == (1, "failed", "infrastructure")
    assert done.counts == (1, 1, 0, 0)
    assert "exit code 1 although no test failed" in done.troubles


def test_exit_code_that_hides_a_failure_is_not_believed(suite: Suite) -> None:
    files = {"conftest.py": "def pytest_sessionfinish(session): session.exitstatus = 0\n"}
    done = suite.write({**files, "test_x.py": "def test_x(): assert False\n"}).run(mode="serial")
    assert done.verdict == (1, "failed", "real")


def test_report_that_is_removed_is_missed(suite: Suite) -> None:
    text = """
import os
def pytest_unconfigure(config):
    if os.path.exists("report.xml"): os.remove("report.xml")
"""
    files = {"conftest.py": text, "test_x.py": "def test_x(): pass\n"}
    done = suite.write(files).run(mode="serial", junit_path="report.xml")
    assert done.verdict == (1, "failed", "infrastructure")
    assert "report.xml was not written" in done.troubles


def test_report_of_an_earlier_run_does_not_pass_for_a_new_one(suite: Suite) -> None:
    suite.write(
        {"test_x.py": "import os\nos._exit(0)\n", "report.xml": "<testsuite><testcase name='old'/></testsuite>"}
    )
    assert suite.run(mode="serial", junit_path="report.xml").returncode == 1
    assert not (suite.workspace / "report.xml").exists()


def test_report_is_where_the_user_wants_it(suite: Suite) -> None:
    suite.write({"test_x.py": "def test_x(): pass\n"})
    assert suite.run(junit_path="out/report.xml").verdict == (0, "passed", "none")
    assert 'name="test_x"' in (suite.workspace / "out" / "report.xml").read_text()


def test_flaky_test_that_a_plugin_repeats_counts_once(suite: Suite) -> None:
    text = (
        "import pathlib\nM = pathlib.Path('mark')\ndef test_x():\n    was = M.exists()\n    M.touch()\n    assert was\n"
    )
    done = suite.write({"test_x.py": text}).run(args="--reruns 2")
    assert done.verdict == (0, "passed", "none")
    assert done.counts == (1, 1, 0, 0)


def test_expected_failures_and_skips_are_neither_passed_nor_failed(suite: Suite) -> None:
    text = """
import pytest
@pytest.mark.xfail
def test_expected(): assert False
@pytest.mark.xfail(strict=True)
def test_unexpected(): pass
@pytest.mark.skip
def test_skipped(): pass
@pytest.fixture
def broken():
    yield
    1 / 0
def test_torn_down_badly(broken): pass
"""
    done = suite.write({"test_x.py": text}).run()
    assert done.counts == (4, 0, 2, 0)
    assert done.report["counts"]["skipped"] == 2
    assert done.classes == {"test_x.py::test_unexpected": "real", "test_x.py::test_torn_down_badly": "real"}


def test_interpreter_without_pytest_is_told_at_once(suite: Suite) -> None:
    done = suite.run(python="no-such-python")
    assert done.verdict == (1, "failed", "infrastructure")
    assert "no-such-python cannot be started" in done.troubles
