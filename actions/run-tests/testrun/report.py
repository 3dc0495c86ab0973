"""The report for programs: JSON, and the outputs of the step."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Iterator

from kit.outputs import set_output

from .flaws import Flaw
from .story import Story
from .troubles import Trouble

VERSION = 1


def write_report(story: Story, path: Path) -> None:
    """Write the whole story as JSON."""
    path.write_text(json.dumps(as_json(story), indent=2) + "\n", encoding="utf-8")


def set_outputs(story: Story, report: Path) -> None:
    """Set the outputs of the action."""
    for name, value in outputs(story, report):
        set_output(name, value)


def outputs(story: Story, report: Path) -> Iterator[tuple[str, str]]:
    """The outputs of the action by name."""
    verdict = story.verdict
    yield "result", verdict.result
    yield "class", verdict.failure.value
    yield "total", str(verdict.counts.total)
    yield "passed", str(verdict.counts.passed)
    yield "failed", str(verdict.counts.failed)
    yield "isolation-failures", str(verdict.isolation_failures)
    yield "lost-tests", str(verdict.counts.lost)
    yield "seed", story.seed
    yield "coverage", verdict.gate.shown
    yield "report-json", str(report)


def as_json(story: Story) -> dict[str, object]:
    """The story as values that JSON knows."""
    verdict = story.verdict
    return {
        "version": VERSION,
        "result": verdict.result,
        "class": verdict.failure.value,
        "mode": story.mode,
        "counts": {**vars(verdict.counts), "isolation": verdict.isolation_failures},
        "coverage": {"state": verdict.gate.state, "percent": verdict.gate.percent, "message": verdict.gate.message},
        "tests": [_flaw(flaw, story) for flaw in verdict.problems if isinstance(flaw, Flaw)],
        "troubles": [_trouble(trouble, story) for trouble in verdict.problems if isinstance(trouble, Trouble)],
        "lost": list(story.lost),
        "seeds": list(story.seeds),
        "environment": {variable.name: variable.state for variable in story.variables},
        "imports": {entry.module: entry.problem or "ok" for entry in story.imports},
        "runs": [vars(run) for run in story.runs],
    }


def _flaw(flaw: Flaw, story: Story) -> dict[str, object]:
    return {
        "test": flaw.test,
        "class": flaw.failure.value,
        "forgiven": not story.verdict.blames(flaw),
        "in-company": flaw.in_company,
        "alone": flaw.alone,
        "message": flaw.message,
        "file": flaw.file,
        "line": flaw.line,
        "seed": flaw.seed,
        "reproduce": story.again.get(flaw.test, ""),
    }


def _trouble(trouble: Trouble, story: Story) -> dict[str, object]:
    forgiven = not story.verdict.blames(trouble)
    return {"class": trouble.failure.value, "forgiven": forgiven, "message": trouble.message}
