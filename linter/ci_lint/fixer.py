"""Fixes until nothing is left to fix, each pass proved before it counts.

A pass takes the fixes that do not touch each other, makes them, and keeps them only if the file still says
everything else it said, the findings are gone, and no rule finds anything new. If that does not hold, the
set is halved until the culprit stands alone; it is refused by name, and the file stays as it was for it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

from .edits import NewFile, Placed, Preferences, apply_edits, overlap
from .edits.edit import origin
from .engine import check_tree
from .judgement import judged_alike
from .late_pattern import late_pattern
from .proof import difference
from .report import FileReport, Finding, Repair
from .repository import Overlay, Repository
from .selection import Choice
from .source import Source, Span
from .tree import Tree, parse

PASSES = 10
_NUMBERS = late_pattern(r"\d+")


class Wanted(Struct, frozen=True):
    """Which fixes are to be made: with `unsafe` also those a person should look at, of rules that `rule` takes."""

    preferences: Preferences
    unsafe: bool = False
    rule: Callable[[str], bool] = lambda _: True

    def takes(self, finding: Finding) -> bool:
        """Whether a proposed fix is to be made."""
        return finding.fix is not None and self.rule(finding.rule) and (finding.fix.safe or self.unsafe)


class Patient(Struct, frozen=True):
    """A file in its surroundings: all that is needed to check it again after each pass."""

    path: str
    repository: Repository
    choices: tuple[Choice, ...]
    preferences: Preferences

    def check(self, tree: Tree, new_files: Iterable[NewFile] = ()) -> FileReport:
        """What is found in the file, with proposed fixes, once new files are beside it."""
        files = {file.path: file.text for file in new_files}
        repository = Overlay(self.repository, files) if files else self.repository
        return check_tree(tree, self.path, repository, self.choices, preferences=self.preferences)


Identity = tuple[str, str, str]


class State(Struct, frozen=True):
    """The text after some passes: what is found in it, and what has happened on the way.

    `repairs` are the fixes made, `refused` says by identity which findings were not to be fixed and why,
    `passes` where the edits of each pass were made.
    """

    original: Source
    tree: Tree
    report: FileReport
    repairs: tuple[Repair, ...] = ()
    new_files: tuple[NewFile, ...] = ()
    refused: Mapping[Identity, Repair] = field(default_factory=lambda: MappingProxyType({}))
    passes: tuple[tuple[Placed, ...], ...] = ()

    @property
    def source(self) -> Source:
        """The text as it is now."""
        return self.tree.source

    def in_original(self, finding: Finding) -> Finding:
        """A finding of this state at its place in the original text, without its fix."""
        start, end = finding.span.start, finding.span.end
        for placed in reversed(self.passes):
            start, end = origin(start, placed), origin(end, placed)
        return replace(finding, source=self.original, span=Span(start, end), fix=None)


def fix_source(source: Source, patient: Patient, wanted: Wanted) -> FileReport:
    """The report on a file after its fixes; the file is not written. Never raises."""
    state = start = untouched(source, patient)
    for _ in range(PASSES):
        following = fix_once(state, patient, wanted)
        if following is state:
            return finished(start, state, wanted)
        if not judged_alike(following.tree, [placed.new for placed in following.passes[-1]]):
            return unchanged(start, wanted, "two YAML parsers would read the fixed file differently")
        state = following
    return unchanged(start, wanted, f"fixes made room for others more than {PASSES} times")


def untouched(source: Source, patient: Patient) -> State:
    """The state before the first pass."""
    tree = parse(source)
    return State(source, tree, patient.check(tree))


def unchanged(start: State, wanted: Wanted, reason: str) -> FileReport:
    """The report on a file that is left alone because fixing it as a whole did not work out."""
    refused = {identity(finding): refuse(finding, reason) for finding in start.report.findings if wanted.takes(finding)}
    return finished(start, replace(start, refused=refused), wanted)


def finished(start: State, end: State, wanted: Wanted) -> FileReport:
    """The report on what was done between two states, and on what remains."""
    left = tuple(unmade(end, wanted))
    known = {repair.finding: repair.finding for repair in left}
    return replace(
        end.report,
        findings=tuple(known.get(finding, finding) for finding in end.report.findings),
        original=start.source,
        repairs=(*end.repairs, *left),
        new_files=end.new_files,
        found=start.report.findings,
    )


def unmade(state: State, wanted: Wanted) -> Iterator[Repair]:
    """The findings that remain although a fix was wanted, each with the reason."""
    for finding in state.report.findings:
        refused = state.refused.get(identity(finding))
        if refused:
            yield replace(refused, finding=replace(finding, fix=None, refusal=refused.refusal))
        elif finding.refusal and wanted.rule(finding.rule):
            yield Repair(finding, title(finding), finding.refusal)


def refuse(finding: Finding, reason: str) -> Repair:
    """What becomes of a finding whose fix was not to be made."""
    return Repair(finding, title(finding), reason, safe=finding.fix is None or finding.fix.safe)


def identity(finding: Finding) -> Identity:
    """What tells a finding from others while the text around it moves."""
    return finding.rule, finding.message, finding.source.text[finding.span.start : finding.span.end]


def disjoint(candidates: Iterable[Finding], choices: Sequence[Choice]) -> list[Finding]:
    """Findings whose fixes are the same or do not touch each other, those of earlier rules first."""
    ranks = {choice.rule.id: rank for rank, choice in enumerate(choices)}
    chosen: list[Finding] = []
    for finding in sorted(candidates, key=lambda finding: (ranks[finding.rule], finding.span.start)):
        if not any(in_conflict(finding, other) for other in chosen):
            chosen.append(finding)
    return chosen


def in_conflict(finding: Finding, other: Finding) -> bool:
    """Whether the fixes of two findings touch each other without being one and the same."""
    one, two = (candidate.fix.edits if candidate.fix else () for candidate in (finding, other))
    return one != two and overlap(one, two)


class Trial(Struct, frozen=True):
    """Several fixes of one text made together: the report on the new text, or why they cannot stand."""

    findings: tuple[Finding, ...]
    tree: Tree
    report: FileReport
    reason: str = ""
    placed: tuple[Placed, ...] = ()


def fix_once(state: State, patient: Patient, wanted: Wanted) -> State:
    """The state after one more pass; the same object if there was nothing to do."""
    candidates = [f for f in state.report.findings if wanted.takes(f) and identity(f) not in state.refused]
    chosen = disjoint(candidates, patient.choices)
    if not chosen:
        return state
    made, refused = settle(Trial((), state.tree, state.report), chosen, state, patient)
    fixes = [finding.fix for finding in made.findings if finding.fix]
    repairs = tuple(
        Repair(state.in_original(finding), fix.title, safe=fix.safe)
        for finding, fix in zip(made.findings, fixes, strict=True)
    )
    # What does not go with other fixes may still be right in the text that they leave: it is asked for again.
    culprits = [(trial.findings[-1], trial.reason) for trial in refused if len(trial.findings) == 1]
    return State(
        state.original,
        made.tree,
        made.report,
        (*state.repairs, *repairs),
        tuple(dict.fromkeys((*state.new_files, *(file for fix in fixes for file in fix.new_files)))),
        {**state.refused, **{identity(finding): refuse(finding, reason) for finding, reason in culprits}},
        (*state.passes, made.placed),
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
    # One fix may mend several findings; its edits are made once.
    source, placed = apply_edits(state.source, dict.fromkeys(edit for fix in fixes for edit in fix.edits))
    tree = parse(source)
    reason = difference(state.tree, tree, placed)
    if reason:
        return Trial(findings, state.tree, state.report, reason)
    report = patient.check(tree, (*(file for fix in fixes for file in fix.new_files), *state.new_files))
    return Trial(findings, tree, report, objection(state.report, report, findings), placed)


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
