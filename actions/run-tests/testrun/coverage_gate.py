"""Whether enough of the code was run, apart from whether the tests passed.

Missing data is neither 0 % nor 100 %: it is missing, and the gate stays shut.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .settings import Coverage

LARGEST_FILE = 512 * 1024 * 1024  # bytes


@dataclass(frozen=True)
class Gate:
    """`state` is off, measured, met, below or missing; `percent` is None where nothing was measured."""

    state: str
    percent: float | None
    message: str

    @property
    def passed(self) -> bool:
        """Whether coverage is no reason to fail."""
        return self.state not in ("below", "missing")

    @property
    def shown(self) -> str:
        """The percentage with two digits, cut and not rounded; empty where there is none."""
        return "" if self.percent is None else f"{int(self.percent * 100) / 100:.2f}"


OFF = Gate("off", None, "coverage was not asked for")


def judge(wanted: Coverage, path: Path, *, complete: bool) -> Gate:
    """The gate for a report of coverage in JSON. `complete`: no run ended before it could save its data."""
    if not wanted.wanted:
        return OFF
    if not complete:
        return _missing("a run ended before it could save what it measured")
    totals = _totals(path)
    if totals is None:
        return _missing("no report of coverage was written")
    lines, covered, percent = (totals.get(name) for name in ("num_statements", "covered_lines", "percent_covered"))
    if not isinstance(percent, (int, float)) or not lines:
        return _missing("the report of coverage knows no lines")
    if not covered:
        return _missing("no line that coverage looks at was ever run; see coverage-source")
    return _measured(wanted.minimum, float(percent))


def _measured(minimum: float | None, percent: float) -> Gate:
    if minimum is None:
        return Gate("measured", percent, f"{percent:.2f} % of lines are covered")
    if percent < minimum:
        return Gate("below", percent, f"{percent:.2f} % of lines are covered, {minimum:g} % are demanded")
    return Gate("met", percent, f"{percent:.2f} % of lines are covered, at least {minimum:g} % are demanded")


def _missing(reason: str) -> Gate:
    return Gate("missing", None, f"coverage is unknown: {reason}")


def _totals(path: Path) -> dict[str, Any] | None:
    try:
        if path.stat().st_size > LARGEST_FILE:
            return None
        report = json.loads(path.read_bytes())
    except (OSError, ValueError, RecursionError):
        return None
    totals = report.get("totals") if isinstance(report, dict) else None
    return totals if isinstance(totals, dict) else None
