"""One file in, its findings out.

The engine, not the rule, adds the rule's id and the file to each problem, skips rules whose hints are not
in the text, and turns an exception of a rule into an internal error of that rule on that file.
"""

import traceback
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from .report import FileReport, Finding, InternalError
from .repository import Repository
from .rule import Rule, Severity
from .source import Source
from .tree import parse
from .workflow import Document, view


@dataclass(frozen=True, slots=True)
class Choice:
    """A rule that is to be run, and the severity that the settings give all its findings, if they do."""

    rule: Rule
    severity: Severity | None = None


def check_source(source: Source, path: str, repository: Repository, choices: Sequence[Choice]) -> FileReport:
    """Run the chosen rules over a source whose path in its repository is `path`. Never raises."""
    document = view(parse(source), path, repository)
    lowered = source.text.lower()
    findings: set[Finding] = set()
    errors: list[InternalError] = []
    for choice in choices:
        hints = choice.rule.hints
        if hints and not any(hint in lowered for hint in hints):
            continue
        try:
            findings.update(run_rule(choice, document))
        except Exception as error:  # noqa: BLE001 - a broken rule must not take the others down
            message = f"{type(error).__name__}: {error}"
            errors.append(InternalError(choice.rule.id, source.path, message, traceback.format_exc()))
    return FileReport(source, tuple(sorted(findings, key=order)), errors=tuple(errors))


def run_rule(choice: Choice, document: Document) -> Iterator[Finding]:
    """The findings of one rule in one file."""
    rule = choice.rule
    for problem in rule.check(document):
        severity = choice.severity or problem.severity or rule.severity
        yield Finding(rule.id, severity, document.tree.source, problem.span, problem.message)


def order(finding: Finding) -> tuple[int, str, int, str]:
    """Findings of a file come by place, then by rule."""
    return finding.span.start, finding.rule, finding.span.end, finding.message
