"""Says, in one line of JSON, what the interpreter that will run the tests has installed."""

# ruff: noqa: INP001 - a folder on PYTHONPATH, not a package
from __future__ import annotations

import json
import platform
import sys
from importlib import metadata, util

PACKAGES = {
    "pytest": "pytest",
    "xdist": "pytest-xdist",
    "pytest_timeout": "pytest-timeout",
    "pytest_cov": "pytest-cov",
    "pytest_randomly": "pytest-randomly",
    "random_order": "pytest-random-order",
}


def version(distribution: str) -> str:
    """The version of a distribution; empty if its module is there without one."""
    try:
        return metadata.version(distribution)
    except metadata.PackageNotFoundError:
        return ""


if __name__ == "__main__":
    found = {module: version(name) for module, name in PACKAGES.items() if util.find_spec(module)}
    sys.stdout.write(json.dumps({"python": platform.python_version(), "packages": found}) + "\n")
