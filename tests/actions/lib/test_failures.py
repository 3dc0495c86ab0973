"""How an action ends when something is wrong: one sentence, an exit code, nothing left behind."""

import os
import shlex
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from .runner_log import Log, read

HEAD = """
import sys
sys.path.insert(0, {library!r})
from kit import failures, inputs
from kit.deadline import Deadline
from kit.processes import run

def entry():
    {body}

failures.main(entry)
"""


@pytest.fixture
def script(root: Path, tmp_path: Path) -> Path:
    """Where the script of an action would stand; `write` fills it."""
    assert (root / "actions" / "lib" / "kit").is_dir()
    return tmp_path / "smoke_test.py"


def write(script: Path, root: Path, body: str) -> list[str]:
    script.write_text(HEAD.format(library=str(root / "actions" / "lib"), body=body), encoding="utf-8")
    return [sys.executable, str(script)]


def ended(script: Path, root: Path, body: str, **environment: str) -> tuple[int, Log, str]:
    run = subprocess.run(
        write(script, root, body),
        env={**os.environ, "GITHUB_ACTION_REPOSITORY": "", **environment},
        capture_output=True,
        check=False,
        timeout=30,
    )
    return run.returncode, read(run.stdout.decode("utf-8")), run.stderr.decode("utf-8")


@pytest.mark.parametrize(("body", "code"), [("pass", 0), ("return 0", 0), ("return 1", 1), ("sys.exit(4)", 4)])
def test_what_the_script_says_is_the_exit_code(body: str, code: int, script: Path, root: Path) -> None:
    returned, log, errors = ended(script, root, body)
    assert (returned, log.commands, errors) == (code, (), "")


def test_wrong_input_is_one_error_that_names_it(script: Path, root: Path) -> None:
    body = "inputs.Inputs({'CIKIT_TIMEOUT': '5x\\n::error::pwned'}).duration('timeout')"
    code, log, errors = ended(script, root, body)
    (command,) = log.commands
    assert (code, errors) == (2, "")
    assert command.name == "error"
    assert command.properties["title"] == "smoke-test: wrong input"
    assert command.data == 'input timeout is "5x\\n::error::pwned": write one line'


def test_unexpected_is_one_error_that_says_whose_it_is_and_where_to_go(script: Path, root: Path) -> None:
    body = "raise KeyError('::set-output name=x::y\\n##[error]z')"
    code, log, errors = ended(
        script, root, body, GITHUB_ACTION_REPOSITORY="org/ci-kit", GITHUB_SERVER_URL="https://git"
    )
    assert (code, errors) == (3, "")
    assert [command.name for command in log.commands] == ["group", "endgroup", "error"]
    assert log.commands[-1].properties["title"] == "smoke-test: internal error"
    assert "KeyError" in log.commands[-1].data
    assert "https://git/org/ci-kit/issues" in log.commands[-1].data
    assert any("Traceback" in line for line in log.shown)


def test_any_character_can_be_printed_whatever_the_system_speaks(script: Path, root: Path) -> None:
    body = "print('\\u65e5\\u672c \\udcff')"
    code, log, errors = ended(script, root, body, PYTHONIOENCODING="ascii", LC_ALL="C", PYTHONUTF8="0")
    assert (code, errors) == (0, "")
    assert log.shown[0] == "日本 \\udcff"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_cancelled_run_leaves_no_process_and_does_what_stands_in_finally(
    number: signal.Signals, script: Path, root: Path
) -> None:
    child = "import os, time; print(os.getpid(), flush=True); time.sleep(60)"
    body = f"""
    try:
        run([sys.executable, '-c', {child!r}], deadline=Deadline(60))
    finally:
        print('reported')"""
    with subprocess.Popen(write(script, root, body), stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        pid = int(process.stdout.readline())
        start = time.monotonic()
        process.send_signal(number)
        rest = process.stdout.read()
        assert process.wait(20) == 128 + number
    assert rest == "reported\n"
    assert time.monotonic() - start < 3
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")
@pytest.mark.parametrize(("start", "reported"), [("exec ", True), ("", False)])
def test_the_shell_of_a_step_passes_a_cancellation_on_only_if_it_is_replaced(
    start: str, reported: object, script: Path, root: Path, tmp_path: Path
) -> None:
    done = tmp_path / "done"
    body = f"""
    try:
        print('ready', flush=True)
        run([sys.executable, '-c', 'import time; time.sleep(5)'], deadline=Deadline(5))
    finally:
        open({str(done)!r}, 'w').close()"""
    step = tmp_path / "step.sh"
    step.write_text(start + shlex.join(write(script, root, body)), encoding="utf-8")
    shell = ["bash", "--noprofile", "--norc", "-e", "-o", "pipefail", str(step)]
    with subprocess.Popen(shell, stdout=subprocess.PIPE) as process:
        assert process.stdout
        process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) in (-signal.SIGTERM, 128 + signal.SIGTERM)
        assert done.exists() is reported
