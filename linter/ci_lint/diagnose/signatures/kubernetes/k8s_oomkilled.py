"""A container of a pod used more memory than its limit, and the kernel killed it.

`kubectl get pods` shows `OOMKilled` for a moment, then `CrashLoopBackOff`; `kubectl describe pod` keeps it as the reason
of the last state, with exit code 137.

What it is not: exit code 137 alone is any SIGKILL, such as that of a liveness probe; a runner that ran out of
memory has no pod; `"OOMKilled": false` in `docker inspect` is about a container of Docker.
"""

from ...signature import Clue, Signature, log_example
from .states import state

SIGNATURE = Signature(
    id="k8s-oomkilled",
    summary="a container was killed because it used more memory than its limit",
    why=__doc__,
    decisive=(Clue("OOMKilled", state("OOMKilled")),),
    supporting=(Clue("xit Code:", r"^\s*Exit Code:\s+137$"),),
    cure=(
        "raise resources.limits.memory to what it needs: kubectl top pod --containers shows the use",
        "make the program use less: fewer workers, a heap that knows its limit (-XX:MaxRAMPercentage, --max-old-space-size)",
        "look for a leak where the use only ever grows",
    ),
    brings=("k8s-crashloop", "k8s-progress-deadline", "k8s-rollout-timeout", "out-of-memory-137"),
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/assign-memory-resource/",),
    examples=(
        log_example(
            """
                State:          Waiting
                  Reason:       CrashLoopBackOff
                Last State:     Terminated
                  Reason:       OOMKilled  # <--
                  Exit Code:    137
            """,
            near=(
                """
                    Last State:     Terminated
                      Reason:       Error
                      Exit Code:    137
                """,
                """
                        "Status": "exited",
                        "OOMKilled": false,
                        "ExitCode": 137,
                """,
                """
                if kubectl get pods | grep -q OOMKilled; then echo OOMKilled; fi
                no containers were OOMKilled
                ##[error]Process completed with exit code 1.
                """,
            ),
        ),
        log_example(
            """
            NAME                    READY   STATUS      RESTARTS     AGE
            shop-6f8d7c9b5d-2xkqp   0/1     OOMKilled   1 (9s ago)   31s  # <--
            """,
        ),
        log_example(
            """
            Container [build] terminated [OOMKilled] No message  # <--
            task/test: container "step-test" in pod "shop-test" exited with code 137: OOMKilled  # <--
            """,
        ),
    ),
)
