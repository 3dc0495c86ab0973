"""The job or a step ran into its time limit, and GitHub cancelled it.

A step with `timeout-minutes` says `The action '…' has timed out after N minutes`. A job says so on the page of the run
(`has exceeded the maximum execution time of …`); in its log stands only `The operation was canceled`, because what
ends it is a cancellation. That line alone proves no time limit: a person, a newer run of the same
concurrency group and a failed leg of the matrix cancel in the same words. It is taken as a sign of a limit where nothing names
another one, and only if the step had been silent for minutes before, as far as the log has times.

What it is not: `Canceling since a higher priority waiting request` is concurrency, `The run was canceled by` is a
person; a test, a request or a build that runs into a limit of its own says so itself; a runner that is shut down
cancels as well.
"""

from ...signature import Clue, Confidence, Signature, log_example

_OTHER_REASON = (
    r"Canceling since a|[Tt]he [\w ]{1,40} was cancell?ed (?:by|because)|shutdown signal|lost communication"
    r"|is shutting down for computer|context canceled|No space left|space left on device|exit code (?:137|143)\b"
    r"|has exceeded the maximum execution time|has timed out after|The action has timed out\b|Process completed with exit code [1-9]"
)

SIGNATURE = Signature(
    id="actions-timeout",
    summary="the job or step ran into its time limit",
    why=__doc__,
    decisive=(
        Clue("has timed out", r"\bThe (?:action|background step) '.{1,300}' has timed out after \d"),
        Clue("The action has timed out", r"(?:^|\]|: )The action has timed out\.?$"),
        Clue(
            "xceeded the maximum execution time",
            r"\bThe job (?:running on (?:runner|agent) .{1,300} )?has exceeded the maximum execution time\b",
        ),
        Clue("rror]The job running on", r"\bThe job running on .{1,300} ran longer than the maximum time of \d"),
        Clue(
            "The operation was canceled",
            r"^\s{0,20}(?:##\[error.{1,3}|Error: ){1,2}The operation was canceled\.?\s*$",
            unless=_OTHER_REASON,
            reach=40,
            silence=120,
            confidence=Confidence.LIKELY,
        ),
    ),
    cure=(
        "find what hung: the last line before it, and the time since then",
        "give that command a limit and a message of its own: timeout 5m, --timeout, a limit of the test runner",
        "set timeout-minutes to about twice the usual time: ci-lint history names it for each job",
    ),
    rules=("job-timeout-missing", "step-can-hang"),
    references=(
        "https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes",
    ),
    examples=(
        log_example(
            """
            Waiting for the database ...
            ##[error]The action 'Run integration tests' has timed out after 15 minutes.  # <--
            """,
            near=(
                """
                ##[error]Canceling since a higher priority waiting request for 'ci-main' exists
                ##[error]The operation was canceled.
                """,
                """
                ##[error]The run was canceled by @ann.
                ##[error]The operation was canceled.
                """,
                """
                2026-03-02T10:04:58.1000000Z tests/test_cart.py ........
                2026-03-02T10:05:00.1000000Z tests/test_mail.py ....
                2026-03-02T10:05:01.1000000Z ##[error]The operation was canceled.
                """,
                """
                ##[error]The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is canceled.
                ##[error]The operation was canceled.
                """,
                """
                System.Threading.Tasks.TaskCanceledException: The operation was canceled.
                3 failed, 12 passed
                ##[error]Process completed with exit code 1.
                """,
            ),
        ),
        log_example(
            """
            The job running on runner GitHub Actions 7 has exceeded the maximum execution time of 30 minutes.  # <--
            The operation was canceled.
            """,
        ),
        log_example(
            """
            The job has exceeded the maximum execution time of 6h0m0s  # <--
            ##[error]The operation was canceled.
            """,
        ),
        log_example(
            """
            2026-03-02T10:05:00.1000000Z > webpack --mode production
            2026-03-02T10:34:51.1000000Z ##[error]The operation was canceled.  # <--
            """,
        ),
    ),
)
