"""A container starts, ends, is started again, and ends again.

Kubernetes waits longer before each new try, up to five minutes, and calls this `CrashLoopBackOff`; the
event is `Back-off restarting failed container`. Why the program ends stands in its own output: a missing setting, a
database that is not there, a wrong command, a liveness probe that kills it. With `Init:` before the state it is a container that runs before
the others.

What it is not: an image that cannot be pulled (`ImagePullBackOff`) never starts; a container that was killed for
memory says `OOMKilled` as the reason of its last state, which is then the cause; a missing secret stops the container before its start.
"""

from ...signature import Clue, Signature, log_example
from .states import state

SIGNATURE = Signature(
    id="k8s-crashloop",
    summary="a container keeps crashing",
    why=__doc__,
    decisive=(
        Clue("BackOff", state("CrashLoopBackOff")),
        Clue("ack-off ", r"\b[Bb]ack-off (?:\S{1,20} )?restarting failed container\b"),
        Clue("backing off waiting to restart", r"\bcontainer \S{1,253} is backing off waiting to restart\b"),
    ),
    supporting=(Clue("xit Code:", r"^\s*Exit Code:\s+[1-9]\d*$"),),
    cure=(
        "read what it said before it ended: kubectl logs POD -c CONTAINER --previous",
        "look at its last state and exit code: kubectl describe pod POD",
        "print both in the workflow when the rollout fails, before anything is rolled back",
    ),
    brings=("k8s-progress-deadline", "k8s-rollout-timeout"),
    references=("https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#container-restarts",),
    examples=(
        log_example(
            """
            + kubectl get pods -n staging
            NAME                    READY   STATUS             RESTARTS      AGE
            shop-6f8d7c9b5d-2xkqp   0/1     CrashLoopBackOff   5 (62s ago)   5m2s  # <--
            error: deployment "shop" exceeded its progress deadline
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                NAME                    READY   STATUS             RESTARTS   AGE
                shop-6f8d7c9b5d-2xkqp   0/1     ImagePullBackOff   0          5m2s
                """,
                """
                + kubectl get pods -n staging -o json | jq '.items[] | select(.reason == "CrashLoopBackOff")'
                kubectl get pods | grep -c CrashLoopBackOff || true
                0 pods in CrashLoopBackOff
                error: deployment "shop" exceeded its progress deadline
                """,
                """
                NAME                    READY   STATUS    RESTARTS   AGE
                crashloop-demo-0        1/1     Running   0          5m2s
                """,
            ),
        ),
        log_example(
            """
              Warning  BackOff    3s (x4 over 31s)   kubelet            Back-off restarting failed container shop in pod shop-0_staging(0f5c2a1e-77aa-4bd0-9f1c-2c5f0a9d1b11)  # <--
            """,
        ),
        log_example(
            """
            NAME     READY   STATUS                  RESTARTS   AGE
            shop-0   0/2     Init:CrashLoopBackOff   6          9m  # <--
            """,
        ),
        log_example(
            """
            E1121 10:02:11.345678    1234 pod_workers.go:1298] "Error syncing pod, skipping" err="failed to \\"StartContainer\\" for \\"shop\\" with CrashLoopBackOff: \\"back-off 40s restarting failed container=shop pod=shop-0_staging(0f5c2a1e)\\""  # <--
                  Reason:       CrashLoopBackOff  # <--
            """,
        ),
    ),
)
