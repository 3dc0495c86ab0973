"""A process was killed: exit code 137 is 128 + 9, SIGKILL.

On a runner hardly anybody else kills in this way: the kernel does where memory runs out. The log stops in the middle
of the work, without an error of the program; bash may add `Killed`. Compilers, test suites with many workers
and bundlers are the usual ones.

What it is not: a job that is cancelled or loses its runner kills its processes as well, and says so; so do
`docker stop` (a container that does not listen exits with 137 too) and `timeout -s KILL`; a pod that Kubernetes
kills for memory says OOMKilled; a heap that is full of its own ends with another code.
"""

from ...signature import Clue, Signature, log_example

_OTHER_KILLER = (
    r"\btimeout (?:-\S{1,20} (?:\w{1,10} )?){0,4}\d|\bkill -(?:9|KILL)\b|\bpkill\b|\bOOMKilled\b|CrashLoopBackOff"
    r"|\bdocker(?:-compose| compose)? (?:kill|stop|down|rm)\b|Gracefully stopping|Aborting on container exit"
    r"|\bContainer \S+ +(?:Stopping|Killing)|terminated with exit code 137"
)


def _killed(mark: str, pattern: str = "") -> Clue:
    return Clue(mark, pattern, unless=_OTHER_KILLER)


SIGNATURE = Signature(
    id="out-of-memory-137",
    summary="a process was killed (exit code 137), most likely for lack of memory",
    why=__doc__,
    decisive=(
        # Containers of Compose exit with this code whenever they are stopped the hard way.
        _killed(" 137", r"\bexit code 137\b"),
        _killed(" 137", r"\bexit code: 137\b"),
        _killed("exit code=137", r"\bexit code=137\b"),
        _killed(" 137", r"\*\*\* \[.{1,300}\] Error 137\b"),
        _killed(" 137", r"\berrno 137\b"),
        _killed(" 137", r"\b[Ee]xit(?:ed with)? status:? 137\b"),
        _killed(" 137", r"returned a non-zero code: 137\b"),
        _killed(" 137", r"\bfinished with non-zero exit value 137\b"),
        _killed(" 137", r"\bProcess Exit Code: 137\b"),
    ),
    supporting=(
        Clue("Killed", r"\bline \d+: +\d+ Killed\b|\] Killed$|\bKilled signal terminated program\b|^Killed$"),
        Clue("signal: 9", r"\(signal: 9, SIGKILL: kill\)"),
        Clue("signal 9", r"\bterminated with signal 9\b"),
    ),
    never=(
        "The operation was canceled",
        "has exceeded the maximum execution time",
        "has timed out after",
        "received a shutdown signal",
    ),
    cure=(
        "run fewer at a time: pytest -n 2, jest --maxWorkers=2, make -j2, cargo build -j 2",
        "find what grows: /usr/bin/time -v before the command prints the most it held",
        "take a runner with more memory, or add swap for the one step that needs it",
    ),
    references=("https://docs.github.com/actions/using-github-hosted-runners/about-github-hosted-runners",),
    examples=(
        log_example(
            """
            collected 812 items
            tests/test_images.py ......................
            /home/runner/work/_temp/0f3a.sh: line 1:  2214 Killed                  python -m pytest
            ##[error]Process completed with exit code 137.  # <--
            """,
            near=(
                """
                tests/test_images.py ......................
                ##[error]The operation was canceled.
                ##[error]Process completed with exit code 137.
                """,
                """
                timeout -s KILL 60 ./slow.sh
                ##[error]Process completed with exit code 137.
                """,
                """
                Gracefully stopping... (press Ctrl+C again to force)
                db-1 exited with code 137
                """,
                """
                <--- Last few GCs --->
                FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory
                ##[error]Process completed with exit code 134.
                """,
            ),
        ),
        log_example(
            """
            c++: fatal error: Killed signal terminated program cc1plus
            make: *** [Makefile:12: shop.o] Error 137  # <--
            npm ERR! errno 137  # <--
            > Process 'Gradle Test Executor 3' finished with non-zero exit value 137  # <--
            """,
        ),
    ),
)
