"""The runner went away while the job ran: it was shut down, or GitHub heard no more of it.

`The runner has received a shutdown signal` comes from the runner itself: its service was stopped, its machine shut
down (a spot instance, an autoscaler), or a process of the job killed it. `lost communication with the server` comes
from GitHub, and mostly means that the machine had no memory or processor left to answer with. Steps that
were running end with `The operation was canceled`.

What it is not: a job that waits for a runner (`Waiting for a runner to pick up this job`); a single process that
was killed (exit code 137) while the runner lived on; a run that somebody or a time limit cancelled.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="actions-runner-lost",
    summary="the runner was shut down or lost",
    why=__doc__,
    decisive=(
        Clue("received a shutdown signal", r"\bThe runner has received a shutdown signal\b"),
        Clue(
            "lost communication with the server",
            r"\b(?:hosted )?runner\b.{0,300}\blost communication with the server\b",
        ),
        Clue("rror]Operating", r"\bOperating system is shutting down for computer '"),
        Clue("rror]We stopped", r"\bWe stopped hearing from agent \S"),
        Clue("rror Type: Disconnect", r"\b(?:hosted runner|provisioning resources).{0,300}\(Error Type: Disconnect\)"),
    ),
    cure=(
        "run it again; if it comes back at the same place, watch memory and processor there: free -m, top -b -n1",
        "run fewer processes at a time, or take a larger runner",
        "on own runners keep the autoscaler from ending busy machines, and use no spot instances for long jobs",
        "let no step kill by name what may be the runner: Runner.Listener, Runner.Worker, node",
    ),
    brings=("actions-timeout", "out-of-memory-137", "docker-context-canceled"),
    references=(
        "https://docs.github.com/en/actions/how-tos/manage-runners/self-hosted-runners/monitor-and-troubleshoot",
    ),
    examples=(
        log_example(
            """
            tests/test_images.py ......................
            ##[error]The runner has received a shutdown signal. This can happen when the runner service is stopped, or a manually started runner is canceled.  # <--
            ##[error]The operation was canceled.
            """,
            near=(
                """
                Waiting for a runner to pick up this job...
                Job is waiting for a hosted runner to come online.
                Job is about to start running on the hosted runner: GitHub Actions 7 (hosted)
                """,
                """
                2026-03-02 10:00:00 UTC [1] LOG:  received smart shutdown request
                nginx: the worker has received a shutdown signal
                ##[error]Process completed with exit code 1.
                """,
                """
                pytest: the test runner ended, the worker lost communication
                """,
            ),
        ),
        log_example(
            """
            The self-hosted runner: build-7 lost communication with the server. Verify the machine is running and has a healthy network connection. Anything in your workflow that terminates the runner process, starves it for CPU/Memory, or blocks its network access can cause this error.  # <--
            """,
        ),
        log_example(
            """
            ##[error]The hosted runner encountered an error while running your job. (Error Type: Disconnect).  # <--
            ##[error]Operating system is shutting down for computer 'build-7'  # <--
            """,
        ),
    ),
)
