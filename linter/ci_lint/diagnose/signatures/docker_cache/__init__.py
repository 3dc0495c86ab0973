"""Causes in the caches of image builds."""

from .cache_importer_not_found import SIGNATURE as CACHE_IMPORTER_NOT_FOUND

SIGNATURES = (CACHE_IMPORTER_NOT_FOUND,)
