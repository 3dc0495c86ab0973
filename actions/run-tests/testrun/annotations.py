"""The worst of it, shown at the lines where it happened."""

from __future__ import annotations

from pathlib import Path

from kit.commands import error, say, warning
from kit.workspace import inside, workspace

from .flaws import Flaw
from .story import Story
from .troubles import Trouble

MOST = 10  # GitHub shows ten of each level for a step, however many there are


def annotate(story: Story) -> None:
    """Show errors for what makes the run red and warnings for what was forgiven, the gravest first."""
    verdict = story.verdict
    for problem in verdict.problems[:MOST]:
        _show(problem, blamed=verdict.blames(problem))
    if len(verdict.problems) > MOST:
        say(f"and {len(verdict.problems) - MOST} more: see the summary and the report")
    if not verdict.gate.passed:
        error(verdict.gate.message, title="coverage")
    for variable in story.variables:
        if variable.state != "set" and not variable.required:
            say(f"the variable {variable.name} is {variable.state}, which is allowed")


def _show(problem: Flaw | Trouble, *, blamed: bool) -> None:
    show = error if blamed else warning
    title = f"{problem.failure.value} failure"
    if isinstance(problem, Trouble):
        show(problem.message, title=title)
        return
    file = within_workspace(problem.file)
    show(sentence(problem), title=title, file=file, line=problem.line if file else 0)


def sentence(flaw: Flaw) -> str:
    """A flaw in one line."""
    seed = f" (seed {flaw.seed})" if flaw.seed is not None else ""
    ways = ", ".join(filter(None, (flaw.in_company and f"in company: {flaw.in_company}", f"alone: {flaw.alone}")))
    return f"{flaw.test}: {ways}{seed}{f': {flaw.message}' if flaw.message else ''}"


def within_workspace(file: str) -> str:
    """A path as GitHub wants it: from the workspace, with slashes; empty for what is not in there."""
    if not file or "\0" in file:
        return ""
    path = Path(file)
    top = workspace()
    if not path.is_absolute() or not inside(top, path):
        return "" if path.is_absolute() or ".." in path.parts else path.as_posix()
    return path.resolve().relative_to(top).as_posix()
