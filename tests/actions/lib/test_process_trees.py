"""What differs between the systems when a tree of processes is started and ended."""

import subprocess
import sys

import pytest

from kit import process_trees


def test_windows_ends_the_whole_tree_at_once() -> None:
    assert process_trees.kill_command(4711) == ("taskkill", "/F", "/T", "/PID", "4711")


def test_the_tree_is_a_group_on_windows_and_a_session_elsewhere() -> None:
    assert process_trees.start_options(windows=True) == {"creationflags": 0x200}
    assert process_trees.start_options(windows=False) == {"start_new_session": True}


def test_the_system_at_hand_is_the_default() -> None:
    windows = sys.platform == "win32"
    assert process_trees.start_options() == process_trees.start_options(windows=windows)


@pytest.mark.skipif(sys.platform != "win32", reason="subprocess names the flag on Windows only")
def test_the_flag_is_the_one_of_windows() -> None:
    flag = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", None)
    assert process_trees.start_options() == {"creationflags": flag}


def test_a_tree_that_is_gone_is_not_alive_and_can_be_ended_again() -> None:
    process = subprocess.Popen([sys.executable, "-c", ""], **process_trees.start_options())
    process.wait()
    assert not process_trees.alive(process.pid)
    process_trees.ask_to_end(process.pid)
    process_trees.end(process.pid)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows cannot tell")
def test_a_tree_is_alive_until_it_was_ended() -> None:
    process = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"], **process_trees.start_options())
    assert process_trees.alive(process.pid)
    process_trees.end(process.pid)
    assert process.wait(10) == -9
    assert not process_trees.alive(process.pid)
