"""What a run found: complete values that reporters render and the exit code is read from."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from .rule import Severity
from .source import Source, Span


@dataclass(frozen=True, slots=True)
class Finding:
    """One problem: whose rule, in which file, where, what, how bad.

    `rule` is the id of a rule of ours, or `tool/kind` for what another tool said.
    """

    rule: str
    severity: Severity
    source: Source
    span: Span
    message: str


@dataclass(frozen=True, slots=True)
class InternalError:
    """A rule that raised on a file: our mistake, never the user's. `details` is the traceback."""

    rule: str
    path: str
    message: str
    details: str


@dataclass(frozen=True, slots=True)
class FileReport:
    """What was found in one file, in the order of the file. `suppressed` counts what ignores hid."""

    source: Source
    findings: tuple[Finding, ...]
    suppressed: int = 0
    errors: tuple[InternalError, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """A whole run: one entry a file, in the order of their paths.

    `unreadable` holds sentences about paths that could not be read, `baselined` counts findings that the
    baseline file knew, `notes` are sentences for people.
    """

    files: tuple[FileReport, ...]
    unreadable: tuple[str, ...] = ()
    baselined: int = 0
    notes: tuple[str, ...] = ()

    def findings(self) -> Iterator[Finding]:
        """All findings, ordered by path, place and rule."""
        for file in self.files:
            yield from file.findings

    def errors(self) -> Iterator[InternalError]:
        """All internal errors."""
        for file in self.files:
            yield from file.errors

    @property
    def suppressed(self) -> int:
        """How many findings ignore comments hid."""
        return sum(file.suppressed for file in self.files)

    def counts(self) -> Counter[Severity]:
        """How many findings there are of each severity."""
        return Counter(finding.severity for finding in self.findings())
