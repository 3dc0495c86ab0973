"""What BuildKit itself recorded of a build: its steps, what came from a cache, what failed, what was pushed.

The build runs inside another action, whose log no later step can read. But BuildKit keeps a record of each build
and of its progress, and `docker buildx history logs --progress rawjson` plays it, also while the build is running.
Where there is no record, nothing is known and nothing is invented. Format: BuildKit's SolveStatus, one JSON object a
line (client/graph.go); steps are named `[stage 2/5] RUN ...`, exports as in cache/remotecache/.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any, Iterable, Iterator

_STEP = re.compile(r"\[(?:[^\]]* )?\d+/\d+\] (?P<instruction>[A-Z]+)\b")
_PUSHED = re.compile(r"pushing manifest for (?P<tag>\S+)@(?P<digest>sha256:[0-9a-f]{64})")
_MANIFEST = re.compile(r"exporting manifest(?: list)? (?P<digest>sha256:[0-9a-f]{64})")
_IMPORT = "importing cache manifest from "
_EXPORTS = ("exporting cache to ", "exporting content cache", "exporting to GitHub Actions Cache")
# A FROM is resolved, never executed; whether it counts as cached says nothing of the cache.
_NOT_EXECUTED = "FROM"


@dataclass(frozen=True)
class Vertex:
    """A step of a build as it stood last; `activities` are its parts with whether each is done."""

    name: str
    started: bool = False
    completed: bool = False
    cached: bool = False
    error: str = ""
    activities: dict[str, bool] = field(default_factory=dict)

    @property
    def is_step(self) -> bool:
        """Whether it is an instruction of a Dockerfile that is executed."""
        found = _STEP.match(self.name)
        return found is not None and found["instruction"] != _NOT_EXECUTED

    @property
    def imports(self) -> bool:
        """Whether it reads a cache from elsewhere."""
        return self.name.startswith(_IMPORT)

    @property
    def exports(self) -> bool:
        """Whether it writes a cache elsewhere."""
        return self.name.startswith(_EXPORTS)

    @property
    def running(self) -> bool:
        """Whether it has begun and not ended."""
        return self.started and not self.completed


@dataclass(frozen=True)
class Record:
    """One build."""

    vertices: tuple[Vertex, ...]

    @property
    def steps(self) -> tuple[Vertex, ...]:
        """The instructions that the build reached."""
        return tuple(vertex for vertex in self.vertices if vertex.is_step and vertex.started)

    @property
    def imports(self) -> tuple[Vertex, ...]:
        """The caches it tried to read."""
        return tuple(vertex for vertex in self.vertices if vertex.imports)

    @property
    def exports(self) -> tuple[Vertex, ...]:
        """The caches it tried to write."""
        return tuple(vertex for vertex in self.vertices if vertex.exports)

    @property
    def hit_ratio(self) -> float | None:
        """Part of the instructions that came from a cache, 0 to 1; None for a build without any."""
        steps = self.steps
        return sum(step.cached for step in steps) / len(steps) if steps else None

    @property
    def pushed(self) -> dict[str, str]:
        """Digest of each reference whose manifest the registry has taken."""
        activities = (name for vertex in self.vertices for name, done in vertex.activities.items() if done)
        found = (_PUSHED.fullmatch(name) for name in activities)
        return {match["tag"]: match["digest"] for match in found if match}

    @property
    def manifests(self) -> frozenset[str]:
        """Digests of the manifests that were made of the image."""
        activities = (name for vertex in self.vertices for name in vertex.activities)
        return frozenset(match["digest"] for match in map(_MANIFEST.fullmatch, activities) if match)


class Progress:
    """A record in the making: fed with the lines of the progress, asked for what they add up to."""

    def __init__(self) -> None:
        self._vertices: dict[str, dict[str, Any]] = {}
        self._activities: dict[str, dict[str, bool]] = {}

    def feed(self, line: str) -> None:
        """Take one line; what is no progress is left aside."""
        try:
            status = json.loads(line)
        except (ValueError, RecursionError):
            return
        if not isinstance(status, dict):
            return
        for vertex in _entries(status, "vertexes"):
            self._vertices.setdefault(str(vertex.get("digest")), {}).update(vertex)
        for part in _entries(status, "statuses"):
            self._activities.setdefault(str(part.get("vertex")), {})[str(part.get("id"))] = bool(part.get("completed"))

    def record(self) -> Record:
        """What has been fed so far."""
        return Record(tuple(self._vertex(digest, entry) for digest, entry in self._vertices.items()))

    def _vertex(self, digest: str, entry: dict[str, Any]) -> Vertex:
        return Vertex(
            name=str(entry.get("name") or ""),
            started=bool(entry.get("started")),
            completed=bool(entry.get("completed")),
            cached=bool(entry.get("cached")),
            error=str(entry.get("error") or ""),
            activities=dict(self._activities.get(digest, {})),
        )


def read_record(lines: Iterable[str]) -> Record | None:
    """The record that progress lines make; None if there is not one step in them."""
    progress = Progress()
    for line in lines:
        progress.feed(line)
    record = progress.record()
    return record if record.vertices else None


def _entries(status: dict[str, Any], key: str) -> Iterator[dict[str, Any]]:
    value = status.get(key)
    yield from (entry for entry in value if isinstance(entry, dict)) if isinstance(value, list) else ()
