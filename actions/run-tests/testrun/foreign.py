"""Tests of any kind, as long as their command writes JUnit XML: judged by the same rules as pytest's."""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

from kit.commands import fence, group
from kit.deadline import Deadline
from kit.processes import Outcome as Ran
from kit.processes import run
from kit.workspace import inside, workspace

from .classes import FailureClass
from .coverage_gate import OFF
from .flaws import Flaw
from .interpreter import environment
from .junit import Case, JUnitError, read_junit
from .settings import Settings
from .story import Run, Story
from .troubles import Trouble
from .verdict import Counts, Verdict
from .words import joined

MOST_REPORTS = 10_000


def run_command(settings: Settings, deadline: Deadline) -> Story:
    """Run the command and read what it reported."""
    before = {path: _stamp(path) for path in _reports(settings)}
    words = settings.tests.command
    try:
        with group(joined(words)), fence():
            ran = run(
                words,
                deadline=deadline,
                idle=settings.limits.idle,
                cwd=settings.tests.folder,
                env=environment(),
            )
    except OSError as reason:
        return _unstarted(settings, f"{words[0]} cannot be started: {reason.strerror or reason}")
    fresh = [path for path in _reports(settings) if before.get(path) != _stamp(path)]
    cases, unreadable = _read(fresh)
    found = (*_troubles(ran, cases, fresh), *unreadable)
    return _story(settings, ran, cases, found)


def _reports(settings: Settings) -> tuple[Path, ...]:
    """The files of the pattern that are there now, none of them outside of the workspace."""
    folder = settings.tests.folder
    found = sorted(path for path in folder.glob(settings.tests.junit) if path.is_file())
    return tuple(path for path in found[:MOST_REPORTS] if inside(workspace(), path))


def _stamp(path: Path) -> tuple[int, int]:
    """Size and time of the last change: what was there before the run is not its report."""
    status = path.stat()
    return status.st_size, status.st_mtime_ns


def _read(paths: list[Path]) -> tuple[tuple[Case, ...], tuple[Trouble, ...]]:
    read = [_cases(path) for path in paths]
    cases = tuple(case for found in read if not isinstance(found, Trouble) for case in found)
    return cases, tuple(found for found in read if isinstance(found, Trouble))


def _cases(path: Path) -> tuple[Case, ...] | Trouble:
    try:
        return read_junit(path)
    except JUnitError as reason:
        return Trouble(FailureClass.INFRASTRUCTURE, f"a report cannot be used: {reason}")


def _troubles(ran: Ran, cases: tuple[Case, ...], reports: list[Path]) -> Iterator[Trouble]:
    if ran.reason == "timeout":
        yield Trouble(FailureClass.TIMEOUT, f"time was up after {ran.seconds:.0f} s")
    elif ran.reason == "idle":
        message = f"there was no output for too long; stopped after {ran.seconds:.0f} s"
        yield Trouble(FailureClass.TIMEOUT, message)
    elif not reports:
        message = f"the command ended with code {ran.returncode} and wrote no new report"
        yield Trouble(FailureClass.INFRASTRUCTURE, message)
    elif not cases:
        yield Trouble(FailureClass.INFRASTRUCTURE, "no report has any tests")
    elif ran.returncode and not any(case.outcome == "failed" for case in cases):
        message = f"the command ended with code {ran.returncode} although no test failed"
        yield Trouble(FailureClass.INFRASTRUCTURE, message)


def _story(settings: Settings, ran: Ran, cases: tuple[Case, ...], found: tuple[Trouble, ...]) -> Story:
    outcomes = [case.outcome for case in cases]
    passed, failed, skipped = (outcomes.count(name) for name in ("passed", "failed", "skipped"))
    numbers = Counts(len(cases), passed, failed, skipped, lost=0)
    flaws = tuple(_flaw(case) for case in cases if case.outcome == "failed")
    command = joined(settings.tests.command)
    line = Run("Command", command, ran.seconds, _ended(ran), len(cases))
    verdict = Verdict(numbers, flaws, found, OFF, settings.company.forgive)
    return Story(verdict, "mode: as the command decides", runs=(line,))


def _flaw(case: Case) -> Flaw:
    return Flaw(case.name, FailureClass.REAL, False, "", "failed", case.message, case.file, case.line)  # noqa: FBT003 -- passes_alone


def _ended(ran: Ran) -> str:
    return f"exit code {ran.returncode}" if ran.reason == "exit" else ran.reason


def _unstarted(settings: Settings, message: str) -> Story:
    trouble = Trouble(FailureClass.INFRASTRUCTURE, message)
    return Story(Verdict(Counts(0, 0, 0, 0, 0), (), (trouble,), OFF, settings.company.forgive), "mode: none")
