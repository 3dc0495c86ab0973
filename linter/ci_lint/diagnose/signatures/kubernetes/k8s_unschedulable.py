"""No node of the cluster can take the pod, so it stays `Pending`.

The scheduler counts why, node by node: too little CPU or memory left, a taint that the pod does not tolerate, a selector or
an affinity that no node matches, a volume that is not there. During a rolling update the cluster must hold old and new pods
for a while, so it may be too small only then.

What it is not: a pod that was refused for a moment and then assigned to a node; a quota of the namespace (`exceeded quota`)
refuses the pod before the scheduler sees it; a pod that is `Pending` because its image is being pulled.
"""

from ...signature import Clue, Signature, log_example

_NODES = r"(?:\b0/\d{1,5} nodes are available\b|\bno nodes available to schedule pods\b|\bNo nodes are available that match all\b)"

SIGNATURE = Signature(
    id="k8s-unschedulable",
    summary="no node can take the pod",
    why=__doc__,
    decisive=(
        Clue(
            "nodes a",
            rf"\bpod/(?P<pod>[a-z0-9.-]{{1,253}})\s.*{_NODES}",
            unless=r"Successfully assigned \S{1,253}/(?P=pod) ",
        ),
        Clue("nodes a", rf"^(?!.*\bpod/).*{_NODES}", unless=r"\bSuccessfully assigned \S{1,253} to \S"),
    ),
    supporting=(
        Clue("FailedScheduling"),
        Clue("trigger scale-up", r"pod didn't trigger scale-up"),
    ),
    cure=(
        "compare what the pod requests with what the nodes have left: kubectl describe nodes",
        "lower resources.requests, or add nodes",
        "for taints and selectors add the toleration or the label that the message names",
    ),
    brings=("k8s-progress-deadline", "k8s-rollout-timeout"),
    references=("https://kubernetes.io/docs/concepts/scheduling-eviction/kube-scheduler/",),
    examples=(
        log_example(
            """
            Events:
              Type     Reason            Age    From               Message
              Warning  FailedScheduling  4m10s  default-scheduler  0/3 nodes are available: 1 node(s) had untolerated taint {node-role.kubernetes.io/control-plane: }, 2 Insufficient memory. preemption: 0/3 nodes are available: 3 Preemption is not helpful for scheduling.  # <--
            Error: UPGRADE FAILED: timed out waiting for the condition
            """,
            near=(
                """
                  Warning  FailedScheduling  31s  default-scheduler  0/1 nodes are available: pod has unbound immediate PersistentVolumeClaims.
                  Normal   Scheduled         30s  default-scheduler  Successfully assigned staging/shop-0 to node-1
                """,
                """
                pods "shop-0" is forbidden: exceeded quota: compute, requested: requests.cpu=2, used: requests.cpu=3, limited: requests.cpu=4
                3/3 nodes are available
                """,
                """
                12s   Warning   FailedScheduling   pod/shop-0   0/2 nodes are available: 2 Insufficient cpu.
                9s    Normal    Scheduled          pod/shop-0   Successfully assigned staging/shop-0 to node-2
                """,
            ),
        ),
        log_example(
            """
            12s   Warning   FailedScheduling   pod/shop-1   0/2 nodes are available: 2 Insufficient cpu.  # <--
            9s    Normal    Scheduled          pod/shop-0   Successfully assigned staging/shop-0 to node-2
            """,
        ),
        log_example(
            """
            shop-0: Unschedulable: 0/4 nodes are available: 4 node(s) didn't match Pod's node affinity/selector.  # <--
            """,
        ),
    ),
)
