"""A deployment made no progress for as long as it is allowed to, ten minutes by default.

`progressDeadlineSeconds` counts from the last pod that became ready. When it is over, the condition `Progressing` turns false with
the reason `ProgressDeadlineExceeded`, and `kubectl rollout status` ends with an error. Nothing is rolled back by that. Why the
new pods are not ready stands with the pods.

What it is not: `timed out waiting for the condition` is the patience of kubectl or helm, set by `--timeout`; where the log shows
a pod that cannot start, that is the cause and the deadline its consequence.
"""

from ...signature import Clue, Signature, log_example
from .states import state

SIGNATURE = Signature(
    id="k8s-progress-deadline",
    summary="a deployment exceeded its progress deadline",
    why=__doc__,
    decisive=(
        Clue("exceeded its progress deadline"),
        Clue("ProgressDeadlineExceeded", state("ProgressDeadlineExceeded"), unless=r"exceeded its progress deadline"),
        Clue(
            "has timed out progressing",
            unless=r"exceeded its progress deadline|^(?!.*has timed out progressing).*ProgressDeadlineExceeded",
        ),
    ),
    cure=(
        "look at the new pods: kubectl get pods, then kubectl describe pod and kubectl logs of one that is not ready",
        "roll back if users are served by it: kubectl rollout undo deployment/NAME",
        "raise progressDeadlineSeconds only where a start takes that long",
    ),
    brings=("k8s-rollout-timeout",),
    references=("https://kubernetes.io/docs/concepts/workloads/controllers/deployment/#progress-deadline-seconds",),
    examples=(
        log_example(
            """
            Waiting for deployment "shop" rollout to finish: 1 out of 2 new replicas have been updated...
            error: deployment "shop" exceeded its progress deadline  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                Waiting for deployment "shop" rollout to finish: 1 out of 2 new replicas have been updated...
                error: timed out waiting for the condition
                """,
                """
                if [ "$reason" = "ProgressDeadlineExceeded" ]; then kubectl rollout undo deployment/shop; fi
                progressDeadlineSeconds: 600
                deployment "shop" successfully rolled out
                """,
                """
                error: deployment "shop" exceeded its progress deadline
                NAME                    READY   STATUS             RESTARTS   AGE
                shop-6f8d7c9b5d-2xkqp   0/1     ImagePullBackOff   0          10m
                """,
            ),
        ),
        log_example(
            """
            Conditions:
              Type           Status  Reason
              ----           ------  ------
              Available      True    MinimumReplicasAvailable
              Progressing    False   ProgressDeadlineExceeded  # <--
            """,
        ),
        log_example(
            """
            Error: The rollout is in a degraded state with message: ProgressDeadlineExceeded: ReplicaSet "shop-5c8f9d" has timed out progressing.  # <--
            """,
        ),
    ),
)
