"""From a cause to its cure in the workflow: the findings of the rules that see it, and what would mend them."""

from collections.abc import Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from ..check import Fixes, Request, check
from ..late_pattern import late_pattern
from ..report import FileReport, Finding, Report
from ..repository import Texts
from ..settings import Options
from ..tree import parse
from ..workflow import Step, view
from .causes import Cause
from .lines import Line

_NAME_LIMIT = 60
_NO_LETTERS = late_pattern(r"[^a-z0-9]+")


class Remedy(Struct, frozen=True):
    """What the workflow files say of a cause.

    `findings` are as the files were, `report` has them mended, in memory; `written` tells that the files are,
    `withheld` that they are not because a person should look at what would mend them.
    """

    cause: Cause
    findings: tuple[Finding, ...]
    report: Report
    written: bool = False
    withheld: bool = False

    @property
    def mends(self) -> bool:
        """Whether there is anything to write."""
        return any(file.changed or file.new_files for file in self.report.files)


def remedy(cause: Cause, folder: str, *, unsafe: bool) -> Remedy | None:
    """What the rules that see a cause find in the files of a folder, None if nothing. Raises SettingsError."""
    if not cause.signature.rules:
        return None
    report = _checked(folder, cause.signature.rules, unsafe=unsafe)
    files = _where_it_failed(report.files, [evidence.line for evidence in cause.evidence])
    findings = tuple(finding for file in files for finding in (file.found or file.findings))
    return Remedy(cause, findings, replace(report, files=tuple(files))) if findings else None


def _checked(folder: str, rules: tuple[str, ...], *, unsafe: bool) -> Report:
    options = Options(select=rules, external=False)
    return check(Request((folder,), options, fixes=Fixes(unsafe=unsafe, only=rules)))


def _where_it_failed(files: Iterable[FileReport], lines: Iterable[Line]) -> list[FileReport]:
    """The files with findings; only those with one in a step of which the log speaks, if there is any."""
    concerned = [file for file in files if file.found or file.findings]
    steps = {_plain(line.step) for line in lines if line.step}
    at_step = [file for file in concerned if any(_plain(name) in steps for name in _step_names(file))]
    return at_step or concerned


def _step_names(file: FileReport) -> Iterator[str]:
    source = file.original or file.source
    document = view(parse(source), file.path or source.path, Texts())
    for finding in file.found or file.findings:
        for step in document.steps():
            if step.node.start <= finding.span.start < step.node.end:
                yield from _names(step)


def _names(step: Step) -> Iterator[str]:
    """What a log may call a step: its name, or what it runs."""
    if step.name:
        yield step.name
    if step.uses is not None:
        yield f"Run {step.uses.text}"
    if step.run is not None:
        yield f"Run {step.run.text.strip().partition(chr(10))[0]}"


def _plain(name: str) -> str:
    """A name without what zips and cuts do to it."""
    return _NO_LETTERS.sub(" ", name.lower()).strip()[:_NAME_LIMIT]
