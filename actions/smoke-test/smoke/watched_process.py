"""Whether a process of an earlier step still lives.

Waiting two minutes for a server that died in the first second costs two minutes, and its last words say more than any
timeout. The process is no child of ours, so its exit code can be had on Windows and from a zombie on Linux only.
"""

from __future__ import annotations

import os
import signal
import sys
from dataclasses import dataclass
from pathlib import Path

_WAIT_TIMEOUT = 0x102
_ACCESS_DENIED = 5
_SYNCHRONIZE = 0x00100000
_QUERY_LIMITED_INFORMATION = 0x1000


@dataclass(frozen=True)
class Stat:
    """What /proc/PID/stat says: the state's letter, the start in ticks since boot, the status waitpid would give."""

    state: str
    started: int
    status: int


@dataclass(frozen=True)
class WatchedProcess:
    """A process by its id and, where the system tells it, its start: an id may be given to another process."""

    pid: int
    started: int | None = None

    def ended(self) -> str:
        """How it ended, "" while it lives."""
        how = _windows_end(self.pid) if sys.platform == "win32" else _posix_end(self)
        return f"process {self.pid} {how}" if how else ""


def watch(pid: int) -> WatchedProcess:
    """The process that has an id now."""
    stat = read_stat(pid)
    return WatchedProcess(pid, stat.started if stat else None)


def read_stat(pid: int) -> Stat | None:
    """What /proc says of a process; None where it says nothing, as on macOS."""
    try:
        return parse_stat(Path(f"/proc/{pid}/stat").read_text("utf-8", "replace"))
    except OSError:
        return None


def parse_stat(text: str) -> Stat | None:
    """The fields 3, 22 and 52 of proc(5); the name in field 2 may hold blanks and brackets."""
    fields = text.rpartition(")")[2].split()
    try:
        return Stat(fields[0], int(fields[19]), int(fields[49]))
    except (IndexError, ValueError):
        return None


def stat_end(stat: Stat, started: int | None, *, told: bool) -> str:
    """How a process ended by what /proc says of its id, "" while it lives.

    `told` is whether the status is shown to us; to others the system shows 0.
    """
    if started is not None and stat.started != started:
        return "has ended, and its id belongs to another one"
    if stat.state not in ("Z", "X"):
        return ""
    if not told:
        return "has ended"
    number = stat.status & 0x7F
    return f"was ended by {_signal_name(number)}" if number else f"has ended with exit code {stat.status >> 8}"


def windows_end(*, opened: bool, error: int, waited: int, code: int) -> str:
    """How a process ended by what OpenProcess, GetLastError, WaitForSingleObject and GetExitCodeProcess say."""
    if not opened:
        return "" if error == _ACCESS_DENIED else "does not exist"
    return "" if waited == _WAIT_TIMEOUT else f"has ended with exit code {code}"


def _signal_name(number: int) -> str:
    try:
        return signal.Signals(number).name
    except ValueError:
        return f"signal {number}"


def _posix_end(process: WatchedProcess) -> str:
    try:
        os.kill(process.pid, 0)
    except ProcessLookupError:
        return "does not exist" if process.started is None else "has ended"
    except PermissionError:
        pass
    stat = read_stat(process.pid)
    return stat_end(stat, process.started, told=_is_ours(process.pid)) if stat else ""


def _is_ours(pid: int) -> bool:
    try:
        return os.geteuid() in (0, Path(f"/proc/{pid}").stat().st_uid)
    except OSError:
        return False


def _windows_end(pid: int) -> str:
    import ctypes

    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]  # Windows only
    kernel.OpenProcess.restype = ctypes.c_void_p
    handle = kernel.OpenProcess(_SYNCHRONIZE | _QUERY_LIMITED_INFORMATION, 0, pid)
    if not handle:
        error = ctypes.get_last_error()  # type: ignore[attr-defined,unused-ignore]  # Windows only
        return windows_end(opened=False, error=error, waited=0, code=0)
    handle = ctypes.c_void_p(handle)
    code = ctypes.c_ulong()
    waited = kernel.WaitForSingleObject(handle, 0)
    kernel.GetExitCodeProcess(handle, ctypes.byref(code))
    kernel.CloseHandle(handle)
    return windows_end(opened=True, error=0, waited=waited, code=code.value)
