"""Causes that lie in the runner, in GitHub's services or in how a workflow uses them."""

from .actions_artifact_conflict import SIGNATURE as ACTIONS_ARTIFACT_CONFLICT
from .actions_cache_service_error import SIGNATURE as ACTIONS_CACHE_SERVICE_ERROR
from .actions_checkout_missing_ref import SIGNATURE as ACTIONS_CHECKOUT_MISSING_REF
from .actions_deprecated_command import SIGNATURE as ACTIONS_DEPRECATED_COMMAND
from .actions_deprecated_version import SIGNATURE as ACTIONS_DEPRECATED_VERSION
from .actions_ref_not_found import SIGNATURE as ACTIONS_REF_NOT_FOUND
from .actions_required_approval import SIGNATURE as ACTIONS_REQUIRED_APPROVAL
from .actions_runner_lost import SIGNATURE as ACTIONS_RUNNER_LOST
from .actions_timeout import SIGNATURE as ACTIONS_TIMEOUT
from .actions_token_scope import SIGNATURE as ACTIONS_TOKEN_SCOPE
from .actions_workflow_scope import SIGNATURE as ACTIONS_WORKFLOW_SCOPE

SIGNATURES = (
    ACTIONS_DEPRECATED_COMMAND,
    ACTIONS_DEPRECATED_VERSION,
    ACTIONS_REF_NOT_FOUND,
    ACTIONS_REQUIRED_APPROVAL,
    ACTIONS_TOKEN_SCOPE,
    ACTIONS_WORKFLOW_SCOPE,
    ACTIONS_ARTIFACT_CONFLICT,
    ACTIONS_CACHE_SERVICE_ERROR,
    ACTIONS_RUNNER_LOST,
    ACTIONS_TIMEOUT,
    ACTIONS_CHECKOUT_MISSING_REF,
)
