"""A process and all that it started, addressed as one.

Ending only the process that one started leaves its children at work: they hold ports, files and the pipe. On Linux
and macOS the whole is a session of its own; Windows has process groups for the polite way, and taskkill, which walks
from parents to children, for the other.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from contextlib import suppress
from typing import Any

WINDOWS = sys.platform == "win32"
# CREATE_NEW_PROCESS_GROUP of the Windows API; the subprocess module has it on Windows only.
_NEW_GROUP = 0x00000200


def start_options(*, windows: bool = WINDOWS) -> dict[str, Any]:
    """Arguments for subprocess.Popen that make the process the first of a tree of its own."""
    return {"creationflags": _NEW_GROUP} if windows else {"start_new_session": True}


def kill_command(pid: int) -> tuple[str, ...]:
    """The command by which Windows ends a process and its children, at once."""
    return ("taskkill", "/F", "/T", "/PID", str(pid))


def ask_to_end(pid: int) -> None:
    """Tell all processes of a tree to end; they may take their time or refuse."""
    if sys.platform == "win32":
        with suppress(OSError):
            os.kill(pid, signal.CTRL_BREAK_EVENT)
    else:
        _signal_group(pid, signal.SIGTERM)


def end(pid: int) -> None:
    """End all processes of a tree that are still there, at once."""
    if sys.platform == "win32":
        # It fails when all of them are gone already.
        subprocess.run(kill_command(pid), check=False, capture_output=True, timeout=30)  # noqa: S603 - a number
    else:
        _signal_group(pid, signal.SIGKILL)


def alive(pid: int) -> bool:
    """Whether any process of a tree is left; on Windows nobody knows once the first has ended."""
    if sys.platform == "win32":
        return False
    try:
        os.killpg(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        # macOS says so of a group in which only dead processes are left.
        return sys.platform != "darwin"
    return True


def _signal_group(group: int, number: int) -> None:
    if sys.platform != "win32":
        # PermissionError: on macOS, all of the group are dead; elsewhere, they changed their user.
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(group, number)
