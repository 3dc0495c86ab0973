"""What the builder and buildx can do, as far as a decision depends on it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kit.processes import run

if TYPE_CHECKING:
    from kit.deadline import Deadline

LIMIT = 30.0
# The first buildx that removes what is no longer referenced from a local cache.
RESET_SINCE = (0, 35)
_VERSION = re.compile(r"\bv?(\d+)\.(\d+)\.\d+")
_DRIVER = re.compile(r"^Driver:\s*(\S+)")
DEFAULT_DRIVER = "docker-container"


def driver_of(builder: str, deadline: Deadline) -> str:
    """The driver of an existing builder; the one setup-buildx makes where it cannot be told."""
    lines = _output(["docker", "buildx", "inspect", builder], deadline)
    found = (_DRIVER.match(line) for line in lines)
    return next((match[1] for match in found if match), DEFAULT_DRIVER)


def installed_version(deadline: Deadline) -> str:
    """The version of the buildx that is installed, empty where there is none."""
    lines = _output(["docker", "buildx", "version"], deadline)
    return lines[0] if lines else ""


def resets_local_cache(version: str) -> bool:
    """Whether a version of buildx knows `reset=true`; false where the version says nothing."""
    found = _VERSION.search(version)
    return found is not None and (int(found[1]), int(found[2])) >= RESET_SINCE


def _output(command: list[str], deadline: Deadline) -> tuple[str, ...]:
    lines: list[str] = []
    try:
        outcome = run(command, deadline=deadline, on_line=lines.append)
    except OSError:
        return ()
    return tuple(lines) if outcome.succeeded else ()
