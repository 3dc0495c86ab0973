"""Plots as SVG that stands in a page: no script, no font, no text of anybody's but numbers and dates.

They are drawn in colours that only stand for roles; each becomes a variable of the page's style sheet, so that a dark
page has light lines. Names stand beside the plots, in the page.
"""

import io
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from ..history.trend import Trend
from ..late_pattern import late_pattern
from .history_series import FEW, Bars, Points, Stacks
from .history_wording import median, percent

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

# Roles of the page's style sheet, as colours that nothing else has.
_ROLES = ("ink", "muted", "grid", "good", "bad", "accent", "step-1", "step-2", "step-3", "step-4", "step-5", "step-6")
_COLOURS = MappingProxyType({role: f"#0000{number:02x}" for number, role in enumerate(_ROLES, 1)})
_WRITTEN = late_pattern(r"#0000([0-9a-f]{2})\b")
# Names of groups, the same in every drawing; nothing refers to them, and a page may have each only once.
_GROUP = late_pattern(r' id="[A-Za-z0-9.]+_[0-9]+"')
# Inches, of which a page makes what it has room for; a phone gets a drawing of its own, or letters would be tiny.
_WIDE, _NARROW = 7.6, 3.5
_SECONDS_UP_TO, _MINUTES_UP_TO = 2, 180
_DAY = 24 * 60 * 60
_LABELLED = 10


class Drawing(Struct, frozen=True):
    """How a figure is drawn, on a phone or on a wide page, and how high it is, in inches."""

    draw: Callable[["Figure", bool], None]
    height: float = 2.3
    narrow_height: float = 2.3


class NoPlots(Exception):
    """matplotlib is missing; the message says how to get it."""


def plot(name: str, drawing: Drawing) -> tuple[str, str]:
    """SVG for wide pages and for phones; `name` is one of its own in the page. Raises NoPlots."""
    wide = _svg(f"{name}-wide", (_WIDE, drawing.height), lambda figure: drawing.draw(figure, False))  # noqa: FBT003 - narrow
    narrow = _svg(f"{name}-narrow", (_NARROW, drawing.narrow_height), lambda figure: drawing.draw(figure, True))  # noqa: FBT003 - narrow
    return wide, narrow


def duration_plot(points: Points) -> Drawing:
    """Each run as a point, failures as crosses, the median as a line."""
    factor, unit = _unit(points.top)

    def draw(figure: "Figure", narrow: bool) -> None:  # noqa: FBT001 - the one thing a drawing asks for
        axes = figure.subplots()
        for found, marker, role in ((points.succeeded, "o", "good"), (points.failed, "x", "bad")):
            minutes = [min(took, points.top) * factor for _, took in found]
            axes.plot([_day(when) for when, _ in found], minutes, marker, color=_COLOURS[role], markersize=3.4)
        for begin, end, took in points.medians:
            line = [_day(begin), _day(end)], [took * factor, took * factor]
            axes.plot(*line, color=_COLOURS["ink"], linewidth=1.2, dashes=(4, 2))
        if points.moment:
            axes.axvline(_day(points.moment), color=_COLOURS["accent"], linewidth=1.2)
        axes.set_ylim(0, points.top * factor * 1.08 or 1)
        _time_axis(axes, unit)
        _dates_axis(axes, narrow=narrow)

    return Drawing(draw)


def rate_plot(bars: Bars) -> Drawing:
    """A bar for each part of time: what succeeded, and above it what failed. Few runs make a pale bar."""

    def draw(figure: "Figure", narrow: bool) -> None:  # noqa: FBT001 - the one thing a drawing asks for
        axes = figure.subplots()
        width, middles = _middles(bars.begins, bars.unit)
        for middle, rate in zip(middles, bars.rates, strict=True):
            share = (rate.success_rate or 0) * 100
            alpha = 0.45 if rate.ended < FEW else 1
            axes.bar(middle, share, width, color=_COLOURS["good"], alpha=alpha)
            axes.bar(middle, 100 - share, width, bottom=share, color=_COLOURS["bad"], alpha=alpha)
            if len(middles) <= (_LABELLED if narrow else 2 * _LABELLED):
                axes.text(middle, 103, str(rate.ended), ha="center", va="bottom", color=_COLOURS["muted"])
        axes.set_ylim(0, 118)
        axes.set_yticks([0, 50, 100], ["0%", "50%", "100%"])
        _parts_axis(axes, bars.begins, bars.unit, narrow=narrow)

    return Drawing(draw)


def step_plot(stacks: Stacks) -> Drawing:
    """The steps of a job on top of each other, for each part of time."""
    top = max(sum(part) for part in zip(*stacks.minutes, strict=True))
    factor, unit = _unit(top)

    def draw(figure: "Figure", narrow: bool) -> None:  # noqa: FBT001 - the one thing a drawing asks for
        axes = figure.subplots()
        width, middles = _middles(stacks.begins, stacks.unit)
        below = [0.0] * len(middles)
        for role, minutes in zip(stacks.roles, stacks.minutes, strict=True):
            heights = [each * factor for each in minutes]
            axes.bar(middles, heights, width, bottom=below, color=_COLOURS[role])
            below = [low + more for low, more in zip(below, heights, strict=True)]
        axes.set_ylim(0, top * factor * 1.08 or 1)
        _time_axis(axes, unit)
        _parts_axis(axes, stacks.begins, stacks.unit, narrow=narrow)

    return Drawing(draw)


