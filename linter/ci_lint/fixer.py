"""Fixes until nothing is left to fix, each pass proved before it counts.

A pass takes the fixes that do not touch each other, makes them, and keeps them only if the file still says
everything else it said, the findings are gone, and no rule finds anything new. If that does not hold, the
set is halved until the culprit stands alone; it is refused by name, and the file stays as it was for it.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from .edits import NewFile, Preferences, apply_edits, overlap
from .engine import check_source
from .proof import difference, same_reading
from .report import FileReport, Finding, Repair
from .repository import Overlay, Repository
from .selection import Choice
from .source import Source
from .tree import parse, parse_as_judge

PASSES = 10
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True)
class Wanted:
    """Which fixes are to be made: with `unsafe` also those a person should look at, of rules that `rule` takes."""

    preferences: Preferences
    unsafe: bool = False
    rule: Callable[[str], bool] = lambda _: True

    def takes(self, finding: Finding) -> bool:
        """Whether a proposed fix is to be made."""
        return finding.fix is not None and self.rule(finding.rule) and (finding.fix.safe or self.unsafe)


@dataclass(frozen=True)
class Patient:
    """A file in its surroundings: all that is needed to check it again after each pass."""

    path: str
    repository: Repository
    choices: tuple[Choice, ...]
    preferences: Preferences

    def check(self, source: Source) -> FileReport:
        """What is found in the text, with proposed fixes."""
        return check_source(source, self.path, self.repository, self.choices, preferences=self.preferences)


@dataclass(frozen=True)
class State:
    """The text after some passes: what is found in it, and what has happened on the way."""

    report: FileReport
    repairs: tuple[Repair, ...] = ()
    new_files: tuple[NewFile, ...] = ()
    refused: frozenset[tuple[str, str, str]] = frozenset()

    @property
    def source(self) -> Source:
        """The text as it is now."""
        return self.report.source


def fix_source(source: Source, patient: Patient, wanted: Wanted) -> FileReport:
    """The report on a file after its fixes; the file is not written. Never raises."""
    start = State(patient.check(source))
    state = start
    for _ in range(PASSES):
        following = fix_once(state, patient, wanted)
        if following is state:
            break
        state = following
    else:
        return unchanged(start, f"fixes made room for others more than {PASSES} times")
    if state.source.text != source.text and not same_reading(parse(state.source), parse_as_judge(state.source)):
        return unchanged(start, "two YAML parsers would read the fixed file differently")
    unmade = tuple(
        Repair(finding, f"fix {finding.rule}", finding.refusal)
        for finding in state.report.findings
        if finding.refusal and wanted.rule(finding.rule)
    )
    repairs = (*state.repairs, *unmade)
    return replace(state.report, original=source, repairs=repairs, new_files=state.new_files)


def unchanged(start: State, reason: str) -> FileReport:
    """The report on a file that is left alone because fixing it as a whole did not work out."""
    repairs = tuple(Repair(finding, finding.fix.title, reason) for finding in start.report.findings if finding.fix)
    return replace(start.report, original=start.source, repairs=repairs)


def identity(finding: Finding) -> tuple[str, str, str]:
    """What tells a finding from others while the text around it moves."""
    return finding.rule, finding.message, finding.source.text[finding.span.start : finding.span.end]


def disjoint(candidates: Iterable[Finding], choices: Sequence[Choice]) -> list[Finding]:
    """Findings whose fixes do not touch each other, those of earlier rules first."""
    ranks = {choice.rule.id: rank for rank, choice in enumerate(choices)}
    chosen: list[Finding] = []
    for finding in sorted(candidates, key=lambda finding: (ranks[finding.rule], finding.span.start)):
        assert finding.fix is not None  # noqa: S101 - candidates have fixes
        if not any(other.fix and overlap(finding.fix.edits, other.fix.edits) for other in chosen):
            chosen.append(finding)
    return chosen


@dataclass(frozen=True)
class Trial:
    """Several fixes of one text made together: the report on the new text, or why they cannot stand."""

    findings: tuple[Finding, ...]
    report: FileReport
    reason: str = ""


def fix_once(state: State, patient: Patient, wanted: Wanted) -> State:
    """The state after one more pass; the same object if there was nothing to do."""
    candidates = [f for f in state.report.findings if wanted.takes(f) and identity(f) not in state.refused]
    chosen = disjoint(candidates, patient.choices)
    if not chosen:
        return state
    made, refused = settle(Trial((), state.report), chosen, state, patient)
    repairs = [Repair(finding, title(finding)) for finding in made.findings]
    repairs += [Repair(trial.findings[-1], title(trial.findings[-1]), trial.reason) for trial in refused]
    files = tuple(file for finding in made.findings if finding.fix for file in finding.fix.new_files)
    return State(
        made.report,
        (*state.repairs, *repairs),
        (*state.new_files, *files),
        state.refused | {identity(trial.findings[-1]) for trial in refused},
    )


def settle(kept: Trial, more: Sequence[Finding], state: State, patient: Patient) -> tuple[Trial, list[Trial]]:
    """The most of the fixes that can stand together with those kept, and the failed trials of the others."""
    trial = attempt((*kept.findings, *more), state, patient)
    if not trial.reason:
        return trial, []
    if len(more) == 1:
        return kept, [trial]
    middle = len(more) // 2
    kept, first = settle(kept, more[:middle], state, patient)
    kept, second = settle(kept, more[middle:], state, patient)
    return kept, [*first, *second]


def attempt(findings: tuple[Finding, ...], state: State, patient: Patient) -> Trial:
    """Make the fixes in the text of the state, and look whether they may stand."""
    fixes = [finding.fix for finding in findings if finding.fix]
    source, placed = apply_edits(state.source, [edit for fix in fixes for edit in fix.edits])
    reason = difference(parse(state.source), parse(source), placed)
    if reason:
        return Trial(findings, state.report, reason)
    files = {file.path: file.text for fix in fixes for file in fix.new_files}
    files.update((file.path, file.text) for file in state.new_files)
    report = replace(patient, repository=Overlay(patient.repository, files)).check(source)
    return Trial(findings, report, objection(state.report, report, findings))


def objection(before: FileReport, after: FileReport, fixed: Iterable[Finding]) -> str:
    """Why the new text is no better than the old: a finding that is still or newly there, or ""."""
    if after.errors:
        return f"rule {after.errors[0].rule} fails on the fixed file"
    left = Counter(map(kind, before.findings))
    repaired = Counter(map(kind, fixed))
    unexpected = Counter(map(kind, after.findings)) - (left - repaired)
    for rule, message in unexpected:
        still = (rule, message) in repaired
        return "the finding would still be there" if still else f"{rule} would find: {message}"
    return ""


def kind(finding: Finding) -> tuple[str, str]:
    """Rule and message without numbers, by which findings are counted while lines move."""
    return finding.rule, _NUMBERS.sub("N", finding.message)


def title(finding: Finding) -> str:
    """What the fix of a finding is called."""
    return finding.fix.title if finding.fix else f"fix {finding.rule}"
