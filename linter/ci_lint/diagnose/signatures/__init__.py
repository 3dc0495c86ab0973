"""The causes that are known, a folder for each family."""

from types import MappingProxyType

from . import docker_build, docker_cache, docker_push, tests

# The order of reports and pages.
FAMILIES = MappingProxyType(
    {
        "tests": tests.SIGNATURES,
        "docker build": docker_build.SIGNATURES,
        "docker cache": docker_cache.SIGNATURES,
        "docker push": docker_push.SIGNATURES,
    }
)

SIGNATURES = tuple(signature for family in FAMILIES.values() for signature in family)
