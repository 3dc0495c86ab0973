"""Words and numbers that every report on many runs uses."""

from datetime import datetime

from ..history import History
from ..history.figures import Durations, Outcomes
from ..history.history import Figures
from ..history.limits import ENOUGH as ENOUGH_FOR_LIMITS
from ..history.trend import ENOUGH as ENOUGH_FOR_TRENDS
from ..history.trend import Change, Period
from .visible import shortened, visible
from .wording import counted

NAME_LIMIT = 200
NOTHING = "-"
_MINUTE, _HOUR = 60, 3600

_NOTES = (
    "success: of the runs that ended by themselves; cancelled and skipped ones do not count",
    "median, p95: how long successful ones take; 95 of 100 take no longer than p95",
    "retried: successes of a second attempt or a later one",
    "queue: how long jobs wait for a runner, the median",
    "lost: the time that failed ones took, together",
    f"limit: a timeout-minutes with room above every success; it takes {ENOUGH_FOR_LIMITS} of them to tell",
)
_TREND_NOTES = (
    "no clear difference: chance alone makes one as large more often than once in 20 times",
    f"too few to tell: fewer than {ENOUGH_FOR_TRENDS} on one of the sides",
)
SUCCESS_WORDS = {
    Change.BETTER: "better",
    Change.WORSE: "worse",
    Change.UNCLEAR: "no clear difference",
    Change.TOO_FEW: "too few to tell",
}
DURATION_WORDS = {**SUCCESS_WORDS, Change.BETTER: "shorter", Change.WORSE: "longer"}
NOTHING_ON_BOTH_SIDES = "Nothing ran both before and after it."


def notes(history: History) -> tuple[str, ...]:
    """What the words of the report mean."""
    return (*_NOTES, *_TREND_NOTES) if history.trends else _NOTES


def name(text: str) -> str:
    """A name from a file, fit to be printed."""
    return shortened(visible(text), NAME_LIMIT)


def workflow(text: str) -> str:
    """The name of a workflow, or words for a name that no file tells."""
    return name(text) or "unknown workflow"


def headline(history: History) -> str:
    """How much was read, and from when to when."""
    what = " and ".join(
        counted(number, noun) for number, noun in ((len(history.runs), "run"), (len(history.job_runs), "job")) if number
    )
    if history.first is None or history.last is None:
        return what
    return f"{what} from {history.first:%Y-%m-%d} to {history.last:%Y-%m-%d}"


def percent(outcomes: Outcomes) -> str:
    """The success rate; never 0% or 100% for what is only near."""
    rate = outcomes.success_rate
    if rate is None:
        return NOTHING
    rounded = round(rate * 100)
    if rounded == 100 and rate < 1:  # noqa: PLR2004 - the whole
        return ">99%"
    return "<1%" if rounded == 0 and rate > 0 else f"{rounded}%"


def duration(seconds: float | None) -> str:
    """`12s`, `6m12s`, `3h05m`; nothing for no time at all."""
    if seconds is None:
        return NOTHING
    whole = round(seconds)
    if whole < _MINUTE:
        return f"{whole}s"
    if whole < _HOUR:
        return f"{whole // _MINUTE}m{whole % _MINUTE:02d}s"
    return f"{whole // _HOUR}h{whole % _HOUR // _MINUTE:02d}m"


def median(durations: Durations | None) -> str:
    """The middle one."""
    return duration(durations.median if durations else None)


def p95(durations: Durations | None) -> str:
    """The one that few exceed."""
    return duration(durations.p95 if durations else None)


def lost(figures: Figures | Period) -> str:
    """What failures took; nothing where nothing failed."""
    return duration(figures.lost) if figures.outcomes.failed else NOTHING


def limit(figures: Figures) -> str:
    """The suggested time limit, in minutes."""
    return str(figures.limit) if figures.limit else NOTHING


def moment(when: datetime) -> str:
    """A day, or a point in time to the minute."""
    midnight = when.hour == when.minute == when.second == 0
    return f"{when:%Y-%m-%d}" if midnight else f"{when:%Y-%m-%d %H:%M} UTC"


def rate_of(period: Period) -> str:
    """`82% of 40`."""
    return f"{percent(period.outcomes)} of {period.outcomes.ended}"


def median_of(period: Period) -> str:
    """`6m12s of 38`."""
    return f"{median(period.durations)} of {period.durations.count if period.durations else 0}"
