"""Causes in what a cluster makes of a deployment."""

from .k8s_crashloop import SIGNATURE as K8S_CRASHLOOP
from .k8s_create_container_config import SIGNATURE as K8S_CREATE_CONTAINER_CONFIG
from .k8s_forbidden import SIGNATURE as K8S_FORBIDDEN
from .k8s_image_pull import SIGNATURE as K8S_IMAGE_PULL
from .k8s_no_rollout_history import SIGNATURE as K8S_NO_ROLLOUT_HISTORY
from .k8s_oomkilled import SIGNATURE as K8S_OOMKILLED
from .k8s_progress_deadline import SIGNATURE as K8S_PROGRESS_DEADLINE
from .k8s_rollback_paused import SIGNATURE as K8S_ROLLBACK_PAUSED
from .k8s_rollout_timeout import SIGNATURE as K8S_ROLLOUT_TIMEOUT
from .k8s_unauthorized import SIGNATURE as K8S_UNAUTHORIZED
from .k8s_unschedulable import SIGNATURE as K8S_UNSCHEDULABLE
from .k8s_wrong_context import SIGNATURE as K8S_WRONG_CONTEXT

SIGNATURES = (
    K8S_UNAUTHORIZED,
    K8S_WRONG_CONTEXT,
    K8S_FORBIDDEN,
    K8S_IMAGE_PULL,
    K8S_CRASHLOOP,
    K8S_CREATE_CONTAINER_CONFIG,
    K8S_OOMKILLED,
    K8S_UNSCHEDULABLE,
    K8S_PROGRESS_DEADLINE,
    K8S_ROLLOUT_TIMEOUT,
    K8S_NO_ROLLOUT_HISTORY,
    K8S_ROLLBACK_PAUSED,
)
