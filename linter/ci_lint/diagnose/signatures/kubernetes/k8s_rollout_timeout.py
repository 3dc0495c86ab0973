"""kubectl, helm or another tool waited for the cluster until its own time limit.

`timed out waiting for the condition` is all that Kubernetes' library says; newer ones of helm say `context deadline exceeded` and
name the resource that is not ready. What was waited for, a pod, a job of a hook, a volume, is not healthy; why,
only the pods know. The change itself stays, unless helm was told to roll back.

What it is not: a deployment that exceeded its own progress deadline; the same words from kubeadm, kind or minikube are about a cluster
that does not start, in an event of a pod about a volume, and before `Kubernetes cluster unreachable` about the way to the cluster.
"""

from ...signature import Clue, Signature, log_example

_WAITED = r"timed out waiting for the condition"
_CLUSTER = (
    r"kubeadm|wait-control-plane|kubelet is not running|failed to create cluster|GUEST_START|minikube start"
    r"|\[kubelet-check\]|_test\.go:\d+|\[(?:FAIL|It)\]"
)
# Events of pods, and requests that did not get to the cluster.
_NOT = (
    r"^(?!.*(?:MountVolume|attach or mount volumes|failed to sync|cluster unreachable|kubelet\s|\becho\b|\bgrep\b"
    r"|dial tcp|Get \\?\"http|Post \\?\"http|failed to download|webhook|_test\.go:))"
)
_HELM = r"(?:UPGRADE|INSTALLATION|ROLLBACK|UNINSTALLATION) FAILED: "

SIGNATURE = Signature(
    id="k8s-rollout-timeout",
    summary="kubectl or helm waited too long",
    why=__doc__,
    decisive=(
        Clue(_WAITED, rf"{_NOT}.*\b{_WAITED}\b", unless=_CLUSTER),
        Clue("context deadline exceeded", rf"{_NOT}.*{_HELM}.*context deadline exceeded"),
        Clue(
            "context deadline",
            rf"{_NOT}.*(?:client rate limiter Wait returned an error: |rolled back due to \S{{1,40}} being set: )"
            r".*(?:context deadline exceeded|would exceed context deadline)",
        ),
        Clue(
            "context deadline exceeded",
            r"\bError: context deadline exceeded\b",
            beside=r"\bhelm_release\.|\bhelm\.go:\d|\bhelm (?:upgrade|install|rollback)\b|\bkubernetes_(?:deployment|stateful_set|job)",
        ),
        Clue(
            "not ready",
            r"\bresource (?:\S{1,300} )?not ready[,.] (?:name: .{1,300}, kind: \w{1,80}, )?status: InProgress",
        ),
        Clue("status watch exceeded timeout", r"\bRollout status watch exceeded timeout\b"),
        Clue("timed out (", r"\btimed out \(\d{1,6}s\) waiting for app "),
        Clue("could not stabilize within", r"\bcould not stabilize within \d"),
        Clue("timeout waiting for: [", r"\btimeout waiting for: \["),
        Clue("replicas wanted", r"\bWaiting for rollout to finish: \d{1,6} replicas wanted; \d{1,6} replicas Ready"),
    ),
    supporting=(
        Clue("rollout to finish", r"^Waiting for \S{1,40} \"?\S{1,253} rollout to finish: "),
        Clue("not ready", r"\b(?:Deployment|StatefulSet|DaemonSet|Pod|Job|Service) is not ready: "),
    ),
    cure=(
        "look at what it waited for: kubectl get pods, then kubectl describe pod and kubectl logs of one that is not ready",
        "print events and logs of the pods in a step with if: failure(), for helm --atomic deletes them",
        "raise --timeout only where a start takes that long; it must be longer than the probes' first delay",
    ),
    rules=("kubectl-wait-without-timeout",),
    references=("https://helm.sh/docs/helm/helm_upgrade/",),
    examples=(
        log_example(
            """
            Waiting for deployment "shop" rollout to finish: 0 of 2 updated replicas are available...
            error: timed out waiting for the condition  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                [kubelet-check] It seems like the kubelet isn't running or healthy.
                Unfortunately, an error has occurred:
                    timed out waiting for the condition
                error execution phase wait-control-plane: couldn't initialize a Kubernetes cluster
                """,
                """
                  Warning  FailedMount  5s  kubelet  MountVolume.SetUp failed for volume "kube-api-access-7xk2p" : failed to sync configmap cache: timed out waiting for the condition
                  Normal   Started      3s  kubelet  Started container shop
                """,
                """
                Error: UPGRADE FAILED: Kubernetes cluster unreachable: Get "https://10.0.0.1:443/version": context deadline exceeded
                """,
                """
                deployment "shop" successfully rolled out
                Error from server (NotFound): pods "shop-0" not found
                """,
            ),
        ),
        log_example(
            """
            Error: UPGRADE FAILED: release shop failed, and has been rolled back due to atomic being set: timed out waiting for the condition  # <--
            """,
        ),
        log_example(
            """
            Error: INSTALLATION FAILED: context deadline exceeded  # <--
            """,
        ),
        log_example(
            """
            Error: UPGRADE FAILED: resource not ready, name: shop, kind: Deployment, status: InProgress  # <--
            context deadline exceeded
            """,
        ),
        log_example(
            """
            Error: UPGRADE FAILED: pre-upgrade hooks failed: 1 error occurred:
                * timed out waiting for the condition  # <--
            """,
        ),
        log_example(
            """
            timed out waiting for the condition on pods/shop-0  # <--
            timed out waiting for the condition on deployments/shop  # <--
            """,
        ),
        log_example(
            """
            Error: Rollout status watch exceeded timeout  # <--
            time="2026-11-21T10:00:00Z" level=fatal msg="timed out (300s) waiting for app \\"shop\\" match desired state"  # <--
            """,
        ),
    ),
)
