"""Many runs for programs. docs/history-output.schema.json describes it; `version` changes when it breaks."""

from datetime import datetime
from typing import Any

from ..history import History
from ..history.figures import Durations, Outcomes
from ..history.history import Figures
from ..history.trend import Period, Trend
from .json_text import json_text

_VERSION = 1
_DEPTH = 2


def render(history: History) -> str:
    """The figures as one JSON object; durations are in seconds, limits in minutes."""
    value = {
        "version": _VERSION,
        "first": _time(history.first),
        "last": _time(history.last),
        "runs": len(history.runs),
        "job_runs": len(history.job_runs),
        "workflows": [_figures(each) for each in history.workflows],
        "jobs": [
            {"job": each.job, **_figures(each), "queued": _durations(each.queued), "limit_minutes": each.limit}
            for each in history.jobs
        ],
        "slow_steps": [
            {"workflow": step.workflow, "job": step.job, "step": step.name}
            | {"durations": _durations(step.durations), "total": step.total}
            for step in history.slow_steps
        ],
        "flaky": [
            {"workflow": flake.workflow, "job": flake.job, "commits": list(flake.commits), "lost": flake.wasted}
            for flake in history.flaky
        ],
        "moment": _time(history.moment),
        "trends": [_trend(trend) for trend in history.trends],
    }
    return json_text(value, _DEPTH)


def _figures(figures: Figures) -> dict[str, Any]:
    return {
        "workflow": figures.workflow,
        **_outcomes(figures.outcomes),
        "retried": figures.retried,
        "durations": _durations(figures.durations),
        "lost": figures.lost,
    }


def _outcomes(outcomes: Outcomes) -> dict[str, Any]:
    return {
        "succeeded": outcomes.succeeded,
        "failed": outcomes.failed,
        "cancelled": outcomes.cancelled,
        "success_rate": outcomes.success_rate,
    }


def _durations(durations: Durations | None) -> dict[str, Any] | None:
    if durations is None:
        return None
    return {
        "count": durations.count,
        "median": durations.median,
        "p95": durations.p95,
        "longest": durations.longest,
    }


def _trend(trend: Trend) -> dict[str, Any]:
    return {
        "workflow": trend.workflow,
        "job": trend.job,
        "before": _period(trend.before),
        "after": _period(trend.after),
        "success": trend.success.value,
        "duration": trend.duration.value,
    }


def _period(period: Period) -> dict[str, Any]:
    return {**_outcomes(period.outcomes), "durations": _durations(period.durations), "lost": period.lost}


def _time(when: datetime | None) -> str | None:
    return when.isoformat().replace("+00:00", "Z") if when else None
