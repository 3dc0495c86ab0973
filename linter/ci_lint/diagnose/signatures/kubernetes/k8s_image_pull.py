"""A node cannot pull the image of a pod, so the container never starts.

`kubectl get pods` shows `ErrImagePull`, then `ImagePullBackOff` while the kubelet waits longer and longer between
its tries. The events of `kubectl describe pod` say why: no such name or tag, no login for a private registry, a
limit of pulls, no way to the registry, an image without this platform. What waits for the pod runs into its time limit.

What it is not: a container that starts and ends again (`CrashLoopBackOff`); `docker pull`, `docker build` or a
service container of a job that misses an image on the runner, where no kubelet speaks.
"""

from ...signature import Clue, Signature, log_example
from .states import state

_EVENT = r"Failed to pull image \\{0,3}\"[^\"]{1,400}\": "
_STATES = state("ImagePullBackOff|ErrImagePull|ErrImageNeverPull|ImageInspectError|InvalidImageName")


def _state(mark: str) -> Clue:
    # The event says why, and is the better line to show.
    return Clue(mark, _STATES, unless=_EVENT, reach=40)


SIGNATURE = Signature(
    id="k8s-image-pull",
    summary="a pod cannot pull its image",
    why=__doc__,
    decisive=(
        Clue("ailed to pull image", _EVENT),
        Clue("ack-off ", r"\bBack-off pulling image \\{0,3}\"", unless=_EVENT, reach=40),
        _state("BackOff"),
        _state("ErrImage"),
        _state("InvalidImageName"),
        Clue("trying and failing to pull image", r"waiting to start: trying and failing to pull image"),
        Clue("image can't be pulled", r"waiting to start: image can't be pulled"),
    ),
    supporting=(Clue("BackOff", _STATES), Clue("ErrImage", _STATES)),
    cure=(
        "read the event: kubectl describe pod NAME, or kubectl get events --sort-by=.lastTimestamp",
        "check that the tag which is deployed is the one that was pushed: docker manifest inspect IMAGE",
        "for a private registry name a pull secret of the same namespace in imagePullSecrets, and renew it",
    ),
    brings=("k8s-progress-deadline", "k8s-rollout-timeout"),
    references=("https://kubernetes.io/docs/concepts/containers/images/#imagepullbackoff",),
    examples=(
        log_example(
            """
            Waiting for deployment "shop" rollout to finish: 0 of 2 updated replicas are available...
            error: timed out waiting for the condition
            NAME                    READY   STATUS             RESTARTS   AGE
            shop-6f8d7c9b5d-2xkqp   0/1     ImagePullBackOff   0          5m2s  # <--
            shop-7d9f8b6c4d-9zwlm   1/1     Running            0          3d4h
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                NAME                    READY   STATUS             RESTARTS      AGE
                shop-6f8d7c9b5d-2xkqp   0/1     CrashLoopBackOff   5 (62s ago)   5m2s
                """,
                """
                ##[group]Run kubectl get pods | grep -E 'ImagePullBackOff|ErrImagePull' && exit 1
                if [ "$STATUS" = "ImagePullBackOff" ]; then exit 1; fi
                case "$reason" in CrashLoopBackOff|ErrImagePull) exit 1 ;; esac
                no pods in ImagePullBackOff, going on
                ##[error]Process completed with exit code 1.
                """,
                """
                ok: TestPodWithImagePullBackOff
                tests/test_pods.py::test_reports_ErrImagePull PASSED
                ##[error]Docker pull failed with exit code 1
                Error response from daemon: manifest for example.com/shop:9 not found: manifest unknown
                """,
            ),
        ),
        log_example(
            """
            Events:
              Type     Reason     Age                From               Message
              ----     ------     ----               ----               -------
              Normal   Scheduled  41s                default-scheduler  Successfully assigned staging/shop-6f8d7c9b5d-2xkqp to node-2
              Normal   Pulling    25s (x2 over 40s)  kubelet            Pulling image "registry.example.com/shop:1.9"
              Warning  Failed     24s (x2 over 39s)  kubelet            Failed to pull image "registry.example.com/shop:1.9": rpc error: code = NotFound desc = failed to pull and unpack image "registry.example.com/shop:1.9": failed to resolve reference "registry.example.com/shop:1.9": registry.example.com/shop:1.9: not found  # <--
              Warning  Failed     24s (x2 over 39s)  kubelet            Error: ErrImagePull  # <--
              Normal   BackOff    12s (x2 over 38s)  kubelet            Back-off pulling image "registry.example.com/shop:1.9"
              Warning  Failed     12s (x2 over 38s)  kubelet            Error: ImagePullBackOff  # <--
            """,
        ),
        log_example(
            """
            Error from server (BadRequest): container "shop" in pod "shop-0" is waiting to start: trying and failing to pull image  # <--
            """,
        ),
        log_example(
            """
                State:          Waiting
                  Reason:       ErrImageNeverPull  # <--
            """,
        ),
        log_example(
            """
             - staging:deployment/shop: container shop is waiting to start: image can't be pulled  # <--
             {"reason": "ImagePullBackOff", "message": "Back-off pulling image \\"shop:9\\""}  # <--
            """,
        ),
    ),
)
