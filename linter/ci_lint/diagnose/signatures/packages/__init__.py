"""Causes that keep packages from being installed."""

from .packages_apt_404 import SIGNATURE as PACKAGES_APT_404
from .packages_hash_mismatch import SIGNATURE as PACKAGES_HASH_MISMATCH
from .packages_no_matching_distribution import SIGNATURE as PACKAGES_NO_MATCHING_DISTRIBUTION
from .packages_npm_eresolve import SIGNATURE as PACKAGES_NPM_ERESOLVE
from .packages_npm_lock_mismatch import SIGNATURE as PACKAGES_NPM_LOCK_MISMATCH
from .packages_registry_unavailable import SIGNATURE as PACKAGES_REGISTRY_UNAVAILABLE

SIGNATURES = (
    PACKAGES_NPM_LOCK_MISMATCH,
    PACKAGES_NPM_ERESOLVE,
    PACKAGES_HASH_MISMATCH,
    PACKAGES_NO_MATCHING_DISTRIBUTION,
    PACKAGES_APT_404,
    PACKAGES_REGISTRY_UNAVAILABLE,
)
