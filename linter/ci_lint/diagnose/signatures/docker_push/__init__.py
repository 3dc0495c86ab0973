"""Causes that make the push of an image fail."""

from .push_login_denied import SIGNATURE as PUSH_LOGIN_DENIED
from .push_no_basic_auth import SIGNATURE as PUSH_NO_BASIC_AUTH
from .push_org_package_not_allowed import SIGNATURE as PUSH_ORG_PACKAGE_NOT_ALLOWED
from .push_permission_denied import SIGNATURE as PUSH_PERMISSION_DENIED
from .push_wrong_registry import SIGNATURE as PUSH_WRONG_REGISTRY

SIGNATURES = (
    PUSH_NO_BASIC_AUTH,
    PUSH_LOGIN_DENIED,
    PUSH_PERMISSION_DENIED,
    PUSH_ORG_PACKAGE_NOT_ALLOWED,
    PUSH_WRONG_REGISTRY,
)
