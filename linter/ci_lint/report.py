"""What a run found: complete values that reporters render and the exit code is read from."""

from collections import Counter
from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from .edits.edit import Fix, NewFile
from .rule import Severity
from .source import Source, Span


class Finding(Struct, frozen=True):
    """One problem: whose rule, in which file, where, what, how bad.

    `rule` is the id of a rule of ours, or `tool/kind` for what another tool said. `strict` tells that it is
    shown in the strict profile only, whatever the rule's card says. `fix` is the proposed repair, if one was
    asked for and can be made; `refusal` says why it cannot.
    """

    rule: str
    severity: Severity
    source: Source
    span: Span
    message: str
    fix: Fix | None = None
    refusal: str = ""
    strict: bool = False


class InternalError(Struct, frozen=True):
    """A rule that raised on a file: our mistake, never the user's. `details` is the traceback."""

    rule: str
    path: str
    message: str
    details: str


class Repair(Struct, frozen=True):
    """What became of a finding that was to be fixed.

    `title` names the fix; `refusal` is "" if it was made, else the reason why not. A finding that was fixed
    is given at its place in the original file, one that remains at its place in the file as it is now.
    """

    finding: Finding
    title: str
    refusal: str = ""
    safe: bool = True


class FileReport(Struct, frozen=True):
    """What was found in one file, in the order of the file. `suppressed` counts what ignores hid.

    After fixing, `source` is the new text with what remains to be found in it, `original` the old one and
    `found` what was found there, `repairs` what was done, `new_files` what is to be made beside it. `root` is
    the folder of the repository, `path` the file's path in it, as the disk knows them and with forward slashes.
    """

    source: Source
    findings: tuple[Finding, ...]
    suppressed: int = 0
    errors: tuple[InternalError, ...] = ()
    original: Source | None = None
    repairs: tuple[Repair, ...] = ()
    new_files: tuple[NewFile, ...] = ()
    found: tuple[Finding, ...] = ()
    root: str = ""
    path: str = ""

    @property
    def changed(self) -> bool:
        """Whether fixes have changed the text."""
        return self.original is not None and self.original.text != self.source.text

    def undone(self, reason: str) -> "FileReport":
        """The report on a file that is as it was, because of a reason that keeps every fix from being made."""
        if self.original is None:
            return self
        there = {(finding.rule, finding.message): finding for finding in self.found}
        repairs = tuple(
            replace(repair, finding=there[key], refusal=repair.refusal or reason)
            for repair in self.repairs
            if (key := (repair.finding.rule, repair.finding.message)) in there
        )
        return replace(self, source=self.original, findings=self.found, repairs=repairs, new_files=())


class Report(Struct, frozen=True):
    """A whole run: one entry a file, in the order of their paths.

    `unreadable` holds sentences about paths that could not be read, `unwritten` about fixed files that could
    not be written, `baselined` counts findings that the baseline file knew, `notes` are sentences for people.
    """

    files: tuple[FileReport, ...]
    unreadable: tuple[str, ...] = ()
    baselined: int = 0
    notes: tuple[str, ...] = ()
    unwritten: tuple[str, ...] = ()

    def findings(self) -> Iterator[Finding]:
        """All findings, ordered by path, place and rule."""
        for file in self.files:
            yield from file.findings

    def errors(self) -> Iterator[InternalError]:
        """All internal errors."""
        for file in self.files:
            yield from file.errors

    def repairs(self) -> Iterator[Repair]:
        """What became of the findings that were to be fixed."""
        for file in self.files:
            yield from file.repairs

    @property
    def fixing(self) -> bool:
        """Whether the run was one that fixes."""
        return any(file.original is not None for file in self.files)

    @property
    def suppressed(self) -> int:
        """How many findings ignore comments hid."""
        return sum(file.suppressed for file in self.files)

    def counts(self) -> Counter[Severity]:
        """How many findings there are of each severity."""
        return Counter(finding.severity for finding in self.findings())
