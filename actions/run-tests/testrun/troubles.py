"""What is wrong with a run as a whole, whatever its tests say.

A green run has a report, the report has a result for each test that was collected, and the exit code fits to it.
Everything else is a trouble: exit codes and summaries alone have been seen green while nothing ran.
"""

from __future__ import annotations

import signal
from dataclasses import dataclass
from typing import Iterator

from .classes import FailureClass
from .collection import blindness, disagreement
from .results import Outcome
from .rounds import Round

NOT_RUN = {
    2: "pytest was interrupted",
    3: "pytest or a plugin of it broke",
    4: "pytest was called in a way it does not understand; see its message in the log",
    5: "there were no tests to run",
    6: "there were more warnings than allowed",
}
_KILLED = 128 + 9


@dataclass(frozen=True)
class Trouble:
    """A class and a sentence. `refutable`: a complete run of the tests one by one shows that they are all right."""

    failure: FailureClass
    message: str
    refutable: bool = False


def troubles(run: Round) -> Iterator[Trouble]:
    """What is wrong with a run."""
    if run.ran.reason in ("timeout", "idle"):
        yield Trouble(FailureClass.TIMEOUT, _halted(run), refutable=run.ran.reason == "idle" and run.plan.workers > 0)
    elif not run.finished:
        yield _died(run)
    else:
        yield from _company(run)
        yield from _report(run)
        yield from _exit_code(run)


def _halted(run: Round) -> str:
    running = [result.test for result in run.results.values() if result.outcome is Outcome.HUNG]
    where = f"while running {', '.join(running[:3])}" if running else "while no test was running"
    if run.ran.reason == "timeout":
        return f"time was up after {run.ran.seconds:.0f} s, {where}"
    return f"there was no output for too long, {where}; stopped after {run.ran.seconds:.0f} s"


def _died(run: Round) -> Trouble:
    code = run.ran.returncode
    if run.main is None and not run.processes:
        said = run.ran.tail[-1] if run.ran.tail else "nothing"
        return Trouble(FailureClass.INFRASTRUCTURE, f"pytest did not start: exit code {code}, last output: {said}")
    if code in (_KILLED, -9):
        message = "pytest was killed from outside; too little memory is the usual cause"
        return Trouble(FailureClass.INFRASTRUCTURE, message)
    if run.main and run.main.interrupted:
        return Trouble(FailureClass.INFRASTRUCTURE, f"pytest was interrupted: {run.main.interrupted}")
    crashed = [result.test for result in run.results.values() if result.outcome is Outcome.CRASHED]
    where = f"while it ran {', '.join(crashed[:3])}" if crashed else "outside of any test"
    message = f"pytest ended without finishing its session, {where}: {_code(code)}, no report"
    return Trouble(FailureClass.WORKER_CRASH, message)


def _code(code: int) -> str:
    try:
        return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
    except ValueError:
        return f"exit code {code}"


def _company(run: Round) -> Iterator[Trouble]:
    """What workers did that no test is to blame for."""
    if not run.plan.workers:
        return
    difference = disagreement(run.processes) or blindness(run.processes)
    if difference:
        yield Trouble(FailureClass.COLLECTION_MISMATCH, difference, refutable=True)
        return
    blamed = {result.worker for result in run.results.values() if result.outcome in (Outcome.CRASHED, Outcome.HUNG)}
    for note in (note for process in run.processes for note, _at in process.downs):
        if note.subject not in blamed:
            message = f"worker {note.subject} died outside of any test: {note.message}"
            yield Trouble(FailureClass.WORKER_CRASH, message, refutable=True)


def _report(run: Round) -> Iterator[Trouble]:
    if run.cases is None:
        yield Trouble(FailureClass.INFRASTRUCTURE, f"there is no usable report: {run.report_trouble}")
        return
    reported = sum(result.outcome is not Outcome.HUNG for result in run.results.values())
    if len(run.cases) < reported:
        message = f"the report has {len(run.cases)} tests, and {reported} were run"
        yield Trouble(FailureClass.INFRASTRUCTURE, message)


def _exit_code(run: Round) -> Iterator[Trouble]:
    """Codes that the results do not account for, and tests that went missing without a code."""
    code, explained = run.ran.returncode, _explained(run)
    if run.plan.selection and not run.collected:
        message = f"{run.plan.selection[0]} and the others to repeat do not exist in a run one by one"
        yield Trouble(FailureClass.COLLECTION_MISMATCH, message)
    elif code in NOT_RUN and not explained:
        yield Trouble(FailureClass.INFRASTRUCTURE, f"{NOT_RUN[code]} (exit code {code}){_details(run)}")
    elif code and not explained:
        yield Trouble(FailureClass.INFRASTRUCTURE, f"exit code {code} although no test failed; see the end of the log")
    elif code == 0 and not run.results:
        yield Trouble(FailureClass.INFRASTRUCTURE, "exit code 0 although no test ran")
    elif run.lost and not explained:
        reason = f"; pytest says: {run.stopped}" if run.stopped else ""
        message = f"{len(run.lost)} tests were collected and have no result, the first is {run.lost[0]}{reason}"
        yield Trouble(FailureClass.INFRASTRUCTURE, message)


def _explained(run: Round) -> bool:
    bad = any(result.outcome.bad for result in run.results.values())
    broken = run.main is not None and bool(run.main.internal_error)
    return not broken and (bad or (run.plan.workers > 0 and any(_company(run))))


def _details(run: Round) -> str:
    found = (process.internal_error or process.interrupted for process in run.processes)
    said = next(filter(None, found), "")
    return f": {said}" if said else ""
