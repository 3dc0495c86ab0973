"""Where a finding is, as lines and columns: the edge at which offsets end."""

from msgspec import Struct

from ..report import Finding
from ..source import Position, Span


class Place(Struct, frozen=True):
    """The first character of a finding and the place after its last one."""

    start: Position
    end: Position


def bounded(finding: Finding) -> Span:
    """The span of a finding, within its text and without line breaks at its end."""
    text = finding.source.text
    start = min(max(finding.span.start, 0), len(text))
    end = min(max(finding.span.end, start), len(text))
    while end > start and text[end - 1] in "\r\n":
        end -= 1
    return Span(start, end)


def place(finding: Finding) -> Place:
    """Lines and columns of a finding, columns counted in characters."""
    span = bounded(finding)
    source = finding.source
    return Place(source.position(span.start), source.position(span.end))
