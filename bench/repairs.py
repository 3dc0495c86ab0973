"""Fixes of many files, made on a copy by the command, with what they did by rule and what they broke."""

import re
import traceback
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from ci_lint.check import Fixes, Input, Request, check, wanted_fixes
from ci_lint.fixer import PASSES, Patient, fix_once, untouched
from ci_lint.paths import find_files
from ci_lint.report import FileReport
from ci_lint.repository import Folder
from ci_lint.selection import choices
from ci_lint.settings import Options
from ci_lint.source import Source, read_source
from ci_lint.workers import each
from invariants import changed_elsewhere, lost_comments, other_form, unreadable
from runs import Run, find_tool, run

_NAMES = re.compile(r"\S+[@/]\S+|'[^']*'|\d+")
# Nothing found, findings left.
_WENT_THROUGH = (0, 1)


@dataclass(frozen=True)
class Counts:
    """What became of the findings of one rule; `waiting` are unsafe fixes that were not asked for."""

    findings: int = 0
    fixed: int = 0
    waiting: int = 0
    unfixable: int = 0
    refused: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of the files of a folder: reports, and what was broken, by path in the folder."""

    reports: dict[str, FileReport]
    changed: frozenset[str]
    broken: dict[str, tuple[str, ...]]


def repair(folder: Path, *, unsafe: bool) -> Outcome:
    """Fix and write every file of a folder, and look whether all promises were kept."""
    request = Request((str(folder),), Options(external=False), fixes=Fixes(unsafe=unsafe))
    inputs = {_path(given, folder): given for given in _inputs(folder)}
    before = {path: given.file.path.read_bytes() for path, given in inputs.items()}
    reports = dict(zip(inputs, check(request).files, strict=True))
    # Before anything is written: what a fix does may depend on the files beside.
    checked = list(each(lambda path: tuple(_broken(request, inputs[path], reports[path])), list(inputs)))
    broken = dict(zip(inputs, checked, strict=True))
    said = [_fix(folder, unsafe=unsafe)]
    after = {path: given.file.path.read_bytes() for path, given in inputs.items()}
    said.append(_fix(folder, unsafe=unsafe))
    changed = frozenset(path for path in inputs if before[path] != after[path])
    for path, given in inputs.items():
        broken[path] += tuple(_badly_written(before[path], after[path], given, reports[path]))
    broken["."] = tuple(
        f"the command failed with {done.code}: {done.stderr[-500:]}" for done in said if done.code not in _WENT_THROUGH
    )
    return Outcome(reports, changed, {path: sentences for path, sentences in broken.items() if sentences})


def _path(given: Input, folder: Path) -> str:
    return given.file.path.relative_to(folder.resolve()).as_posix()


def _inputs(folder: Path) -> Iterator[Input]:
    repositories: dict[Path, Folder] = {}
    for file in find_files([str(folder)]).files:
        repository = repositories.setdefault(file.root, Folder(file.root))
        yield Input(file, read_source(file.path, file.shown), repository)


def _fix(folder: Path, *, unsafe: bool) -> Run:
    options = ("--no-external", "--fix", *(("--unsafe-fixes",) if unsafe else ()), "--fail-on", "never")
    return run((str(find_tool("ci-lint")), "check", *options, "."), folder)


def _broken(request: Request, given: Input, report: FileReport) -> Iterator[str]:
    """The promises that the fixes of a file break, the reasons of internal errors included."""
    yield from (f"rule {error.rule} failed: {error.message}" for error in report.errors)
    if not report.changed:
        return
    yield from unreadable(report.source)
    yield from lost_comments(given.source, report.source)
    try:
        yield from _passes(request, given, report.source)
    except Exception:  # noqa: BLE001 - that nothing raises is what is to be shown, file by file
        yield traceback.format_exc(limit=-3)


def _passes(request: Request, given: Input, fixed: Source) -> Iterator[str]:
    """What was changed outside the edits of a pass; the passes are made once more for that."""
    settings = request.settings_in(given.file.root)
    chosen = choices(settings, settings.place(given.file.path))
    patient = Patient(given.file.relative, given.repository, chosen, settings.preferences)
    wanted = wanted_fixes(request.fixes or Fixes(), settings)
    state = untouched(given.source, patient)
    for _ in range(PASSES):
        following = fix_once(state, patient, wanted)
        if following is state:
            break
        yield from changed_elsewhere(state.source.text, following.source.text, following.passes[-1])
        state = following
    if state.source.text != fixed.text:
        yield "a second try gives another text"


def _badly_written(before: bytes, after: bytes, given: Input, report: FileReport) -> Iterator[str]:
    source = report.source
    if before != after:
        yield from other_form(before, after)
    if report.changed and after != source.byte_order_mark + source.text.encode(source.encoding):
        yield "what was written is not what was made"
    if given.file.path.read_bytes() != after:
        yield "a second run changes it again"


def _kind(reason: str) -> str:
    """A reason without the names of things, so that equal ones count together."""
    return _NAMES.sub("…", reason)


def by_rule(reports: Collection[FileReport]) -> dict[str, Counts]:
    """What became of the findings, by rule, the rules with the most findings first."""
    findings = Counter(finding.rule for report in reports for finding in report.found)
    fixed = Counter(repair.finding.rule for report in reports for repair in report.repairs if not repair.refusal)
    left = [finding for report in reports for finding in report.findings]
    refused = Counter(
        (repair.finding.rule, _kind(repair.refusal))
        for report in reports
        for repair in report.repairs
        if repair.refusal
    )
    named = {id(repair.finding) for report in reports for repair in report.repairs}
    waiting = Counter(finding.rule for finding in left if finding.fix and id(finding) not in named)
    unfixable = Counter(finding.rule for finding in left if not finding.fix and not finding.refusal)
    return {
        rule: Counts(
            count,
            fixed[rule],
            waiting[rule],
            unfixable[rule],
            {reason: n for (name, reason), n in refused.most_common() if name == rule},
        )
        for rule, count in findings.most_common()
    }