def trend_plot(trend: Trend) -> Drawing:
    """Success and duration, before above after."""
    periods = (trend.before, trend.after)
    rates = [(period.outcomes.success_rate or 0) * 100 for period in periods]
    minutes = [period.durations.median / 60 if period.durations else 0 for period in periods]

    def draw(figure: "Figure", narrow: bool) -> None:  # noqa: FBT001 - the one thing a drawing asks for
        first, second = figure.subplots(2, 1) if narrow else figure.subplots(1, 2)
        _both(first, rates, "success", [percent(period.outcomes) for period in periods], 100)
        _both(second, minutes, "median duration", [median(period.durations) for period in periods], max(minutes) or 1)

    return Drawing(draw, 1.25, 2.0)


def _both(axes: "Axes", values: Sequence[float], title: str, labels: Sequence[str], top: float) -> None:
    """Two bars with their values behind them."""
    shown = axes.barh([1, 0], values, 0.66, color=[_COLOURS["muted"], _COLOURS["accent"]])
    axes.bar_label(shown, labels, padding=3, color=_COLOURS["ink"])
    axes.set_title(title, loc="left", fontsize=8, color=_COLOURS["muted"])
    axes.set_yticks([1, 0], ["before", "after"])
    axes.set_xlim(0, top * 1.3)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.grid(visible=False)


def _unit(minutes: float) -> tuple[float, str]:
    """What times up to so many minutes are told in, and how many of it a minute is."""
    if minutes < _SECONDS_UP_TO:
        return 60, "s"
    return (1, "min") if minutes < _MINUTES_UP_TO else (1 / 60, "h")


def _day(when: datetime) -> float:
    """A time as matplotlib's axes have it: in days since 1970."""
    return when.timestamp() / _DAY


def _middles(begins: Sequence[datetime], unit: str) -> tuple[float, list[float]]:
    """How wide a bar is, and the middle of each part of time, in days."""
    width = {"day": 1, "week": 7, "month": 30}[unit]
    return width * 0.8, [_day(begin) + width / 2 for begin in begins]


def _time_axis(axes: "Axes", unit: str) -> None:
    axes.locator_params(axis="y", nbins=5, steps=[1, 2, 5, 10])
    axes.yaxis.set_major_formatter(f"{{x:g}} {unit}")


def _dates_axis(axes: "Axes", *, narrow: bool) -> None:
    from matplotlib import dates

    untyped: Any = dates
    locator = untyped.AutoDateLocator(minticks=2, maxticks=4 if narrow else 8)
    axes.xaxis.set_major_locator(locator)
    axes.xaxis.set_major_formatter(untyped.ConciseDateFormatter(locator))
    axes.grid(visible=False, axis="x")


def _parts_axis(axes: "Axes", begins: Sequence[datetime], unit: str, *, narrow: bool) -> None:
    """The first days of some of the parts of time, as many as there is room for."""
    _, middles = _middles(begins, unit)
    pace = -(-len(begins) // (4 if narrow else 8))
    words = [f"{begin:%b %Y}" if unit == "month" else f"{begin.day} {begin:%b}" for begin in begins]
    axes.set_xticks(middles[::pace], words[::pace])
    axes.grid(visible=False, axis="x")


def _svg(name: str, size: tuple[float, float], draw: Callable[["Figure"], None]) -> str:
    with _style(name):
        from matplotlib.backends.backend_svg import FigureCanvasSVG
        from matplotlib.figure import Figure

        figure = Figure(figsize=size, layout="constrained")
        FigureCanvasSVG(figure)
        draw(figure)
        written = io.StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(written, format="svg", metadata=nothing, transparent=True)
    svg = written.getvalue()
    return _GROUP.sub("", _WRITTEN.sub(_variable, svg[svg.index("<svg") :].strip()))


def _variable(found: re.Match[str]) -> str:
    return f"var(--{_ROLES[int(found[1], 16) - 1]})"


@contextmanager
def _style(name: str) -> Iterator[None]:
    """Matplotlib's own defaults, whatever the user's are, and ours over them."""
    try:
        import matplotlib as mpl
    except ImportError:
        raise NoPlots("html needs matplotlib for its plots; `pip install 'ci-lint[plots]'` brings it") from None
    ink, muted, grid = _COLOURS["ink"], _COLOURS["muted"], _COLOURS["grid"]
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(
            {
                "svg.fonttype": "none", "svg.hashsalt": name, "text.parse_math": False, "font.size": 8,
                "text.color": ink, "axes.labelcolor": muted, "axes.edgecolor": grid, "axes.linewidth": 0.8,
                "xtick.color": grid, "ytick.color": grid, "xtick.labelcolor": muted, "ytick.labelcolor": muted,
                "axes.grid": True, "axes.axisbelow": True, "grid.color": grid, "grid.linewidth": 0.6,
                "axes.spines.top": False, "axes.spines.right": False, "axes.spines.left": False, "ytick.left": False,
            }
        )  # fmt: skip
        yield
