"""A watch beside the build, since a step of a composite action cannot have a time limit.

The build runs inside another action. The watch is a process of ours that lives as long as the build: it follows
BuildKit's progress and ends the build when the time is over, or when nothing is left to do but to write the cache and
that takes longer than it may. It ends the program that builds, never the action around it, which then reports the
failure as it always does; the step after it reads why.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.deadline import Deadline

from .builds import end_builds
from .histories import follow, newest, references
from .plans import Plan, read_document, write_document
from .records import Progress, Record

if TYPE_CHECKING:
    from pathlib import Path
    from typing import Sequence

PERIOD = 0.25
# How long the program that builds may take to end by itself.
GRACE = 10.0


@dataclass(frozen=True)
class Watch:
    """The watch over one build of a run."""

    plan: Plan
    number: int

    @property
    def start_file(self) -> Path:
        """Which builds were there before."""
        return self.plan.file(f"watch-{self.number}.json")

    @property
    def stop_file(self) -> Path:
        """Says that the build is over; its being there is enough."""
        return self.plan.file(f"watch-{self.number}.stop")

    @property
    def verdict_file(self) -> Path:
        """Why the watch ended the build, if it did."""
        return self.plan.file(f"watch-{self.number}.verdict.json")

    def start(self, command: Sequence[str]) -> None:
        """Start the process; it outlives this one, and the runner ends it with the job at the latest."""
        before = sorted(references(os.environ, self.plan.builder))
        write_document(self.start_file, {"before": before})
        subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, *command, self.plan.folder, str(self.number)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def stop(self) -> str:
        """End the watch: `time` or `export` if it ended the build for that, else empty."""
        self.stop_file.touch()
        verdict = read_document(self.verdict_file) or {}
        return str(verdict.get("stopped", ""))

    def new_reference(self) -> str:
        """The build that began after the watch did; empty if there is none."""
        before = (read_document(self.start_file) or {}).get("before", [])
        return newest(os.environ, self.plan.builder, frozenset(before))

    def keep(self) -> None:
        """Watch until the build is over."""
        deadline = self.plan.deadline
        progress = Following(self)
        export = ExportClock(self.plan.cache_timeout)
        while not self.stop_file.exists() and self.start_file.exists():
            if deadline.expired:
                return self._end("time")
            if export.overdue(progress.record(), time.monotonic()):
                return self._end("export")
            time.sleep(PERIOD)
        return None

    def _end(self, reason: str) -> None:
        write_document(self.verdict_file, {"stopped": reason})
        end_builds(self.plan.build, Deadline(GRACE))


class Following:
    """The progress of the build, read by a thread as it comes."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._progress = Progress()
        self._lock = threading.Lock()
        threading.Thread(target=self._read, daemon=True).start()

    def record(self) -> Record:
        """What the build has done so far."""
        with self._lock:
            return self._progress.record()

    def _read(self) -> None:
        deadline = self._watch.plan.deadline
        while not (reference := self._watch.new_reference()):
            if not deadline.sleep(PERIOD):
                return
        # The note of a build is written a moment before BuildKit knows of it.
        while not deadline.expired and not self._watch.stop_file.exists():
            follow(reference, self._feed, deadline)
            if self.record().vertices:
                return
            deadline.sleep(PERIOD)

    def _feed(self, line: str) -> None:
        with self._lock:
            self._progress.feed(line)


class ExportClock:
    """How long a build has been doing nothing but writing its cache."""

    def __init__(self, limit: float) -> None:
        self._limit = limit
        self._since: float | None = None

    def overdue(self, record: Record, now: float) -> bool:
        """Whether that is longer than it may be, at a reading of the monotonic clock."""
        if not only_exports(record):
            self._since = None
            return False
        if self._since is None:
            self._since = now
        return now - self._since >= self._limit


def only_exports(record: Record) -> bool:
    """Whether the only thing a build still does is to write its cache."""
    running = [vertex for vertex in record.vertices if vertex.running]
    return bool(running) and all(vertex.exports for vertex in running)
