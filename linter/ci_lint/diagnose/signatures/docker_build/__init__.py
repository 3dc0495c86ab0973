"""Causes that make the build of an image fail."""

from .disk_full import SIGNATURE as DISK_FULL
from .docker_base_image_not_found import SIGNATURE as DOCKER_BASE_IMAGE_NOT_FOUND
from .docker_context_canceled import SIGNATURE as DOCKER_CONTEXT_CANCELED
from .docker_huge_context import SIGNATURE as DOCKER_HUGE_CONTEXT
from .docker_qemu import SIGNATURE as DOCKER_QEMU
from .docker_rate_limit import SIGNATURE as DOCKER_RATE_LIMIT
from .docker_run_failed import SIGNATURE as DOCKER_RUN_FAILED

SIGNATURES = (
    DOCKER_CONTEXT_CANCELED,
    DOCKER_HUGE_CONTEXT,
    DOCKER_RUN_FAILED,
    DOCKER_BASE_IMAGE_NOT_FOUND,
    DOCKER_RATE_LIMIT,
    DOCKER_QEMU,
    DISK_FULL,
)
