"""Commands of any kind that write JUnit XML."""

import sys

from .action import Suite

PASSED = "<testsuites><testsuite><testcase classname='a' name='one'/></testsuite></testsuites>"
FAILED = (
    "<testsuite><testcase name='one'/>"
    "<testcase name='two' file='a.js' line='3'><failure message='no'/></testcase></testsuite>"
)


def script(report: str, code: int = 0, before: str = "") -> str:
    return f"import os, sys, time\n{before}\nopen('report.xml', 'w').write({report!r})\nsys.exit({code})\n"


def command(suite: Suite, text: str, junit: str = "report.xml", **inputs: str) -> tuple[tuple[int, str, str], str]:
    done = suite.write({"run.py": text}).run(command=f'"{sys.executable}" run.py', junit_path=junit, **inputs)
    return done.verdict, done.troubles


def test_report_and_code_that_agree_are_believed(suite: Suite) -> None:
    assert command(suite, script(PASSED)) == ((0, "passed", "none"), "")
    assert command(suite, script(PASSED), "*.xml") == ((0, "passed", "none"), "")
    assert command(suite, script(FAILED, 1))[0] == (1, "failed", "real")


def test_failure_is_shown_where_the_report_says(suite: Suite) -> None:
    suite.write({"run.py": script(FAILED, 1)})
    done = suite.run(command=f'"{sys.executable}" run.py', junit_path="report.xml")
    assert done.annotations == [("error", "title=real failure,file=a.js,line=3", "two: alone: failed: no")]
    assert done.counts == (2, 1, 1, 0)


def test_failure_behind_a_good_exit_code_is_red(suite: Suite) -> None:
    assert command(suite, script(FAILED, 0))[0] == (1, "failed", "real")


def test_bad_exit_code_without_a_failure_is_red(suite: Suite) -> None:
    verdict, troubles = command(suite, script(PASSED, 3))
    assert verdict == (1, "failed", "infrastructure")
    assert "ended with code 3 although no test failed" in troubles


def test_report_that_is_missing_or_old_or_empty_or_broken_is_red(suite: Suite) -> None:
    assert "wrote no new report" in command(suite, "")[1]
    suite.write({"report.xml": PASSED})
    assert "wrote no new report" in command(suite, "")[1]
    assert "no report has any tests" in command(suite, script("<testsuites/>"))[1]
    assert "is no XML" in command(suite, script("<testsuites>"))[1]


def test_silent_command_is_stopped(suite: Suite) -> None:
    verdict, troubles = command(suite, script(PASSED, 0, "time.sleep(100)"), idle_timeout="2s")
    assert verdict == (1, "failed", "timeout")
    assert "no output for too long" in troubles


def test_command_that_does_not_exist_is_infrastructure(suite: Suite) -> None:
    done = suite.run(command="no-such-program --all", junit_path="report.xml")
    assert done.verdict == (1, "failed", "infrastructure")
    assert "no-such-program cannot be started" in done.troubles


def test_what_only_pytest_can_do_is_refused(suite: Suite) -> None:
    for name, value in {"mode": "parallel", "args": "-x", "coverage_min": "3", "random_order_runs": "1"}.items():
        done = suite.run(command="true", junit_path="report.xml", **{name: value})
        assert done.returncode == 2
        assert "it works with pytest only" in done.log
    assert suite.run(command="true").returncode == 2
