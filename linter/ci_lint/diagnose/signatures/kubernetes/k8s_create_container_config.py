"""A pod names a secret, a config map or a key that is not there.

The kubelet cannot put the container's environment or files together and does not start it:
`CreateContainerConfigError` where a variable is missing, an event `FailedMount` where a volume is. The event names what is missing and
in which namespace. Usually the secret was never made in this namespace, has another name, or has the key in another spelling.

What it is not: `secrets "x" not found` from the API server answers a kubectl that asked for it, and says nothing of
a pod; `container has runAsNonRoot and image will run as root` is a CreateContainerConfigError too, and nothing is missing.
"""

from ...signature import Clue, Signature, log_example
from .states import state

_KEY = r"couldn't find key \S{1,253} in (?:Secret|ConfigMap) \S{1,300}"
_GONE = r"\b(?:secret|configmap) \\{0,3}\"[^\"\\]{1,253}\\{0,3}\" not found\b"
_NO_KEY = r"\breferences non-existent (?:secret|config) key: "
_OTHER = r"runAsNonRoot|runAsUser|non-numeric user|host IP unknown|failed to sync (?:secret|configmap) cache"
_STATE = state("CreateContainerConfigError")

SIGNATURE = Signature(
    id="k8s-create-container-config",
    summary="a secret, a config map or a key that a pod names is missing",
    why=__doc__,
    decisive=(
        Clue("find key", _KEY),
        Clue(
            "not found",
            _GONE,
            beside=r"\bkubelet\b|MountVolume|FailedMount|StartContainer|CreateContainerConfigError|waiting to start|Warning\s{1,20}Failed\b",
        ),
        Clue("references non-existent", _NO_KEY),
        Clue("CreateContainerConfigError", _STATE, unless=rf"{_KEY}|{_GONE}|{_NO_KEY}|{_OTHER}", reach=40),
    ),
    supporting=(Clue("CreateContainerConfigError", _STATE),),
    cure=(
        "read which one: kubectl describe pod POD, the last events",
        "make the secret or config map, with that key, in the pod's namespace, before the deployment is applied",
        "mark it optional: true in the pod where the program can do without",
    ),
    brings=("k8s-progress-deadline", "k8s-rollout-timeout"),
    references=("https://kubernetes.io/docs/tasks/configure-pod-container/configure-pod-configmap/",),
    examples=(
        log_example(
            """
            NAME                    READY   STATUS                       RESTARTS   AGE
            shop-6f8d7c9b5d-2xkqp   0/1     CreateContainerConfigError   0          71s
            Events:
              Normal   Pulled     8s (x6 over 70s)  kubelet  Container image "example.com/shop:1.9" already present on machine
              Warning  Failed     8s (x6 over 70s)  kubelet  Error: secret "shop-secrets" not found  # <--
            """,
            near=(
                """
                Error from server (NotFound): secrets "shop-secrets" not found
                ##[error]Process completed with exit code 1.
                """,
                """
                shop-0   0/1   CreateContainerConfigError   0   9s
                Warning  Failed  2s (x3 over 9s)  kubelet  Error: container has runAsNonRoot and image will run as root (pod: "shop-0_staging(0f5c)", container: shop)
                """,
                """
                ERROR: failed to solve: secret "npm_token" not found
                ##[error]Process completed with exit code 1.
                """,
            ),
        ),
        log_example(
            """
              Warning  Failed     2s (x5 over 54s)  kubelet  Error: couldn't find key DATABASE_URL in Secret staging/shop-secrets  # <--
            """,
        ),
        log_example(
            """
              Warning  FailedMount  9s (x8 over 73s)  kubelet  MountVolume.SetUp failed for volume "settings" : configmap "shop-settings" not found  # <--
            """,
        ),
        log_example(
            """
            NAME     READY   STATUS                       RESTARTS   AGE
            shop-0   0/1     CreateContainerConfigError   0          71s  # <--
            Error from server (BadRequest): container "shop" in pod "shop-0" is waiting to start: CreateContainerConfigError  # <--
            """,
        ),
    ),
)
