"""The build was stopped from outside while it ran: `context canceled`.

BuildKit prints this when its client goes away: the step or job ran into its time limit, `timeout` ended the
command, the run was cancelled, or the connection to the builder broke. The line says nothing about what was
slow. The last part of the build without `DONE` does, and so does the time that it had been running.

What it is not: a part that is `CANCELED` because another one failed; the other one's error is the cause. A run
that somebody cancelled, or that a newer push replaced, says so. And `context deadline exceeded` is the time
limit of one request, mostly to a registry.
"""

from ...signature import Clue, Confidence, Signature, log_example
from ..buildkit import ENDED, FAILED

_ASKED_FOR = r"The run was canceled by @|Canceling since a higher priority waiting request"

SIGNATURE = Signature(
    id="docker-context-canceled",
    summary="the build was stopped before it ended",
    why=__doc__,
    decisive=(
        Clue(
            "cancel",
            rf"(?:{ENDED}|failed to receive status).{{0,600}}\b(?:context canceled|code = Canceled)\b",
            unless=_ASKED_FOR,
            reach=40,
        ),
        Clue(
            "context canceled",
            r"^[\s-]{0,20}(?:ERROR|error|Error): \"?(?:\w{1,20}: )?context canceled\"?$|error during connect: .*context canceled",
            beside=r"^\s*#\d+ |^ => |[Dd]ocker",
            unless=_ASKED_FOR,
            reach=40,
        ),
        Clue(
            "context canceled",
            rf"{FAILED}.*\bcontext canceled\b",
            unless=rf"{ENDED}|did not complete successfully|#\d+ ERROR: (?!.*context canceled)|{_ASKED_FOR}",
            reach=40,
            confidence=Confidence.LIKELY,
        ),
    ),
    cure=(
        "see which part of the build was running and for how long, and make that part faster or cached",
        "raise timeout-minutes of the step or job above the usual time of a build without cache",
        "if it stopped while the context was sent, keep files out of it with a .dockerignore",
    ),
    rules=("docker-context-unfiltered",),
    references=("https://docs.docker.com/build/concepts/context/",),
    examples=(
        log_example(
            """
            #11 [build 4/6] RUN pip install -r requirements.txt
            #11 41.20 Collecting numpy==2.3.1
            #11 CANCELED
            ERROR: failed to build: failed to solve: Canceled: context canceled  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                #11 [web 4/6] RUN npm run build
                #12 [api 3/5] RUN make
                #12 2.110 make: *** No rule to make target 'all'.  Stop.
                #12 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2
                #11 ERROR: context canceled
                #11 CANCELED
                ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2
                """,
                """
                ERROR: failed to solve: Canceled: context canceled
                ##[error]The run was canceled by @ann.
                """,
                """
                --- FAIL: TestFetch (0.01s)
                    fetch_test.go:31: got error "context canceled", want nil
                """,
            ),
        ),
        log_example(
            """
            #8 [2/5] COPY requirements.txt .
            error: failed to solve: rpc error: code = Canceled desc = context canceled  # <--
            Error: buildx call failed with: error: failed to solve: rpc error: code = Canceled desc = context canceled
            """,
        ),
    ),
)
