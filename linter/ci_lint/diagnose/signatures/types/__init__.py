"""Causes that type checkers report."""

from .types_errors import SIGNATURE as TYPES_ERRORS
from .types_tool_drift import SIGNATURE as TYPES_TOOL_DRIFT

SIGNATURES = (TYPES_ERRORS, TYPES_TOOL_DRIFT)
