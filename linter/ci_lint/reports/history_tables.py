"""Tables of a history in HTML. On a phone each row becomes a card, whose cells say what they are."""

from collections.abc import Iterable, Sequence

from ..history.flakes import Flaky
from ..history.history import Figures
from ..history.slow_steps import SlowStep
from .history_wording import duration, limit, lost, median, name, p95, percent, workflow
from .html_text import escaped

_ROWS_SHOWN, _STEPS_SHOWN = 200, 10
_COMMITS_SHOWN, _COMMIT = 6, 10
_HEADS = ("runs", "success", "median", "p95", "lost")


def workflow_table(workflows: Sequence[Figures]) -> str:
    """The figures of workflows."""
    rows = [
        (_names(workflow(each.workflow)), *_numbers(each), str(each.retried), str(each.outcomes.cancelled))
        for each in workflows[:_ROWS_SHOWN]
    ]
    return _table(("workflow", *_HEADS, "retried", "cancelled"), rows, len(workflows))


def job_table(jobs: Sequence[Figures]) -> str:
    """The figures of jobs, with the limits they should have."""
    rows = [
        (_names(name(job.job), workflow(job.workflow)), *_numbers(job), median(job.queued), limit(job))
        for job in jobs[:_ROWS_SHOWN]
    ]
    return _table(("job", *_HEADS, "queue", "limit"), rows, len(jobs))


def step_table(steps: Sequence[SlowStep]) -> str:
    """The steps that take the most."""
    rows = [
        (
            _names(name(step.name), f"{name(step.job)}, {workflow(step.workflow)}"),
            *(str(step.durations.count), median(step.durations), p95(step.durations), duration(step.total)),
        )
        for step in steps[:_STEPS_SHOWN]
    ]
    return _table(("step", "times", "median", "p95", "in all"), rows, len(rows))


def flaky_table(flakes: Sequence[Flaky]) -> str:
    """The jobs that were red and green on one commit."""
    rows = [
        (
            _names(name(flake.job), workflow(flake.workflow)),
            *(str(len(flake.commits)), duration(flake.wasted), _commits(flake)),
        )
        for flake in flakes[:_ROWS_SHOWN]
    ]
    return _table(("job", "commits", "lost", "which"), rows, len(flakes))


def _commits(flake: Flaky) -> str:
    shown = ", ".join(escaped(commit[:_COMMIT]) for commit in flake.commits[:_COMMITS_SHOWN])
    return f"{shown}, …" if len(flake.commits) > _COMMITS_SHOWN else shown


def _names(first: str, second: str = "") -> str:
    return escaped(first) + (f"<small>{escaped(second)}</small>" if second else "")


def _numbers(figures: Figures) -> tuple[str, ...]:
    good = figures.durations
    numbers = (str(figures.outcomes.ended), percent(figures.outcomes), median(good), p95(good), lost(figures))
    return tuple(escaped(number) for number in numbers)


def _table(heads: Sequence[str], rows: Iterable[Sequence[str]], many: int) -> str:
    """The rows, whose cells are HTML already."""
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join(f"<tr>{''.join(_cells(heads, row))}</tr>\n" for row in rows)
    more = (
        f"<p>And {many - _ROWS_SHOWN} more; <code>--format json</code> has them all.</p>" if many > _ROWS_SHOWN else ""
    )
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{body}</tbody>\n</table>{more}"


def _cells(heads: Sequence[str], row: Sequence[str]) -> Iterable[str]:
    yield f"<td>{row[0]}</td>"
    for head, cell in zip(heads[1:], row[1:], strict=True):
        words = ' class="words"' if head == "which" else ""
        yield f'<td{words} data-head="{head}">{cell}</td>'
