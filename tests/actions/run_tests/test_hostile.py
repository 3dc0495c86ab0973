"""Inputs and tests that want to be more than inputs and tests."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from kit.inputs import InputError, Inputs
from testrun.settings import read_settings

from .action import Suite, defaults

OK = {"test_x.py": "def test_x(): pass\n"}
PROBES = (
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned #",
    "x\n::set-output name=result::passed",
    "x\n::error::forged",
    "--junitxml=/dev/null",
    "../../..",
    "\x1b[31mred",
    "'",
)


FREE = ("args", "paths", "python", "import-check", "coverage-source", "env-required", "env-optional", "junit-path")


@pytest.mark.parametrize("name", FREE)
def test_free_text_of_any_kind_is_harmless(suite: Suite, name: str) -> None:
    # Three levels up are still a folder of this test, not all that others have left there.
    below = replace(suite, workspace=suite.workspace / "one/two/three").write(OK)
    for probe in PROBES:
        done = below.run(mode="serial", **{name.replace("-", "_"): probe})
        assert done.returncode in (0, 1, 2), done.log
        assert not list(suite.workspace.rglob("pwned*")), probe
        assert not [message for _level, _properties, message in done.annotations if message == "forged"]


@pytest.mark.parametrize("name", sorted(defaults().keys() - {*FREE, "command"}))
@pytest.mark.parametrize("probe", PROBES)
def test_input_with_a_type_takes_nothing_else(name: str, probe: str, tmp_path: Path) -> None:
    given = {**defaults(), name: probe}
    environment = {f"CIKIT_{key.upper().replace('-', '_')}": value for key, value in given.items()}
    with pytest.raises(InputError, match=f"input {name} is"):
        read_settings(Inputs(environment))
    assert not list(tmp_path.iterdir())


def test_command_is_not_for_a_shell(suite: Suite) -> None:
    for probe in PROBES[:4]:
        done = suite.run(command=f"echo {probe}".replace("\n", " "), junit_path="report.xml")
        assert done.returncode in (1, 2)
        assert not list(suite.workspace.rglob("pwned*"))


def test_path_that_looks_like_an_option_is_refused(suite: Suite) -> None:
    done = suite.write(OK).run(paths="--collect-only")
    assert done.returncode == 2
    assert "a path must not start with a dash" in done.log


def test_folder_and_report_outside_of_the_workspace_are_refused(suite: Suite) -> None:
    assert suite.run(working_directory="..").returncode == 2
    assert suite.write(OK).run(junit_path="../report.xml").returncode == 2


def test_output_of_tests_is_fenced_and_their_names_are_text(suite: Suite) -> None:
    text = """
import os, pytest
@pytest.mark.parametrize("name", ["::error::forged", "%0A::error::forged", "<img src=x>|`x`", "\\x1b[31m"])
def test_name(name):
    print("::set-output name=result::passed", flush=True)
    print("::add-mask::passed", flush=True)
    assert False, "::error::forged\\n::error::forged | <b>bold</b> \\x1b[2K"
"""
    done = suite.write({"test_x.py": text}).run(args="-s")
    assert done.verdict == (1, "failed", "real")
    outside = re.sub(r"::stop-commands::(\w+)\n.*?\n::\1::", "", done.log, flags=re.DOTALL)
    assert "forged\n" in done.log
    assert "::set-output" not in outside
    assert "::add-mask" not in outside
    assert len(re.findall(r"^::error", outside, re.MULTILINE)) == 4
    assert "<b>" not in done.summary
    assert "<img" not in done.summary
    assert "\x1b" not in done.summary


def test_tests_cannot_set_the_outputs_of_the_step(suite: Suite) -> None:
    text = """
import os
def test_x():
    open(os.environ['GITHUB_OUTPUT'], 'a').write('result=passed\\n')
    assert False
"""
    done = suite.write({"test_x.py": text}).run()
    assert done.verdict == (1, "failed", "real")


def test_tests_do_not_see_the_inputs(suite: Suite) -> None:
    text = """
import os
def test_x(): assert [name for name in os.environ if name.startswith('CIKIT_')] == ['CIKIT_EVENTS']
"""
    assert suite.write({"test_x.py": text}).run().returncode == 0


def test_events_that_are_garbage_change_nothing_but_the_result(suite: Suite) -> None:
    text = """
import os, pathlib
def test_x():
    folder = pathlib.Path(os.environ["CIKIT_EVENTS"])
    (folder / "gw9-1.jsonl").write_bytes(b'[' * 100000 + b'\\n{"event": 3}\\n\\xff')
    (folder / "gw8-1.jsonl").write_text('{"event": "collected", "tests": 7}')
    (folder / "main-2.jsonl").write_text('{"event": "report", "test": [], "line": "x", "seconds": {}}')
"""
    done = suite.write({"test_x.py": text}).run()
    assert done.returncode in (0, 1)
    assert "internal error" not in done.log
