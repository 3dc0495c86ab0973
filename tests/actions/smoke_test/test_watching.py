"""Processes, containers and log files that are watched."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from kit.deadline import Deadline
from kit.processes import Outcome
from smoke.log_tail import tail
from smoke.watched_container import WatchedContainer, state_end
from smoke.watched_process import Stat, WatchedProcess, parse_stat, stat_end, watch, windows_end

STAT = "7 (a) b (c) {state} 1 7 7 0 -1 4 0 0 0 0 0 0 0 0 20 0 1 0 {started} " + "0 " * 29 + "{status}\n"


def stat(state: str, started: int = 500, status: int = 0) -> Stat:
    parsed = parse_stat(STAT.format(state=state, started=started, status=status))
    assert parsed
    return parsed


def test_line_of_proc_is_read_behind_any_name() -> None:
    assert stat("Z", 12345, 256) == Stat("Z", 12345, 256)
    assert parse_stat("nonsense") is None


@pytest.mark.parametrize(
    ("now", "told", "how"),
    [
        (stat("S"), True, ""),
        (stat("R"), True, ""),
        (stat("Z", status=0), True, "has ended with exit code 0"),
        (stat("Z", status=3 << 8), True, "has ended with exit code 3"),
        (stat("Z", status=9), True, "was ended by SIGKILL"),
        (stat("Z", status=0), False, "has ended"),
        (stat("S", started=900), True, "has ended, and its id belongs to another one"),
    ],
)
def test_end_is_told_from_proc(now: Stat, told: bool, how: str) -> None:  # noqa: FBT001 - a table's column
    if sys.platform == "win32" and "SIGKILL" in how:
        pytest.skip("Windows has no signal 9")
    assert stat_end(now, 500, told=told) == how


@pytest.mark.parametrize(
    ("opened", "error", "waited", "code", "how"),
    [
        (True, 0, 0x102, 259, ""),
        (True, 0, 0, 1, "has ended with exit code 1"),
        (True, 0, 0, 259, "has ended with exit code 259"),
        (False, 87, 0, 0, "does not exist"),
        (False, 5, 0, 0, ""),
    ],
)
def test_end_is_told_from_what_windows_says(
    opened: bool,  # noqa: FBT001 - a table's column
    error: int,
    waited: int,
    code: int,
    how: str,
) -> None:
    assert windows_end(opened=opened, error=error, waited=waited, code=code) == how


def test_process_is_seen_to_live_and_to_end() -> None:
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read(); sys.exit(3)"], stdin=-1) as process:
        watched = watch(process.pid)
        assert watched.ended() == ""
        process.communicate(b"")
    assert watched.ended().startswith(f"process {process.pid} ")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux shows how a process ended to others than its parent")
def test_exit_code_of_a_zombie_is_told() -> None:
    with subprocess.Popen([sys.executable, "-c", "import sys; sys.exit(3)"]) as process:
        watched = watch(process.pid)
        end = time.monotonic() + 5
        while not watched.ended() and time.monotonic() < end:
            time.sleep(0.02)
        assert watched.ended() == f"process {process.pid} has ended with exit code 3"


def test_own_process_lives_and_an_unknown_one_does_not_exist() -> None:
    assert watch(os.getpid()).ended() == ""
    assert WatchedProcess(2**22 + 1).ended() == f"process {2**22 + 1} does not exist"


@pytest.mark.parametrize(
    ("printed", "code", "how"),
    [
        ('{"Status": "running", "ExitCode": 0}', 0, ""),
        ('{"Status": "restarting", "ExitCode": 1}', 0, ""),
        (
            '{"Status": "exited", "ExitCode": 137, "OOMKilled": true}',
            0,
            "was killed for want of memory with exit code 137",
        ),
        ('{"Status": "exited", "ExitCode": 1, "Error": ""}', 0, "has ended with exit code 1"),
        ('{"Status": "dead", "ExitCode": 2, "Error": "no disk"}', 0, "has ended with exit code 2: no disk"),
        ("Error: No such container: web", 1, "does not exist"),
        ("Cannot connect to the Docker daemon at unix:///var/run/docker.sock.", 1, ""),
        ("not json", 0, ""),
        ("[]", 0, ""),
    ],
)
def test_end_is_told_from_what_docker_says(printed: str, code: int, how: str) -> None:
    assert state_end(Outcome(code, "exit", 0.1, tuple(printed.split("\n")))) == how


def stand_in(folder: Path, script: str) -> WatchedContainer:
    """A small program in the place of docker."""
    if sys.platform == "win32":
        pytest.skip("the program in the place of docker is a shell script")
    docker = folder / "docker"
    docker.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    docker.chmod(0o755)
    return WatchedContainer("web", str(docker))


def test_container_is_asked_about_by_name(tmp_path: Path) -> None:
    container = stand_in(tmp_path, f'echo "$@" >> {tmp_path}/asked; echo \'{{"Status": "exited", "ExitCode": 4}}\'')
    assert container.ended(Deadline(5)) == "container web has ended with exit code 4"
    asked = (tmp_path / "asked").read_text("utf-8")
    assert asked == "inspect --type container --format {{json .State}} -- web\n"


def test_docker_is_not_told_the_inputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CIKIT_LOGIN_BODY", "password=hunter2")
    container = stand_in(tmp_path, "env; exit 1")
    assert "hunter2" not in container.complaint(Deadline(5))
    assert "hunter2" not in str(container._ask(Deadline(5), "info").tail)  # noqa: SLF001 - the whole output, not its last line


def test_docker_that_hangs_does_not_hold_anything_up(tmp_path: Path) -> None:
    container = stand_in(tmp_path, "sleep 60")
    began = time.monotonic()
    assert container.ended(Deadline(0.5)) == ""
    assert container.complaint(Deadline(0.5)) == "docker gave no answer (timeout)"
    assert container.log(Deadline(0.5)) == ()
    assert time.monotonic() - began < 3


def test_docker_without_a_daemon_is_a_complaint(tmp_path: Path) -> None:
    container = stand_in(tmp_path, "echo 'Cannot connect to the Docker daemon' >&2; exit 1")
    assert container.ended(Deadline(5)) == ""
    assert container.complaint(Deadline(5)) == "Cannot connect to the Docker daemon"


def test_end_of_a_large_log_is_read(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_bytes(b"".join(b"line %d \xff\r\n" % number for number in range(100_000)))
    lines = tail(log)
    assert len(lines) == 100
    assert (lines[0], lines[-1]) == ("line 99900 \ufffd", "line 99999 \ufffd")


def test_small_log_is_read_whole(tmp_path: Path) -> None:
    log = tmp_path / "server.log"
    log.write_text("one\ntwo\n", "utf-8")
    assert tail(log) == ("one", "two")


def test_missing_log_is_said_to_be_missing(tmp_path: Path) -> None:
    assert tail(tmp_path / "none.log") == ("the log file cannot be read: No such file or directory",)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="this system has no named pipes")
def test_pipe_in_the_place_of_a_log_holds_nothing_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert tail(tmp_path / "pipe") == ("the log file cannot be read: it is no plain file",)
