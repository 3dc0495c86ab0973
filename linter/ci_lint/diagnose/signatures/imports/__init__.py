"""Causes that keep code from being imported or loaded."""

from .import_binary_platform import SIGNATURE as IMPORT_BINARY_PLATFORM
from .import_circular import SIGNATURE as IMPORT_CIRCULAR
from .import_module_not_installed import SIGNATURE as IMPORT_MODULE_NOT_INSTALLED
from .import_system_library_missing import SIGNATURE as IMPORT_SYSTEM_LIBRARY_MISSING
from .import_wrong_path import SIGNATURE as IMPORT_WRONG_PATH

SIGNATURES = (
    IMPORT_MODULE_NOT_INSTALLED,
    IMPORT_WRONG_PATH,
    IMPORT_CIRCULAR,
    IMPORT_BINARY_PLATFORM,
    IMPORT_SYSTEM_LIBRARY_MISSING,
)
