"""The causes that are known, a folder for each family."""

from types import MappingProxyType

from . import (
    actions,
    coverage,
    docker_build,
    docker_cache,
    docker_push,
    imports,
    kubernetes,
    monitoring,
    packages,
    smoke,
    tests,
    types,
)

# The order of reports and pages.
FAMILIES = MappingProxyType(
    {
        "tests": tests.SIGNATURES,
        "imports": imports.SIGNATURES,
        "types and lint": types.SIGNATURES,
        "coverage": coverage.SIGNATURES,
        "docker build": docker_build.SIGNATURES,
        "docker cache": docker_cache.SIGNATURES,
        "docker push": docker_push.SIGNATURES,
        "kubernetes": kubernetes.SIGNATURES,
        "smoke test": smoke.SIGNATURES,
        "monitoring": monitoring.SIGNATURES,
        "actions": actions.SIGNATURES,
        "packages": packages.SIGNATURES,
    }
)

SIGNATURES = tuple(signature for family in FAMILIES.values() for signature in family)
