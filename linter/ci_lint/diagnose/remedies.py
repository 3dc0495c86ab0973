"""From a cause to its cure in the workflow: the findings of the rules that see it, and what would mend them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ..check import Fixes, Request, check
from ..report import FileReport, Finding, Report
from ..repository import Texts
from ..settings import Options
from ..tree import parse
from ..workflow import Step, view
from .causes import Cause
from .lines import Line

_NAME_LIMIT = 60
_NO_LETTERS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True)
class Remedy:
    """What the workflow files say of a cause.

    `findings` are as the files are, `report` has them mended, in memory; `written` tells that the files are.
    """

    cause: Cause
    findings: tuple[Finding, ...]
    report: Report
    written: bool = False


def remedies(causes: Iterable[Cause], folder: str, *, unsafe: bool) -> tuple[Remedy, ...]:
    """The remedy of each cause that a rule sees in the files of a folder. Raises SettingsError."""
    return tuple(_remedies(causes, folder, unsafe=unsafe))


def together(found: Sequence[Remedy], folder: str, *, unsafe: bool) -> Report:
    """The files of all remedies with all of them made: two of them may be about one file. Raises SettingsError."""
    rules = tuple(dict.fromkeys(rule for remedy in found for rule in remedy.cause.signature.rules))
    paths = {(file.root, file.path) for remedy in found for file in remedy.report.files}
    report = _checked(folder, rules, unsafe=unsafe)
    return replace(report, files=tuple(file for file in report.files if (file.root, file.path) in paths))


def _remedies(causes: Iterable[Cause], folder: str, *, unsafe: bool) -> Iterator[Remedy]:
    for cause in causes:
        if not cause.signature.rules:
            continue
        report = _checked(folder, cause.signature.rules, unsafe=unsafe)
        files = _where_it_failed(report.files, [evidence.line for evidence in cause.evidence])
        findings = tuple(finding for file in files for finding in (file.found or file.findings))
        if findings:
            yield Remedy(cause, findings, replace(report, files=tuple(files)))


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
