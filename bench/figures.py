"""The figures of a comparison, and how people see them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

REFERENCE = "zizmor --offline"


@dataclass(frozen=True)
class Row:
    """The figures of one tool; `seconds` of each round, `ratio` to zizmor, `failure` instead of figures."""

    tool: str
    version: str
    files: int
    seconds: tuple[float, ...] = ()
    median: float | None = None
    ratio: float | None = None
    cpu: float | None = None
    mebibytes: float | None = None
    refused: int | None = None
    failure: str = ""


@dataclass(frozen=True)
class Result:
    """All figures of a comparison and what they are of."""

    folder: str
    files: int
    bytes: int
    cores: int
    system: str
    python: str
    rounds: int
    left_out: tuple[str, ...]
    absent: tuple[str, ...]
    rows: tuple[Row, ...]


def with_ratios(rows: Sequence[Row]) -> tuple[Row, ...]:
    """The rows with the ratio of each to zizmor's; unchanged if zizmor has no figures."""
    reference = next((row.median for row in rows if row.tool == REFERENCE), None)
    if not reference:
        return tuple(rows)
    return tuple(replace(row, ratio=None if row.median is None else row.median / reference) for row in rows)


def table(result: Result) -> Iterator[str]:
    """The result for people, line by line."""
    size = result.bytes / 1024 / 1024
    yield f"{result.files} files, {size:.1f} MiB, in {result.folder}"
    yield f"{result.cores} cores, {result.system}, Python {result.python}, {result.rounds} rounds"
    yield from (f"left out, because zizmor audits nothing with it: {path}" for path in result.left_out)
    yield from (f"left out: {sentence}" for sentence in result.absent)
    yield ""
    head = ("tool", "version", "files", "median s", "min s", "max s", "x zizmor", "CPU s", "MiB", "refused")
    lines = [head, *(_cells(row) for row in result.rows)]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head))]
    for line in lines:
        texts = [cell.ljust(width) for cell, width in zip(line[:2], widths[:2], strict=True)]
        figures = [cell.rjust(width) for cell, width in zip(line[2:], widths[2:], strict=True)]
        yield "  ".join([*texts, *figures]).rstrip()
    yield from (f"{row.tool} has no figures: {row.failure}" for row in result.rows if row.failure)


def _cells(row: Row) -> tuple[str, ...]:
    def figure(value: float | None, digits: int) -> str:
        return "-" if value is None else f"{value:.{digits}f}"

    low, high = (min(row.seconds), max(row.seconds)) if row.seconds else (None, None)
    times = [figure(value, 2) for value in (row.median, low, high, row.ratio, row.cpu)]
    return (row.tool, row.version, str(row.files), *times, figure(row.mebibytes, 0), figure(row.refused, 0))
