"""What the fields of an object say, whatever stands in them: a value of the wrong type is one that is not there."""

from collections.abc import Iterator
from datetime import datetime, timezone

from ..late_pattern import late_pattern
from .documents import Fields

_RUN_IN_ADDRESS = late_pattern(r"/actions/runs/(\d{1,18})(?:/|$)")
_FRACTION = late_pattern(r"\.\d+")
# gh writes a time that is not there as year 1; before 2008 there was no GitHub.
_YEARS = range(2008, 2200)


def text(fields: Fields, *names: str) -> str:
    """The first of the fields that is a text, or ""."""
    found = (fields.get(name) for name in names)
    return next((value for value in found if isinstance(value, str) and value), "")


def number(fields: Fields, *names: str) -> int:
    """The first of the fields that is a positive whole number, or 0."""
    found = (fields.get(name) for name in names)
    return next((value for value in found if isinstance(value, int) and not isinstance(value, bool) and value > 0), 0)


def time(fields: Fields, *names: str) -> datetime | None:
    """The first of the fields that is a time, in UTC."""
    return next(filter(None, (_time(text(fields, name)) for name in names)), None)


def objects_in(fields: Fields, name: str) -> Iterator[Fields]:
    """The objects in a list."""
    found = fields.get(name)
    return (item for item in found if isinstance(item, dict)) if isinstance(found, list) else iter(())


def run_in_address(fields: Fields) -> int:
    """The run that the address of a run or a job names, or 0."""
    found = _RUN_IN_ADDRESS.search(text(fields, "html_url")) or _RUN_IN_ADDRESS.search(text(fields, "url"))
    return int(found[1]) if found else 0


def _time(written: str) -> datetime | None:
    try:
        # Python 3.10 reads no Z, and no fractions but of three or six digits.
        read = datetime.fromisoformat(_FRACTION.sub("", written).replace("Z", "+00:00"))
        read = read.astimezone(timezone.utc) if read.tzinfo else read.replace(tzinfo=timezone.utc)
    except (ValueError, OverflowError):
        return None
    return read if read.year in _YEARS else None
