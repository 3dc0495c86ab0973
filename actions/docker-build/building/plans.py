"""What the first step decided, kept for the steps after it.

The steps of a composite action are separate processes with other actions between them. One file, written once, holds
the plan; each later step adds a file of its own beside it. The folder is in the runner's temporary folder, so that
nothing of it is sent to BuildKit with the build context.
"""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from kit.deadline import Deadline

from .homes import Home

_FILE = "plan.json"


@dataclass(frozen=True)
class Plan:
    """One run of the action. Times are seconds; `ends` is a reading of the monotonic clock, the same for all steps."""

    folder: str
    build: str
    builder: str
    backend: str
    imports: bool
    exports: bool
    reason: str
    push_asked: bool
    push: bool
    push_reason: str
    tags: tuple[str, ...]
    scope: str
    mode: str
    home: str
    path: str
    key: str
    fallback_key: str
    cache_ref: str
    own_ref: str
    cache_host: str
    max_size: int
    cache_timeout: float
    reset: bool
    timeout: float
    ends: float

    @property
    def deadline(self) -> Deadline:
        """The time that is left for building."""
        return Deadline(max(0.0, self.ends - time.monotonic()))

    @property
    def cache(self) -> Home:
        """Where the local cache lives during the job."""
        return Home(Path(self.home))

    def file(self, name: str) -> Path:
        """A file of this run."""
        return Path(self.folder) / name


def write_plan(plan: Plan) -> None:
    """Keep a plan in its folder."""
    write_document(plan.file(_FILE), asdict(plan))


def read_plan(folder: str) -> Plan | None:
    """The plan kept in a folder; None if the first step did not get that far."""
    document = read_document(Path(folder) / _FILE) if folder else None
    if document is None:
        return None
    document["tags"] = tuple(document["tags"])
    return Plan(**{field.name: document[field.name] for field in fields(Plan)})


def write_document(path: Path, document: dict[str, Any]) -> None:
    """Write JSON in one go: a reader sees all of it or none."""
    draft = path.with_name(path.name + ".part")
    draft.write_text(json.dumps(document), encoding="utf-8")
    draft.replace(path)


def read_document(path: Path) -> dict[str, Any] | None:
    """JSON of another step; None if that step wrote none."""
    try:
        content = path.read_text(encoding="utf-8")
    except OSError:
        return None
    document = json.loads(content)
    return document if isinstance(document, dict) else None
