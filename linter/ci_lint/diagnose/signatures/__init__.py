"""The causes that are known, a folder for each family."""

from types import MappingProxyType

from . import docker_cache, tests

# The order of reports and pages.
FAMILIES = MappingProxyType({"tests": tests.SIGNATURES, "docker cache": docker_cache.SIGNATURES})

SIGNATURES = tuple(signature for family in FAMILIES.values() for signature in family)
