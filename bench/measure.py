"""Runs one command and says how long it took and how much memory it had; a process of its own.

A child counts the memory of whoever started it as its own until it becomes another program, so the starter
must be small: this script is run with `python -I -S`, imports nothing that is not built in, and its own size
(some 9 MiB) is the least that it can report. Unix only.

    python -I -S measure.py STDOUT STDERR COMMAND [ARGUMENT ...]

prints: seconds, CPU seconds, largest memory in KiB, exit code. The memory is that of the largest process
among the command and its descendants, not their sum.
"""

import os
import sys
import time


def main(stdout: str, stderr: str, command: list[str]) -> None:
    """Run the command with its output in the two files, and print the four figures."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    redirects = [
        (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, stdout, flags, 0o600),
        (os.POSIX_SPAWN_OPEN, 2, stderr, flags, 0o600),
    ]
    start = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ, file_actions=redirects)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    # macOS counts in bytes.
    memory = usage.ru_maxrss // (1024 if sys.platform == "darwin" else 1)
    print(seconds, usage.ru_utime + usage.ru_stime, memory, os.waitstatus_to_exitcode(status))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3:])
