"""Many runs for people at a terminal, 80 columns wide."""

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from ..history import History
from ..history.flakes import Flaky
from ..history.history import Figures
from ..history.slow_steps import SlowStep
from ..history.trend import Trend
from .columns import columns, cut
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
from .wording import counted

_WIDTH = 80
_JOBS_SHOWN, _STEPS_SHOWN, _FLAKY_SHOWN, _TRENDS_SHOWN = 40, 10, 20, 20
_COMMITS_SHOWN, _COMMIT = 4, 10


def render(history: History) -> str:
    """The figures of workflows and jobs, slow steps, flaky jobs, and what changed; each line ended."""
    blocks = [
        [headline(history)],
        list(_workflows(history.workflows)),
        list(_jobs(history.jobs)),
        list(_steps(history.slow_steps)),
        list(_flaky(history.flaky)),
        list(_trends(history)),
        [textwrap.fill(note, _WIDTH, subsequent_indent="  ") for note in notes(history)],
    ]
    return "\n\n".join("\n".join(block) for block in blocks if block) + "\n"


def _workflows(workflows: Sequence[Figures]) -> Iterator[str]:
    if workflows:
        rows = [
            (workflow(each.workflow), *_numbers(each), str(each.retried), str(each.outcomes.cancelled))
            for each in workflows
        ]
        yield from columns(("Workflows", *_HEADS, "retried", "cancelled"), rows, _WIDTH)


_HEADS = ("runs", "success", "median", "p95", "lost")


def _numbers(figures: Figures) -> tuple[str, ...]:
    good = figures.durations
    return (str(figures.outcomes.ended), percent(figures.outcomes), median(good), p95(good), lost(figures))


def _jobs(jobs: Sequence[Figures]) -> Iterator[str]:
    shown = sorted(jobs[:_JOBS_SHOWN], key=lambda job: job.workflow)
    rows: list[Sequence[str]] = []
    for owner, own in groupby(shown, key=lambda job: job.workflow):
        rows.append((workflow(owner), *("" for _ in _JOB_HEADS)))
        rows += [(f"  {name(job.job)}", *_numbers(job), median(job.queued), limit(job)) for job in own]
    if rows:
        yield from columns(("Jobs", *_JOB_HEADS), rows, _WIDTH)
        yield from _more(jobs, _JOBS_SHOWN)


_JOB_HEADS = (*_HEADS, "queue", "limit")


def _steps(steps: Sequence[SlowStep]) -> Iterator[str]:
    rows = [
        (
            f"{name(step.name)} ({name(step.job)}, {workflow(step.workflow)})",
            str(step.durations.count),
            median(step.durations),
            p95(step.durations),
            duration(step.total),
        )
        for step in steps[:_STEPS_SHOWN]
    ]
    if rows:
        yield from columns(("Slowest steps", "times", "median", "p95", "in all"), rows, _WIDTH)


def _flaky(flakes: Sequence[Flaky]) -> Iterator[str]:
    if not flakes:
        return
    yield "Flaky jobs: they failed and succeeded on one commit"
    for flake in flakes[:_FLAKY_SHOWN]:
        commits = ", ".join(name(commit)[:_COMMIT] for commit in flake.commits[:_COMMITS_SHOWN])
        more = ", …" if len(flake.commits) > _COMMITS_SHOWN else ""
        yield cut(f"  {name(flake.job)} ({workflow(flake.workflow)})", _WIDTH)
        yield f"    {counted(len(flake.commits), 'commit')}, {duration(flake.wasted)} lost: {commits}{more}"
    yield from _more(flakes, _FLAKY_SHOWN)


def _trends(history: History) -> Iterator[str]:
    if history.moment is None:
        return
    yield f"Before and after {moment(history.moment)}"
    if not history.trends:
        yield f"  {NOTHING_ON_BOTH_SIDES}"
    for trend in history.trends[:_TRENDS_SHOWN]:
        yield from _trend(trend)
    yield from _more(history.trends, _TRENDS_SHOWN)


def _trend(trend: Trend) -> Iterator[str]:
    before, after = trend.before, trend.after
    yield cut(f"  {name(trend.job)} ({workflow(trend.workflow)})" if trend.job else f"  {workflow(trend.workflow)}", 80)
    for words in (
        f"success  {rate_of(before)}, then {rate_of(after)}: {SUCCESS_WORDS[trend.success]}",
        f"median   {median_of(before)}, then {median_of(after)}: {DURATION_WORDS[trend.duration]}",
        f"lost     {lost(before)}, then {lost(after)}",
    ):
        yield textwrap.fill(words, _WIDTH, initial_indent="    ", subsequent_indent=" " * 13)


def _more(everything: Sequence[object], shown: int) -> Iterator[str]:
    if len(everything) > shown:
        yield f"  and {len(everything) - shown} more; --format json has them all"
