"""The worst of what was found, shown at its lines.

GitHub shows ten annotations of a level for a step, drops the others without a word, and counts all steps of a
composite action as one (actions/runner, ExecutionContext). So nothing here goes over ten together with what the other
steps may say, and the last place tells how many did not fit.
"""

from __future__ import annotations

from pathlib import Path
from typing import Callable, Iterator, Mapping, Sequence

from kit.commands import error, notice, warning
from kit.plain_text import shortened
from kit.workspace import workspace

from .findings import LEVELS, Finding

_SHOW: Mapping[str, Callable[..., None]] = {"error": error, "warning": warning, "info": notice}
_LONGEST_REMARK = 80


def annotate(findings: Sequence[Finding], places: Mapping[str, int]) -> None:
    """Show findings, errors first, and of each level no more than it has places."""
    for level in LEVELS:
        found = [finding for finding in findings if finding.severity == level]
        shown = chosen(found, places[level])
        for finding in shown:
            show(finding)
        if len(found) > len(shown) and places[level] > 0:
            _SHOW[level](f"{len(found) - len(shown)} more of this level: see the summary and the log", title="ci-lint")


def chosen(found: Sequence[Finding], places: int) -> Sequence[Finding]:
    """Those that are shown: all of them, or one fewer than there are places, which the number of the others takes."""
    return found if len(found) <= places else found[: max(0, places - 1)]


def show(finding: Finding) -> None:
    """Show one finding at its line."""
    remark = f" ({finding.remark})" if finding.remark and len(finding.remark) <= _LONGEST_REMARK else ""
    file = from_workspace(finding.path)
    message = f"{shortened(finding.message, 1000)}{remark}"
    if not file:
        message = f"{finding.place}: {message}"
    _SHOW[finding.severity](message, title=f"ci-lint {finding.rule}", file=file, line=finding.line if file else 0)


def from_workspace(path: str) -> str:
    """A path as GitHub wants it, from the workspace and with slashes; empty for what is elsewhere."""
    parts = list(_parts(Path(path)))
    return "" if ".." in parts else "/".join(parts)


def _parts(path: Path) -> Iterator[str]:
    if not path.anchor:
        yield from path.parts
        return
    try:
        yield from path.relative_to(workspace()).parts
    except ValueError:
        yield ".."
