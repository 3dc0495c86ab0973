"""A line of a log without what GitHub and terminals put around it."""

from datetime import datetime, timezone

from msgspec import Struct

from ..late_pattern import late_pattern

# Longer lines are cut: nothing that tells of a cause stands so far in.
LINE_LIMIT = 8 * 1024

# `gh run view --log`: job, step and the line with its time stamp, parted by tabs.
_COLUMNS = late_pattern(r"([^\t]{1,300})\t([^\t]{1,300})\t(?=\ufeff?\d{4}-\d\d-\d\dT|$)")
# What gh calls the steps of a job for which GitHub keeps no file a step.
_NO_STEP = "UNKNOWN STEP"
_STAMP = late_pattern(r"\ufeff?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d))(?: |$)")
# Colours and cursor movements; also as `^[[31m`, how some pagers and threads show them, and links.
_ESCAPES = late_pattern(
    r"(?:\x1b|\^\[)(?:\[[0-9;:?]{0,60}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,2000}(?:\x07|\x1b\\))|\x1b[()][0-9A-B]|\x1b[=>78]"
)


class Line(Struct, frozen=True):
    """A line: its number in its stream, counted from 1, its text, its time stamp, and job and step if it says them."""

    number: int
    text: str
    stamp: str = ""
    job: str = ""
    step: str = ""


def read_line(number: int, raw: bytes) -> Line:
    """The line that these bytes, without line break, hold; never fails."""
    text = raw[:LINE_LIMIT].decode("utf-8", "replace").rstrip("\r")
    job = step = stamp = ""
    if "\t" in text and (columns := _COLUMNS.match(text)):
        job, step = columns[1].strip(), columns[2].strip()
        text = text[columns.end() :]
    if stamped := _STAMP.match(text):
        stamp = stamped[1]
        text = text[stamped.end() :]
    if "\x1b" in text or "^[" in text:
        text = _ESCAPES.sub("", text)
    return Line(number, text.lstrip("\ufeff"), stamp, job, "" if step == _NO_STEP else step)


def seconds(line: Line) -> int | None:
    """The time at which a line was written, in whole seconds from some point in time; None if it does not say."""
    try:
        return int(datetime.fromisoformat(line.stamp[:19]).replace(tzinfo=timezone.utc).timestamp())
    except ValueError:
        return None
