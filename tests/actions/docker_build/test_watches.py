"""The watch ends the right build at the right time, and nothing else."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from building.builds import MARK, build_processes, end_builds
from building.records import read_record
from building.watches import ExportClock, only_exports
from kit.deadline import Deadline

from .progress import line, unstarted, vertex

EXPORT = "exporting cache to registry"


@contextmanager
def program(mark: str, name: str = "docker-buildx", script: str = "sleep 60") -> Iterator[subprocess.Popen[bytes]]:
    """A process that looks like a build: its name and words, and the mark in its environment."""
    words = [name, "-c", f"{script}; :", "build"]
    environment = {**os.environ, MARK: mark}
    with subprocess.Popen(words, executable="/bin/sh", env=environment, stdout=subprocess.PIPE) as process:
        try:
            yield process
        finally:
            process.kill()


def test_only_the_marked_build_is_ended() -> None:
    with program("mine") as mine, program("other") as other, program("mine", "node") as action:
        assert set(build_processes("mine")) == {mine.pid}
        end_builds("mine", Deadline(5))
        assert mine.wait(5) != 0
        assert (other.poll(), action.poll()) == (None, None)


def test_build_that_does_not_listen_is_killed() -> None:
    with program("deaf", script="trap '' TERM; echo ready; while :; do sleep 1; done") as deaf:
        assert deaf.stdout
        assert deaf.stdout.readline() == b"ready\n"
        end_builds("deaf", Deadline(0.5))
        assert deaf.wait(5) == -9


def test_nothing_to_end_is_no_trouble() -> None:
    end_builds("nobody", Deadline(5))


def test_export_counts_only_when_nothing_else_is_done() -> None:
    exporting = vertex(EXPORT, running=True)
    done = vertex("[2/2] RUN a")
    assert [
        only_exports(record)
        for record in map(
            read_record,
            (
                [line(done, exporting)],
                [line(vertex("exporting to image", running=True), exporting)],
                [line(done, vertex(EXPORT))],
                [line(unstarted("[2/2] RUN a"), exporting)],
                [line(done)],
            ),
        )
        if record
    ] == [True, False, False, True, False]


def test_clock_starts_again_when_something_else_is_done() -> None:
    exporting = read_record([line(vertex(EXPORT, running=True))])
    pushing = read_record([line(vertex(EXPORT, running=True), vertex("exporting to image", running=True))])
    assert exporting
    assert pushing
    clock = ExportClock(5)
    assert [clock.overdue(record, now) for record, now in ((exporting, 0), (exporting, 4), (pushing, 4.5))] == [
        False
    ] * 3
    assert [clock.overdue(exporting, now) for now in (6, 10, 11)] == [False, False, True]
