"""The page that the run shows: what happened, to which tests, and how to see it again."""

from __future__ import annotations

from typing import Iterator

from kit.summaries import block, code, escape, folded, table

from .flaws import Flaw
from .story import Story
from .troubles import Trouble

MOST_ROWS = 200
_HEADLINES = {
    "passed": "Tests passed",
    "failed": "Tests failed",
    "coverage-failed": "Tests passed, coverage did not",
}


def page(story: Story) -> str:
    """The page in Markdown."""
    return "\n".join(_sections(story))


def _sections(story: Story) -> Iterator[str]:
    verdict = story.verdict
    forgiven = " with warnings" if verdict.result == "passed" and verdict.problems else ""
    yield f"### {_HEADLINES[verdict.result]}{forgiven}\n"
    yield _numbers(story)
    yield f"{escape(story.mode)}\n"
    yield from _troubles(story)
    yield from _flaws(story)
    yield from _names("Tests to mend before they run in company again", story.verdict.flaws)
    if story.lost:
        yield folded(f"{len(story.lost)} tests without a result", block("\n".join(story.lost[:MOST_ROWS])))
    yield from _checks(story)
    yield from _runs(story)


def _numbers(story: Story) -> str:
    verdict, numbers = story.verdict, story.verdict.counts
    headers = ("class", "collected", "passed", "failed", "skipped", "only in company", "without result", "coverage")
    coverage = f"{verdict.gate.shown} %" if verdict.gate.shown else verdict.gate.state
    found = (numbers.total, numbers.passed, numbers.failed, numbers.skipped, verdict.isolation_failures, numbers.lost)
    return table(headers, [(verdict.failure.value, *found, coverage)])


def _troubles(story: Story) -> Iterator[str]:
    rows = [problem for problem in story.verdict.problems if isinstance(problem, Trouble)]
    for problem in rows[:MOST_ROWS]:
        mark = "" if story.verdict.blames(problem) else " (forgiven)"
        yield f"- **{problem.failure.value}**{mark}: {escape(problem.message)}"
    if not story.verdict.gate.passed:
        yield f"- **coverage**: {escape(story.verdict.gate.message)}"
    yield ""


def _flaws(story: Story) -> Iterator[str]:
    found = [problem for problem in story.verdict.problems if isinstance(problem, Flaw)]
    if not found:
        return
    headers = ("test", "class", "in company", "alone", "message", "to see it again")
    yield table(headers, [_row(flaw, story) for flaw in found[:MOST_ROWS]])
    if len(found) > MOST_ROWS:
        yield f"and {len(found) - MOST_ROWS} more: see the report\n"


def _row(flaw: Flaw, story: Story) -> tuple[object, ...]:
    name = flaw.failure.value if flaw.seed is None else f"{flaw.failure.value} (seed {flaw.seed})"
    again = story.again.get(flaw.test, "")
    return (code(flaw.test), name, flaw.in_company, flaw.alone, flaw.message, code(again) if again else "")


def _names(title: str, flaws: tuple[Flaw, ...]) -> Iterator[str]:
    names = [flaw.test for flaw in flaws if flaw.passes_alone]
    if names:
        yield folded(title, block("\n".join(names[:MOST_ROWS])))


def _checks(story: Story) -> Iterator[str]:
    if story.variables:
        rows = [(code(entry.name), entry.state, "yes" if entry.required else "no") for entry in story.variables]
        yield folded("Environment", table(("variable", "state", "required"), rows))
    if story.imports:
        broken = [(code(entry.module), entry.problem) for entry in story.imports if entry.problem]
        title = f"Imports: {len(story.imports) - len(broken)} of {len(story.imports)} work"
        yield folded(title, table(("module", "problem"), broken[:MOST_ROWS]))


def _runs(story: Story) -> Iterator[str]:
    if story.runs:
        rows = [(run.name, run.ended, run.tests, f"{run.seconds:.1f}", code(run.command)) for run in story.runs]
        yield folded("Runs", table(("run", "end", "results", "seconds", "command"), rows))
