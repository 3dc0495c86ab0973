"""Many runs as one page with plots that opens anywhere: no script, no font, nothing that is loaded.

A content security policy in the page forbids what is not in it, whatever names in it say.
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from ..history import History
from ..history.figures import Outcomes
from ..history.history import Figures
from ..history.runs import Job, Run
from ..history.trend import Change, Trend
from .history_plots import Drawing, NoPlots, duration_plot, plot, rate_plot, step_plot, trend_plot
from .history_series import bars, points, stacks
from .history_tables import flaky_table, job_table, step_table, workflow_table
from .history_wording import (
    DURATION_WORDS,
    NOTHING_ON_BOTH_SIDES,
    SUCCESS_WORDS,
    duration,
    headline,
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
from .html_text import escaped
from .wording import counted

__all__ = ["NoPlots", "render"]

_STYLE = Path(__file__).with_name("history_page.css")
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
_WORKFLOWS_DRAWN, _TRENDS_SHOWN = 4, 20
_TITLE = "How the runs are doing"
_MARKS = (("dot good", "succeeded"), ("cross bad", "failed"), ("dashes ink", "median of successes"))


def render(history: History) -> str:
    """The page. Raises NoPlots where matplotlib is missing."""
    style = _STYLE.read_text(encoding="utf-8")
    body = "\n".join(_body(history))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{_TITLE}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="icon" href="data:,">\n<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n'
    )


def _body(history: History) -> Iterator[str]:
    yield f'<h1>{_TITLE}</h1>\n<p class="quiet">{escaped(headline(history))}</p>'
    yield from _tiles(history)
    for number, figures in enumerate(history.workflows[:_WORKFLOWS_DRAWN]):
        runs = [run for run in history.runs if run.workflow == figures.workflow]
        yield from _workflow(number, figures, runs, history)
    yield from _slowest_job(history)
    yield from _trends(history)
    if history.workflows:
        yield from ("<h2>Workflows</h2>", workflow_table(history.workflows))
    if history.jobs:
        yield from ("<h2>Jobs</h2>", job_table(history.jobs))
    if history.slow_steps:
        yield from ("<h2>Slowest steps</h2>", step_table(history.slow_steps))
    if history.flaky:
        yield "<h2>Flaky jobs</h2>\n<p>They failed and succeeded on one commit.</p>"
        yield flaky_table(history.flaky)
    yield "<h2>What the words mean</h2>"
    yield f'<ul class="notes">{"".join(f"<li>{escaped(note)}</li>" for note in notes(history))}</ul>'


def _tiles(history: History) -> Iterator[str]:
    parts = history.workflows or history.jobs
    outcomes = [each.outcomes for each in parts]
    every = Outcomes(sum(each.succeeded for each in outcomes), sum(each.failed for each in outcomes), 0)
    facts = [(percent(every), f"of {every.ended} succeeded")]
    facts.append((duration(sum(each.lost for each in parts)), "lost in failures"))
    if history.job_runs:
        facts.append((str(len(history.flaky)), "flaky job" if len(history.flaky) == 1 else "flaky jobs"))
        queues = [job.queued.p95 for job in history.jobs if job.queued]
        facts.append((duration(max(queues)) if queues else "-", "longest usual wait for a runner"))
    tiles = "".join(f"<div><strong>{escaped(fact)}</strong>{words}</div>" for fact, words in facts)
    yield f'<div class="tiles">{tiles}</div>'


def _workflow(number: int, figures: Figures, runs: Sequence[Run], history: History) -> Iterator[str]:
    yield f"<h2>{escaped(workflow(figures.workflow))}</h2>"
    yield f"<p>{escaped(_in_short(figures))}</p>"
    yield from _durations(f"workflow-{number}", "How long each run took", runs, history)
    rates = bars(runs)
    if rates is not None:
        words = f"The share of runs that succeeded, each {rates.unit}; the numbers say of how many, few runs are pale."
        yield from _figure(f"rate-{number}", f"How many succeeded, each {rates.unit}", rate_plot(rates), words)


def _in_short(figures: Figures) -> str:
    outcomes = figures.outcomes
    wasted = f", {lost(figures)} lost in failures" if outcomes.failed else ""
    return (
        f"{percent(outcomes)} of {counted(outcomes.ended, 'run')} succeeded, median {median(figures.durations)}{wasted}"
    )


def _durations(place: str, title: str, part: Sequence[Run | Job], history: History) -> Iterator[str]:
    found = points(part, history.moment)
    if found is None:
        return
    words = _legend((*_MARKS, ("line accent", moment(found.moment))) if found.moment else _MARKS)
    if found.above:
        words += f"<p>{found.above} that took longer than {duration(found.top * 60)} stand at the upper edge.</p>"
    if found.left_out:
        words += f"<p>The oldest {found.left_out} are left out.</p>"
    yield from _figure(place, title, duration_plot(found), words)


def _slowest_job(history: History) -> Iterator[str]:
    timed = [(job.durations.p95, job) for job in history.jobs if job.durations]
    if not timed:
        return
    _, job = max(timed, key=lambda each: each[0])
    part = [each for each in history.job_runs if (each.workflow, each.name) == (job.workflow, job.job)]
    yield f"<h2>The slowest job: {escaped(name(job.job))}</h2>"
    times = f"median {median(job.durations)}, p95 {p95(job.durations)}"
    yield f"<p>{escaped(workflow(job.workflow))}: {times}</p>"
    yield from _durations("job", "How long it took each time", part, history)
    found = stacks(part)
    if found is not None:
        names = [name(step) if step else "all other steps" for step in found.names]
        words = _legend(zip(found.roles, names, strict=True))
        yield from _figure("steps", f"Where its time goes: the median of each {found.unit}", step_plot(found), words)


def _trends(history: History) -> Iterator[str]:
    if history.moment is None:
        return
    yield f"<h2>Before and after {moment(history.moment)}</h2>"
    if not history.trends:
        yield f"<p>{NOTHING_ON_BOTH_SIDES}</p>"
    for number, trend in enumerate(history.trends[:_TRENDS_SHOWN]):
        yield from _trend(number, trend)
    if len(history.trends) > _TRENDS_SHOWN:
        yield f"<p>And {len(history.trends) - _TRENDS_SHOWN} more; <code>--format json</code> has them all.</p>"


def _trend(number: int, trend: Trend) -> Iterator[str]:
    """What changed, with a drawing where it is more than chance."""
    owner = workflow(trend.workflow)
    title = f"{name(trend.job)} ({owner})" if trend.job else owner
    words = "".join(f"<li>{escaped(fact)}</li>" for fact in _facts(trend))
    if {trend.success, trend.duration}.isdisjoint((Change.BETTER, Change.WORSE)):
        yield f'<h3>{escaped(title)}</h3>\n<ul class="notes">{words}</ul>'
    else:
        yield from _figure(f"trend-{number}", title, trend_plot(trend), f'<ul class="notes">{words}</ul>')


def _facts(trend: Trend) -> Iterator[str]:
    before, after = trend.before, trend.after
    yield f"success: {rate_of(before)}, then {rate_of(after)}: {SUCCESS_WORDS[trend.success]}"
    yield f"median: {median_of(before)}, then {median_of(after)}: {DURATION_WORDS[trend.duration]}"
    if before.outcomes.failed or after.outcomes.failed:
        yield f"lost: {lost(before)}, then {lost(after)}"


def _figure(place: str, title: str, drawing: Drawing, words: str) -> Iterator[str]:
    """A heading, the drawing for the room there is, and words that are HTML already."""
    wide, narrow = plot(place, drawing)
    yield f"<h3>{escaped(title)}</h3>\n<figure>"
    for kind, svg in (("wide", wide), ("narrow", narrow)):
        yield f'<div class="{kind}" role="img" aria-label="{escaped(title)}">{svg}</div>'
    yield f"<figcaption>{words}</figcaption>\n</figure>"


def _legend(entries: Iterable[tuple[str, str]]) -> str:
    """A list of swatches, by their classes in the style sheet, with what they stand for."""
    rows = (f'<li><i class="{kind}"></i>{escaped(text)}</li>' for kind, text in entries)
    return f'<ul class="legend">{"".join(rows)}</ul>'
