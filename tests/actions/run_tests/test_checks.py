"""What is looked at before any test runs."""

import pytest

from .action import Suite

OK = {"test_x.py": "def test_x(): pass\n"}


def test_modules_are_imported_each_on_its_own(suite: Suite) -> None:
    suite.write(
        {
            **OK,
            "package/__init__.py": "",
            "package/first.py": "import package\npackage.here = 1\n",
            "package/second.py": "import package\npackage.here\n",
            "package/inner/__init__.py": "",
            "package/inner/third.py": "",
            "package/__main__.py": "raise SystemExit(9)\n",
        }
    )
    done = suite.run(import_check="package.*")
    assert done.verdict == (1, "failed", "real")
    assert done.report["imports"] == {
        "package": "ok",
        "package.first": "ok",
        "package.second": "AttributeError: module 'package' has no attribute 'here'",
        "package.inner": "ok",
        "package.inner.third": "ok",
    }
    assert "package.second cannot be imported: AttributeError" in done.troubles
    assert done.counts == (0, 0, 0, 0)


def test_imports_that_work_let_the_tests_run(suite: Suite) -> None:
    done = suite.write(OK).run(import_check="json\nos.path")
    assert done.verdict == (0, "passed", "none")
    assert done.report["imports"] == {"json": "ok", "os.path": "ok"}


def test_import_that_hangs_is_ended(suite: Suite) -> None:
    done = suite.write({**OK, "slow.py": "import time\ntime.sleep(100)\n"}).run(
        import_check="slow", import_timeout="2s"
    )
    assert done.verdict == (1, "failed", "timeout")
    assert done.seconds < 10


def test_import_that_ends_its_process_without_a_word_is_told(suite: Suite) -> None:
    done = suite.write({**OK, "leaver.py": "import os\nos._exit(0)\n"}).run(import_check="leaver")
    assert done.verdict == (1, "failed", "real")


@pytest.mark.parametrize(("value", "state"), [(None, "unset"), ("", "empty"), (" ", "empty")])
def test_variable_that_is_needed_is_missed_by_name(suite: Suite, value: str | None, state: str) -> None:
    environment = {"PRESENT": "hunter2-hunter2", **({} if value is None else {"NEEDED": value})}
    done = suite.write(OK).run(environment, env_required="PRESENT\nNEEDED", env_optional="LUXURY")
    assert done.verdict == (1, "failed", "infrastructure")
    assert f"the variable NEEDED is needed and {state}" in done.troubles
    assert done.report["environment"] == {"PRESENT": "set", "NEEDED": state, "LUXURY": "unset"}
    assert "hunter2" not in done.log + done.summary + str(done.report)


def test_variables_that_are_there_let_the_tests_run(suite: Suite) -> None:
    done = suite.write(OK).run({"NEEDED": "x"}, env_required="NEEDED", env_optional="LUXURY")
    assert done.verdict == (0, "passed", "none")
    assert "the variable LUXURY is unset, which is allowed" in done.log


def test_value_in_place_of_a_name_is_not_shown(suite: Suite) -> None:
    done = suite.write(OK).run(env_required="PASSWORD=hunter2-hunter2")
    assert done.returncode == 2
    assert "env-required" in done.log
    assert "hunter2" not in done.log
