"""The disk is full: `no space left on device`.

The disk of a hosted runner holds the system, its preinstalled tools, the checkout, images, layers and caches.
Large images, many layers, test data and restored caches fill it. The message comes from whichever program
writes next, so the program that prints it is rarely the one that used the space.

What it is not: the same words are used for shared memory (`/dev/shm`), file watches (`inotify`), semaphores and
control groups that have run out, while the disk has room. A killed process is short of memory.
"""

from ...signature import Clue, Confidence, Signature, log_example

# Lines about something else that is used up, commands that look for the words, and tests named after them.
_ELSEWHERE = (
    r"^(?!\++ |.*(?:shared memory|/dev/shm|[Ss]emaphore|semget|shmget|inotify|watch|/sys/fs/cgroup|\bbpf\b|keyring"
    r"|RTNETLINK|\bgrep\b|\bPASS(?:ED)?\b))"
)

SIGNATURE = Signature(
    id="disk-full",
    summary="the disk is full",
    why=__doc__,
    decisive=(
        Clue("space left on device", rf"{_ELSEWHERE}.*\b[Nn]o space left on device\b"),
        Clue("not enough space on the disk", rf"{_ELSEWHERE}.*\bnot enough space on the disk\b"),
        Clue("enough free space in", r"^(?:\s*#\d+ )?(?:[\d.]+ )?E: You don't have enough free space in /"),
        Clue(
            "Free space left",
            r"running out of disk space\. .{0,120}Free space left: \d+ MB",
            confidence=Confidence.LIKELY,
        ),
    ),
    cure=(
        "free space at the start of the job: remove preinstalled tools that it does not use, docker system prune",
        "see what fills it: df -h, docker system df, du -sh of the workspace",
        "take a runner with a larger disk",
    ),
    brings=("docker-run-failed", "cache-export-fatal"),
    references=("https://docs.github.com/en/actions/reference/runners/github-hosted-runners",),
    examples=(
        log_example(
            """
            #15 [build 6/8] RUN cargo build --release
            #15 211.4 error: failed to write /src/target/release/deps/shop.o: No space left on device (os error 28)  # <--
            #15 ERROR: process "/bin/sh -c cargo build --release" did not complete successfully: exit code: 101
            """,
            near=(
                """
                psycopg.errors.DiskFull: could not resize shared memory segment "/PostgreSQL.1234" to 8388608 bytes: No space left on device
                """,
                """
                Error: ENOSPC: no space left on device, watch '/home/runner/work/shop/src'
                """,
                """
                + grep -q 'no space left on device' build.log
                """,
                """
                tests/test_store.py::test_no_space_left_on_device PASSED
                """,
            ),
        ),
        log_example(
            """
            Unpacking texlive-full ...
            E: You don't have enough free space in /var/cache/apt/archives/.  # <--
            ##[error]Process completed with exit code 100.
            """,
        ),
        log_example(
            """
            ##[warning]You are running out of disk space. The runner will stop working when the machine runs out of disk space. Free space left: 41 MB  # <--
            ##[error]The job was stopped.
            """,
        ),
        log_example(
            """
            ##[error]System.IO.IOException: No space left on device : '/home/runner/runners/2.330.0/_diag/pages/1.log'  # <--
            """,
        ),
    ),
)
