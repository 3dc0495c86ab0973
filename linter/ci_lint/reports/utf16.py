"""Places in UTF-16 units, which SARIF counts."""

from bisect import bisect_left

from ..late_pattern import late_pattern
from ..source import Source, Span

_PAIR = late_pattern("[\U00010000-\U0010ffff]")


class Columns:
    """Counts UTF-16 units in a source. What takes two of them is looked up once: a line may be a megabyte long."""

    def __init__(self, source: Source) -> None:
        self.source = source
        self.pairs = tuple(found.start() for found in _PAIR.finditer(source.text))

    def region(self, span: Span) -> dict[str, int]:
        """SARIF's region of a span; endColumn is the column behind its last character."""
        start_line, start_column = self.position(span.start)
        end_line, end_column = self.position(span.end)
        return {"startLine": start_line, "startColumn": start_column, "endLine": end_line, "endColumn": end_column}

    def position(self, offset: int) -> tuple[int, int]:
        """Line and column, both from 1, of an offset."""
        position = self.source.position(offset)
        line_start = offset - position.column + 1
        pairs = bisect_left(self.pairs, offset) - bisect_left(self.pairs, line_start)
        return position.line, position.column + pairs
