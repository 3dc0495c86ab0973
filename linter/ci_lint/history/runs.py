"""Runs, jobs and steps as GitHub tells of them, whichever of its programs wrote it down."""

from datetime import datetime

from msgspec import Struct

SUCCESS = "success"
FAILURES = ("failure", "timed_out", "startup_failure")


class Step(Struct, frozen=True):
    """A step of a job. `seconds` is None where a time is missing."""

    name: str
    conclusion: str
    seconds: float | None


class Job(Struct, frozen=True):
    """A job of a run: one leg of a matrix is one job. Times are None where GitHub has none."""

    run: int
    attempt: int
    workflow: str
    name: str
    commit: str
    conclusion: str
    created: datetime | None
    started: datetime | None
    completed: datetime | None
    steps: tuple[Step, ...] = ()

    @property
    def begun(self) -> datetime | None:
        """When it was asked for or, where that is not told, when it started."""
        return self.created or self.started

    @property
    def seconds(self) -> float | None:
        """How long it ran."""
        return between(self.started, self.completed)

    @property
    def queued(self) -> float | None:
        """How long it waited for a runner, in seconds."""
        return between(self.created, self.started)


class Run(Struct, frozen=True):
    """One attempt of a workflow run. `path` is the workflow's file, where only that tells for sure which one it is."""

    id: int
    attempt: int
    workflow: str
    commit: str
    branch: str
    conclusion: str
    created: datetime | None
    started: datetime | None
    updated: datetime | None
    path: str = ""

    @property
    def begun(self) -> datetime | None:
        """When it was asked for or, where that is not told, when it started."""
        return self.created or self.started

    @property
    def seconds(self) -> float | None:
        """From its start to its end; waiting for approval and runners included."""
        return between(self.started or self.created, self.updated)


def between(start: datetime | None, end: datetime | None) -> float | None:
    """The seconds between two times; None where one is missing or they are in the wrong order."""
    if start is None or end is None or end < start:
        return None
    return (end - start).total_seconds()
