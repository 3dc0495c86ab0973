"""Finding the record of a build in the history that BuildKit keeps.

buildx notes each build it starts on this machine in a folder of its own, under `refs/BUILDER/NODE/ID`. The build that
another action has just run is the one whose note was not there before. A builder may serve other machines too, so the
newest record of its history may be somebody else's. Sources: docker/buildx localstate/ and commands/history/.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Callable, Mapping

from kit.deadline import Deadline
from kit.processes import Outcome, run

from .records import Record, read_record

REFERENCE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*(?:/[A-Za-z0-9][A-Za-z0-9_.-]*){2}")


def references(environment: Mapping[str, str], builder: str) -> frozenset[str]:
    """Every build of a builder that this machine has noted, as `BUILDER/NODE/ID`."""
    folder = _configuration(environment) / "refs" / builder
    return frozenset(f"{builder}/{path.parent.name}/{path.name}" for path in folder.glob("*/*") if path.is_file())


def newest(environment: Mapping[str, str], builder: str, before: frozenset[str]) -> str:
    """The build that was noted last and was not there before; empty if there is none."""
    folder = _configuration(environment) / "refs"
    found = references(environment, builder) - before
    return max(found, key=lambda reference: _age(folder / reference), default="")


def fetch_record(reference: str, deadline: Deadline) -> Record | None:
    """The record of a build from the history of its builder; None where there is none or it cannot be had."""
    lines: list[str] = []
    outcome = follow(reference, lines.append, deadline)
    return read_record(lines) if outcome and outcome.succeeded else None


def follow(reference: str, on_line: Callable[[str], None], deadline: Deadline) -> Outcome | None:
    """Play the progress of a build, live while it runs; None if the reference is none or docker is missing."""
    if not REFERENCE.fullmatch(reference):
        return None
    builder, _, build = reference.split("/")
    command = ["docker", "buildx", "history", "logs", "--builder", builder, "--progress", "rawjson", build]
    try:
        return run(command, deadline=deadline, on_line=on_line)
    except OSError:
        return None


def _configuration(environment: Mapping[str, str]) -> Path:
    if environment.get("BUILDX_CONFIG"):
        return Path(environment["BUILDX_CONFIG"])
    if environment.get("DOCKER_CONFIG"):
        return Path(environment["DOCKER_CONFIG"]) / "buildx"
    return Path.home() / ".docker" / "buildx"


def _age(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
