"""Causes in the caches of image builds."""

from .cache_export_fatal import SIGNATURE as CACHE_EXPORT_FATAL
from .cache_gha_rate_limit import SIGNATURE as CACHE_GHA_RATE_LIMIT
from .cache_gha_token import SIGNATURE as CACHE_GHA_TOKEN
from .cache_importer_not_found import SIGNATURE as CACHE_IMPORTER_NOT_FOUND
from .cache_invalid_ref import SIGNATURE as CACHE_INVALID_REF
from .cache_key_reserved import SIGNATURE as CACHE_KEY_RESERVED
from .cache_registry_denied import SIGNATURE as CACHE_REGISTRY_DENIED
from .cache_reserve_failed import SIGNATURE as CACHE_RESERVE_FAILED
from .cache_scope_mismatch import SIGNATURE as CACHE_SCOPE_MISMATCH
from .cache_service_outage import SIGNATURE as CACHE_SERVICE_OUTAGE
from .cache_unusable import SIGNATURE as CACHE_UNUSABLE

SIGNATURES = (
    CACHE_REGISTRY_DENIED,
    CACHE_EXPORT_FATAL,
    CACHE_IMPORTER_NOT_FOUND,
    CACHE_GHA_TOKEN,
    CACHE_GHA_RATE_LIMIT,
    CACHE_RESERVE_FAILED,
    CACHE_KEY_RESERVED,
    CACHE_SERVICE_OUTAGE,
    CACHE_INVALID_REF,
    CACHE_UNUSABLE,
    CACHE_SCOPE_MISMATCH,
)
