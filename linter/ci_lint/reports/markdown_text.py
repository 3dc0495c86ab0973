"""Text that stands in Markdown and means nothing there."""

from collections.abc import Iterator, Sequence

from ..late_pattern import late_pattern
from .visible import shortened, visible
from .wording import MESSAGE_LIMIT

# All of ASCII's but the comma, the hyphen, the full stop and the slash.
_PUNCTUATION = late_pattern(r"[!-+:-@\[-`{-~]")


def escaped(text: str) -> str:
    """Text that Markdown, HTML and GitHub's own marks (`@name`, `#1`, `$x$`) leave as it is.

    Each ASCII punctuation mark that could mean something becomes a character reference, which no step of
    rendering takes for markup.
    """
    return _PUNCTUATION.sub(lambda found: f"&#{ord(found.group())};", visible(text))


def short(text: str) -> str:
    """A message in Markdown, cut where it is very long."""
    return escaped(shortened(text, MESSAGE_LIMIT))


def fenced(lines: Sequence[str], language: str) -> Iterator[str]:
    """The lines in a fence that none of them can close, and an empty line."""
    starts = (line.lstrip() for line in lines)
    longest = max((len(start) - len(start.lstrip("`")) for start in starts), default=0)
    fence = "`" * max(3, longest + 1)
    yield from (f"{fence}{language}", *lines, fence, "")
