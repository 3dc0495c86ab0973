"""Many runs for step summaries and issues."""

from collections.abc import Iterator, Sequence

from ..history import History
from ..history.flakes import Flaky
from ..history.history import Figures
from ..history.slow_steps import SlowStep
from ..history.trend import Trend
from .history_wording import (
    DURATION_WORDS,
    NOTHING_ON_BOTH_SIDES,
    SUCCESS_WORDS,
    duration,
    headline,
    limit,
    lost,
    median,
    median_of,
    moment,
    name,
    notes,
    p95,
    percent,
    rate_of,
    workflow,
)
from .markdown_text import escaped
from .visible import shortened

# GitHub takes 1 MiB for a summary; nobody reads as much.
_ROWS_SHOWN, _STEPS_SHOWN = 50, 10
_COMMITS_SHOWN, _COMMIT = 4, 10


def render(history: History) -> str:
    """The figures of workflows and jobs, slow steps, flaky jobs, and what changed, as tables."""
    lines = ["## How the runs are doing", "", f"{headline(history)}.", ""]
    lines += _section("Workflows", (*_HEADS, "retried", "cancelled"), map(_workflow, history.workflows))
    lines += _section("Jobs", ("workflow", *_HEADS, "queue", "limit"), map(_job, history.jobs))
    steps = ("job", "workflow", "times", "median", "p95", "in all")
    lines += _section("Slowest steps", steps, map(_step, history.slow_steps[:_STEPS_SHOWN]))
    flaky = ("workflow", "commits", "lost", "which")
    lines += _section("Flaky jobs", flaky, map(_flaky, history.flaky))
    lines += _trends(history)
    lines += ["<details><summary>What the columns mean</summary>", ""]
    lines += [*(f"- {note}" for note in notes(history)), "", "</details>"]
    return "\n".join(lines) + "\n"


_WORDS = ("job", "workflow", "which", "")
_HEADS = ("runs", "success", "median", "p95", "lost")


def _section(title: str, heads: Sequence[str], rows: Iterator[Sequence[str]]) -> Iterator[str]:
    """A heading and a table whose first column is words; nothing without rows."""
    found = list(rows)
    if not found:
        return
    yield from (f"### {title}", "", f"| | {' | '.join(heads)} |", f"|---|{''.join(_ruler(head) for head in heads)}")
    yield from (f"| {' | '.join(row)} |" for row in found[:_ROWS_SHOWN])
    if len(found) > _ROWS_SHOWN:
        yield from ("", f"And {len(found) - _ROWS_SHOWN} more; `--format json` has them all.")
    yield ""


def _ruler(head: str) -> str:
    """Words to the left, numbers to the right."""
    return "---|" if head in _WORDS else "---:|"


def _cell(text: str) -> str:
    return escaped(shortened(text, 100))


def _numbers(figures: Figures) -> tuple[str, ...]:
    good = figures.durations
    return (str(figures.outcomes.ended), percent(figures.outcomes), median(good), p95(good), lost(figures))


def _workflow(each: Figures) -> tuple[str, ...]:
    return (_cell(workflow(each.workflow)), *_numbers(each), str(each.retried), str(each.outcomes.cancelled))


def _job(job: Figures) -> tuple[str, ...]:
    return (_cell(name(job.job)), _cell(workflow(job.workflow)), *_numbers(job), median(job.queued), limit(job))


def _step(step: SlowStep) -> tuple[str, ...]:
    names = (_cell(name(step.name)), _cell(name(step.job)), _cell(workflow(step.workflow)))
    figures = step.durations
    return (*names, str(figures.count), median(figures), p95(figures), duration(step.total))


def _flaky(flake: Flaky) -> tuple[str, ...]:
    commits = ", ".join(_cell(name(commit)[:_COMMIT]) for commit in flake.commits[:_COMMITS_SHOWN])
    more = ", …" if len(flake.commits) > _COMMITS_SHOWN else ""
    names = (_cell(name(flake.job)), _cell(workflow(flake.workflow)))
    return (*names, str(len(flake.commits)), duration(flake.wasted), commits + more)


def _trends(history: History) -> Iterator[str]:
    if history.moment is None:
        return
    title = f"Before and after {moment(history.moment)}"
    if not history.trends:
        yield from (f"### {title}", "", NOTHING_ON_BOTH_SIDES, "")
    yield from _section(title, ("workflow", "success", "", "median", "", "lost"), map(_trend, history.trends))


def _trend(trend: Trend) -> tuple[str, ...]:
    before, after = trend.before, trend.after
    return (
        _cell(name(trend.job)) if trend.job else "all jobs",
        _cell(workflow(trend.workflow)),
        f"{rate_of(before)} → {rate_of(after)}",
        SUCCESS_WORDS[trend.success],
        f"{median_of(before)} → {median_of(after)}",
        DURATION_WORDS[trend.duration],
        f"{lost(before)} → {lost(after)}",
    )
