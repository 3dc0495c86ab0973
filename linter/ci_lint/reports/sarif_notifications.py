"""What a run did besides finding, in SARIF: fixes made and refused, broken rules, paths that were not read.

What was fixed is no result any more. SARIF could list it as absent from a baseline, but then the log must name
an earlier run, and there is none.
"""

from collections.abc import Iterator
from typing import Any

from ..report import FileReport, InternalError, Report
from .location import artifact_location
from .options import ReportOptions
from .outcome import made, refused
from .visible import shortened, visible
from .wording import MESSAGE_LIMIT, counted


def notifications(report: Report, left_out: int, options: ReportOptions) -> Iterator[dict[str, Any]]:
    """SARIF's notifications of a run of which `left_out` findings are not among the results."""
    for error in report.errors():
        yield _internal_error(error, options)
    for sentence in report.unreadable:
        yield _notification("unreadable-path", "error", sentence)
    for sentence in report.unwritten:
        yield _notification("unwritten-file", "error", sentence)
    for file in report.files:
        yield from _fixes(file, options)
    if left_out:
        sentence = f"{counted(left_out, 'finding')} left out: a run may have no more results; the worst are kept"
        yield _notification("results-left-out", "warning", sentence)
    for note in report.notes:
        yield _notification("note", "note", note)


def _fixes(file: FileReport, options: ReportOptions) -> Iterator[dict[str, Any]]:
    place = {"physicalLocation": {"artifactLocation": artifact_location(file.source.path, options.working_directory)}}
    for done in made(file.repairs):
        yield {**_notification("fixed", "note", done.sentence), "locations": [place]}
    for new in file.new_files:
        yield {**_notification("new-file", "note", f"made {new.path}"), "locations": [place]}
    for left in refused(file.repairs):
        yield {**_notification("not-fixed", "warning", left.sentence), "locations": [place]}


def _internal_error(error: InternalError, options: ReportOptions) -> dict[str, Any]:
    place = {"artifactLocation": artifact_location(error.path, options.working_directory)}
    return {
        **_notification("internal-error", "error", f"rule {error.rule} failed on {error.path}: {error.message}"),
        "associatedRule": {"id": error.rule},
        "locations": [{"physicalLocation": place}],
        "properties": {"details": error.details},
    }


def _notification(kind: str, level: str, text: str) -> dict[str, Any]:
    return {"descriptor": {"id": kind}, "level": level, "message": {"text": visible(shortened(text, MESSAGE_LIMIT))}}
