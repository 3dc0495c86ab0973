"""The report: a line a check in the log, a table in the summary, a JSON file with every attempt."""

from __future__ import annotations

import json
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kit import commands
from kit.summaries import block, folded, table
from kit.workspace import temporary

from .results import Verdict, overall, ready_seconds

if TYPE_CHECKING:
    from typing import Any

    from .results import Attempt, Result

_SIGNS = {Verdict.PASSED: "✅", Verdict.FAILED: "❌", Verdict.NOT_RUN: "⚪"}
# A step has ten annotations, and shares them with all others of the same composite action.
_ANNOTATED = 5
_SUMMARY_ATTEMPTS = 50
_SUMMARY_LINES = 40


@dataclass(frozen=True)
class Report:
    """What a run came to; logs are titles with their last lines, `seconds` is what it took."""

    base: str
    results: tuple[Result, ...]
    complete: bool
    death: str
    logs: tuple[tuple[str, tuple[str, ...]], ...]
    timeout: float
    seconds: float

    @property
    def result(self) -> str:
        """passed, failed, not-ready, died or cancelled."""
        return overall(self.results, self.death) if self.complete else "cancelled"

    @property
    def failures(self) -> tuple[Result, ...]:
        """Checks that failed or could not be run."""
        return tuple(result for result in self.results if not result.passed)

    @property
    def ready_seconds(self) -> float | None:
        """Seconds until the service was ready, None if it never was."""
        return ready_seconds(self.results)


def line(result: Result) -> str:
    """A check as one line of the log."""
    sign = {Verdict.PASSED: "ok", Verdict.FAILED: "FAILED", Verdict.NOT_RUN: "not run"}[result.verdict]
    text = f"{sign:8}{result.kind.value:14}{result.name}"
    if result.attempts:
        text += f"  {answer(result)}{seconds(result.seconds)}"
    if len(result.attempts) > 1:
        text += f" in {len(result.attempts)} attempts"
    return text if result.passed else f"{text}  {cause(result)}{one_line(result.message)}"


def attempt_line(attempt: Attempt) -> str:
    """An attempt to find the service ready, as one line of the log."""
    word = f"{attempt.cause.value}: {one_line(attempt.message)}" if attempt.cause else f"ready: {attempt.status}"
    return f"  after {attempt.at:6.1f} s  {word}"


def answer(result: Result) -> str:
    """The status of the last answer with a blank behind it, "" where there was none."""
    status = result.attempts[-1].status if result.attempts else None
    return f"{status} " if status else ""


def cause(result: Result) -> str:
    """The cause with a colon behind it, "" where there is none."""
    return f"{result.cause.value}: " if result.cause else ""


def seconds(value: float) -> str:
    """A time for people: milliseconds below one second."""
    return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.1f} s"


def one_line(text: str) -> str:
    """A text without its line ends."""
    return " ".join(text.split())


def annotate(report: Report) -> None:
    """Show the failed checks at the run: the first few apart, the others as a number."""
    failures = [result for result in report.failures if result.verdict is Verdict.FAILED]
    for result in failures[:_ANNOTATED]:
        title = f"smoke-test: {result.kind.value}"
        commands.error(f"{result.name}: {cause(result)}{one_line(result.message)}", title=title)
    others = len(report.failures) - len(failures[:_ANNOTATED])
    if others:
        commands.error(f"{others} more checks failed or could not be run: see the log", title="smoke-test")


def print_logs(report: Report) -> None:
    """Print the ends of the logs, as text that is not obeyed."""
    for title, lines in report.logs:
        with commands.group(title), commands.fence():
            commands.say("\n".join(lines))


def markdown(report: Report) -> str:
    """The summary of a run."""
    sign = "✅" if report.result == "passed" else "❌"
    passed = len(report.results) - len(report.failures)
    head = f"### {sign} Smoke test: {report.result}\n\n{passed} of {len(report.results)} checks passed"
    ready = f", ready after {seconds(report.ready_seconds)}" if report.ready_seconds is not None else ""
    parts = [f"{head}{ready}, {seconds(report.seconds)} in all.\n", _table(report)]
    parts += [folded(title, block("\n".join(lines[-_SUMMARY_LINES:]))) for title, lines in report.logs]
    return "\n".join((*parts, _attempts(report)))


def _table(report: Report) -> str:
    rows = (
        (_SIGNS[result.verdict], result.kind.value, result.name, answer(result), seconds(result.seconds), _why(result))
        for result in report.results
    )
    return table(("", "Check", "Request", "Status", "Time", "Why"), rows)


def _why(result: Result) -> str:
    return "" if result.passed else cause(result) + one_line(result.message)


def _attempts(report: Report) -> str:
    attempts = report.results[0].attempts if report.results else ()
    if not attempts[1:]:
        return ""
    lines = "\n".join(map(attempt_line, attempts[-_SUMMARY_ATTEMPTS:]))
    return folded(f"Until it was ready: {len(attempts)} attempts", block(lines))


def write_json(report: Report) -> Path:
    """Write the report as JSON into a folder of its own for the time of the job; the path of the file."""
    folder = Path(tempfile.mkdtemp(prefix="ci-kit-smoke-test-", dir=temporary()))
    path = folder / "smoke-test.json"
    path.write_text(json.dumps(document(report), indent=2) + "\n", encoding="utf-8")
    return path


def document(report: Report) -> dict[str, Any]:
    """The report as JSON has it; times in seconds."""
    return {
        "schema": 1,
        "result": report.result,
        "base_url": report.base,
        "timeout": report.timeout,
        "seconds": round(report.seconds, 3),
        "ready_seconds": None if report.ready_seconds is None else round(report.ready_seconds, 3),
        "died": report.death or None,
        "checks": [_check(result) for result in report.results],
    }


def _check(result: Result) -> dict[str, Any]:
    return {
        "kind": result.kind.value,
        "request": result.name,
        "result": result.verdict.value,
        "cause": result.cause.value if result.cause else None,
        "message": result.message or None,
        "seconds": round(result.seconds, 3),
        "attempts": [_attempt(attempt) for attempt in result.attempts],
    }


def _attempt(attempt: Attempt) -> dict[str, Any]:
    return {
        "at": round(attempt.at, 3),
        "seconds": round(attempt.seconds, 3),
        "status": attempt.status,
        "cause": attempt.cause.value if attempt.cause else None,
        "message": attempt.message or None,
    }
