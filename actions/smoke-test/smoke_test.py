"""The script of the action smoke-test: reads the inputs, asks the service, reports whatever happened."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

from kit import commands
from kit.deadline import Deadline
from kit.failures import main
from kit.inputs import Inputs
from kit.outputs import set_output
from kit.summaries import append_summary
from smoke.causes import Cause
from smoke.checks import Run, results
from smoke.known_secrets import KnownSecrets
from smoke.report import Report, annotate, attempt_line, line, markdown, print_logs, write_json
from smoke.results import Attempt, Result
from smoke.settings import read_settings, read_watches

# What a docker program may take to hand out a log, as a share of the timeout and in seconds.
_RESERVED_SHARE = 0.05
_RESERVED_AT_MOST = 5.0


def entry() -> int:
    """Run the smoke test; 0 if every check passed, else 1."""
    started = time.monotonic()
    inputs = Inputs(os.environ)
    settings = read_settings(inputs)
    watches = read_watches(inputs)
    whole = Deadline(settings.timeout)
    reserved = min(_RESERVED_AT_MOST, settings.timeout * _RESERVED_SHARE) if watches.container else 0.0
    run = Run(settings, whole.reserve(reserved), watches, KnownSecrets(settings.secrets), started)
    _announce(run)
    found: list[Result] = []
    complete = False
    try:
        for result in results(run, _Progress()):
            found.append(result)
            commands.say(line(result))
        complete = True
    finally:
        report = _report(run, whole, tuple(found), complete=complete)
        _publish(report)
    return 0 if report.result == "passed" else 1


def _announce(run: Run) -> None:
    settings = run.settings
    commands.say(
        f"smoke test of {settings.base}, {settings.timeout:g} s for everything, {settings.probe_timeout:g} s a probe"
    )
    if settings.client.insecure:
        commands.warning("certificates are not checked: insecure is true", title="smoke-test")
    complaint = run.watches.container.complaint(run.deadline) if run.watches.container else ""
    if complaint:
        commands.warning(f"the container cannot be watched: {complaint}", title="smoke-test")


def _report(run: Run, whole: Deadline, found: tuple[Result, ...], *, complete: bool) -> Report:
    """The report of what was found; where anything failed, with the death and the last words of what was watched."""
    good = complete and all(result.passed for result in found)
    death = "" if good else run.watches.ended(whole)
    logs = () if good else run.watches.logs(whole)
    clean = tuple((title, tuple(map(run.secrets.hide, lines))) for title, lines in logs)
    seconds = time.monotonic() - run.started
    return Report(str(run.settings.base), found, complete, death, clean, run.settings.timeout, seconds)


def _publish(report: Report) -> None:
    print_logs(report)
    if report.death:
        commands.say(report.death)
    annotate(report)
    append_summary(markdown(report))
    set_output("result", report.result)
    set_output("ready-seconds", "" if report.ready_seconds is None else f"{report.ready_seconds:.1f}")
    set_output("failed-checks", len(report.failures))
    set_output("report-json", write_json(report))
    commands.say(f"smoke test: {report.result} after {report.seconds:.1f} s")


class _Progress:
    """Says what an attempt came to where cause or status are new; it has to remember those of the one before."""

    def __init__(self) -> None:
        self._last: tuple[Cause | None, int | None] | None = None

    def __call__(self, attempt: Attempt) -> None:
        said = (attempt.cause, attempt.status)
        if said != self._last:
            commands.say(attempt_line(attempt))
        self._last = said


if __name__ == "__main__":
    main(entry)
