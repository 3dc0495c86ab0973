"""The script was stopped by a time limit that it was started with: exit code 124.

`timeout 300 ./smoke.sh` ends the command when the time is over and ends with 124 itself. What the script was waiting for stands in the last lines before.

What it is not: the time limit of the step or the job, where GitHub cancels; the time limit of a single request (`curl: (28)`);
exit code 137, where the process was killed.
"""

from ...signature import Clue, Signature, log_example

# xargs ends with 124 too, when a command of its ends with 255.
_OTHER = r"\bxargs\b"

SIGNATURE = Signature(
    id="smoke-own-limit",
    summary="the script was stopped by its own time limit (exit code 124)",
    why=__doc__,
    decisive=(
        Clue("exit code 124", r"\bexit code 124\b", unless=_OTHER),
        Clue("exit code: 124", r"\bexit code: 124\b", unless=_OTHER),
        Clue("Error 124", r"\*\*\* \[.{1,300}\] Error 124\b", unless=_OTHER),
        Clue("status 124", r"\bexit(?:ed with)? status:? 124\b", unless=_OTHER),
        Clue("sending signal TERM", r"\btimeout: sending signal TERM to command\b"),
    ),
    cure=(
        "read the last lines before the end: what it waited for did not happen",
        "let each request and each wait have a limit of its own, shorter than that of the script, and say what it waited for",
        "raise the limit only where the usual time is close to it",
    ),
    references=("https://www.gnu.org/software/coreutils/manual/html_node/timeout-invocation.html",),
    examples=(
        log_example(
            """
            Run timeout 300 ./scripts/smoke.sh staging
            waiting for orders to be processed ...
            waiting for orders to be processed ...
            ##[error]Process completed with exit code 124.  # <--
            """,
            near=(
                """
                ##[error]The operation was canceled.
                """,
                """
                curl: (28) Operation timed out after 10002 milliseconds with 0 bytes received
                ##[error]Process completed with exit code 28.
                """,
                """
                find . -name '*.sh' | xargs shellcheck
                ##[error]Process completed with exit code 124.
                """,
            ),
        ),
        log_example(
            """
            timeout: sending signal TERM to command './scripts/smoke.sh'  # <--
            make: *** [Makefile:31: smoke] Error 124  # <--
            """,
        ),
    ),
)
