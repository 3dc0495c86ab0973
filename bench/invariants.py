"""What must hold of every file that fixes have changed; each check yields what is broken, in words."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator

from ci_lint.comments import CommentPlaces
from ci_lint.edits import Placed
from ci_lint.proof import same_reading
from ci_lint.source import Source, Span, decode
from ci_lint.tree import parse, parse_as_judge

_OPENERS = re.compile(r"#|//")
_VERSION = "# v…"
_NAMES_VERSION = re.compile(r"# ?v?\d+(?:\.\d+)*")
_BREAKS = re.compile(r"\r\n|\n|\r")


def unreadable(fixed: Source) -> Iterator[str]:
    """Whether a parser does not read the file, or the two read different things."""
    fast, judge = parse(fixed), parse_as_judge(fixed)
    for name, tree in (("the fast parser", fast), ("ruamel.yaml", judge)):
        if tree.error:
            yield f"{name} does not read it: {tree.error.message}"
    if not (fast.error or judge.error) and not same_reading(fast, judge):
        yield "the two parsers read different things"


def changed_elsewhere(before: str, after: str, placed: Iterable[Placed]) -> Iterator[str]:
    """Whether something outside the ranges of edits has changed in a pass."""
    places = sorted(placed, key=lambda place: place.old)
    outside = (_outside(before, [place.old for place in places]), _outside(after, [place.new for place in places]))
    for old, new in zip(*outside, strict=True):
        if old != new:
            yield f"no edit turned {old[:60]!r} into {new[:60]!r}"


def _outside(text: str, ranges: list[Span]) -> list[str]:
    ends = [0, *(span.end for span in ranges)]
    starts = [*(span.start for span in ranges), len(text)]
    return [text[end:start] for end, start in zip(ends, starts, strict=True)]


def lost_comments(before: Source, after: Source) -> Iterator[str]:
    """The comments that are nowhere in the fixed file. One that stands in another line now is not lost."""
    old, new = (Counter(map(_without_version, comment_texts(source))) for source in (before, after))
    for text, count in (old - new).items():
        if after.text.count(text) < before.text.count(text) or text == _VERSION:
            yield f"the comment {text!r} is lost" + (f" {count} times" if count > 1 else "")


def _without_version(text: str) -> str:
    """A comment; those that name the version of a pinned action may name another one."""
    return _VERSION if _NAMES_VERSION.fullmatch(text) else text


def comment_texts(source: Source) -> Iterator[str]:
    """The text of every comment, of YAML and of scripts, without the blanks behind it."""
    places = CommentPlaces(source, parse(source))
    line = 0
    for found in _OPENERS.finditer(source.text):
        comment = places.comment(found.start())
        if comment and comment.line > line:
            line = comment.line
            yield places.rest_of_line(found.start()).rstrip()


def other_form(before: bytes, after: bytes) -> Iterator[str]:
    """Whether encoding, byte order mark, line breaks or the end of the file are others than before."""
    old, new = decode("", before), decode("", after)
    if (old.encoding, old.byte_order_mark) != (new.encoding, new.byte_order_mark):
        yield "its encoding or byte order mark is another"
    if new.damage and not old.damage:
        yield f"its bytes are no text any more: {new.damage.message}"
    breaks = [frozenset(_BREAKS.findall(source.text)) for source in (old, new)]
    if breaks[0] and not breaks[1] <= breaks[0]:
        yield f"it has line breaks that it had not: {sorted(breaks[1] - breaks[0])}"
    if _ending(old.text) != _ending(new.text):
        yield f"it ends with {_ending(new.text)!r} and not with {_ending(old.text)!r}"


def _ending(text: str) -> str:
    return text[len(text.rstrip("\r\n")) :]
