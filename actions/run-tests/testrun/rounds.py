"""One run of pytest from its start to what is known of it afterwards."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from pathlib import Path

from kit.commands import fence, group, say
from kit.deadline import Deadline
from kit.processes import Outcome as Ran
from kit.processes import run

from . import stacks
from .events import Process, read_processes
from .interpreter import Interpreter, environment
from .junit import Case, JUnitError, read_junit
from .plans import Files, Plan, command
from .results import Ending, Result, results
from .settings import Settings
from .words import joined


@dataclass(frozen=True)
class Round:
    """A run that is over. `cases` is None if there is no usable report; `report_trouble` says why."""

    plan: Plan
    words: tuple[str, ...]
    ran: Ran
    processes: tuple[Process, ...]
    results: dict[str, Result]
    cases: tuple[Case, ...] | None
    report_trouble: str
    coverage_file: Path

    @property
    def main(self) -> Process | None:
        """The process that was started: pytest itself, or the controller of its workers."""
        return next((process for process in self.processes if not process.is_worker), None)

    @property
    def finished(self) -> bool:
        """Whether pytest came to the end of its session and then ended by itself."""
        return self.ran.reason == "exit" and self.main is not None and self.main.status is not None

    @property
    def saved(self) -> bool:
        """Whether no process was lost together with what it had measured of coverage."""
        lost = any(process.downs for process in self.processes) and bool(self.results)
        return self.finished and not lost

    @property
    def stopped(self) -> str:
        """Why pytest stopped early, if it says so: `--maxfail` and the like; else empty."""
        return next((process.stopped for process in self.processes if process.stopped), "")

    @property
    def collected(self) -> tuple[str, ...]:
        """All tests that any process collected, each once, in order."""
        return tuple(dict.fromkeys(test for process in self.processes for test in process.collected or ()))

    @property
    def lost(self) -> tuple[str, ...]:
        """The tests that were to run here and have no result."""
        return tuple(test for test in self.collected if test not in self.results)


@dataclass(frozen=True)
class Bench:
    """What all runs have in common. `folder` is where they leave their files."""

    settings: Settings
    interpreter: Interpreter
    ordered: bool
    folder: Path
    deadline: Deadline


def run_round(plan: Plan, number: int, bench: Bench) -> Round:
    """Run pytest once, its output in the log as it comes."""
    events = bench.folder / f"run-{number}"
    events.mkdir()
    files = Files(_junit_path(bench, number), bench.folder / "coverage.json")
    words = command(plan, bench.settings, bench.interpreter, files, ordered=bench.ordered)
    selection = _selection_file(plan, events)
    with group(f"{plan.name}: {joined(words)}"), fence(), stacks.asked_before(bench.deadline, events):
        ran = run(
            words,
            deadline=bench.deadline,
            idle=bench.settings.limits.idle,
            cwd=bench.settings.tests.folder,
            env=environment(events, selection),
            log=events / "output.log",
            on_silence=lambda _process: stacks.ask(events),
        )
    _show_stacks(ran, events)
    processes = read_processes(events)
    ending = Ending(ran.reason, time.monotonic(), bench.settings.limits.test, ran.tail)
    cases, trouble = (None, "") if plan.collect_only else _report(files.junit)
    return Round(plan, words, ran, processes, results(processes, ending), cases, trouble, files.coverage)


def _junit_path(bench: Bench, number: int) -> Path:
    """The user's file for the first run, ours for the others; one that is there already must not pass for new."""
    wanted = bench.settings.tests.junit
    path = bench.settings.tests.folder / wanted if wanted and number == 1 else bench.folder / f"junit-{number}.xml"
    if path.is_file():
        path.unlink()
    return path


def _selection_file(plan: Plan, folder: Path) -> Path | None:
    if plan.selection is None:
        return None
    path = folder / "selection.json"
    path.write_text(json.dumps(plan.selection), encoding="utf-8")
    return path


def _report(path: Path) -> tuple[tuple[Case, ...] | None, str]:
    try:
        return read_junit(path), ""
    except JUnitError as trouble:
        return None, str(trouble)


def _show_stacks(ran: Ran, events: Path) -> None:
    if ran.reason not in ("idle", "timeout"):
        return
    for role, text in stacks.read(events):
        with group(f"Stacks of {role}, which was ended"):
            say(text)
