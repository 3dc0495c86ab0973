"""Starting a server and being sure that it is gone afterwards, however the test ended."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


def free_port() -> int:
    """A TCP port of 127.0.0.1 that nobody listens on, from the range that no outgoing connection is given."""
    while True:
        port = 20000 + secrets.randbelow(12000)
        with suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


def listens(port: int) -> bool:
    """Whether a server accepts connections on that port of 127.0.0.1."""
    with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


@contextmanager
def server(
    command: list[str], log: Path, ready: Callable[[], bool], environment: Mapping[str, str] | None = None
) -> Iterator[int]:
    """Runs a server until the block ends and yields its process id; its output goes to `log`.

    Raises AssertionError with the end of the log when it is not ready within half a minute.
    """
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*dies_with_parent(), *command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=environment,
        )
    try:
        wait_until_ready(process, ready, log)
        yield process.pid
    finally:
        stop(process)


def dies_with_parent() -> list[str]:
    """The words in front of a command that let the kernel end it when the test run is killed."""
    setpriv = shutil.which("setpriv")
    return [setpriv, "--pdeathsig", "TERM"] if setpriv else []


def wait_until_ready(
    process: subprocess.Popen[bytes], ready: Callable[[], bool], log: Path, seconds: float = 30
) -> None:
    """Returns once `ready` says yes; raises AssertionError when the process ended or the time is up."""
    end = time.monotonic() + seconds
    while not ready():
        assert process.poll() is None, f"{process.args!r} ended with {process.returncode}:\n{tail(log)}"
        assert time.monotonic() < end, f"{process.args!r} is not ready after {seconds} s:\n{tail(log)}"
        time.sleep(0.02)


def tail(log: Path, lines: int = 40) -> str:
    """The last lines of a log."""
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def stop(process: subprocess.Popen[bytes], grace: float = 10) -> None:
    """Ends the process kindly, then its whole group for certain."""
    with suppress(ProcessLookupError):
        process.terminate()
    with suppress(subprocess.TimeoutExpired):
        process.wait(grace)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()
