"""A diagnosis for people at a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from ..diagnose.causes import Cause
from ..diagnose.diagnosis import Diagnosis
from ..diagnose.remedies import Remedy
from .diagnosis_wording import NO_FAILURE, NOTHING_KNOWN, shown, what_failed, where
from .patch import patch, readable
from .visible import visible, visible_path

_FINDINGS_SHOWN = 5
_WIDTH = 100


def render(diagnosis: Diagnosis, remedies: Sequence[Remedy], working_directory: str) -> str:
    """What failed, the causes with evidence and cures, or the first errors; each line ended."""
    failed = what_failed(diagnosis)
    blocks = [f"{failed[0].upper()}{failed[1:]}."] if failed else []
    by_cause = {remedy.cause.signature.id: remedy for remedy in remedies}
    for number, cause in enumerate(diagnosis.causes, 1):
        blocks.append("\n".join(_cause(number, cause, by_cause.get(cause.signature.id), working_directory)))
    if not diagnosis.causes:
        blocks.append("\n".join(_unknown(diagnosis)))
    return "\n\n".join(blocks) + "\n"


def _cause(number: int, cause: Cause, remedy: Remedy | None, working_directory: str) -> Iterator[str]:
    signature = cause.signature
    yield f"{number}. {signature.summary} [{signature.id}, {cause.confidence.value}]"
    for evidence in cause.evidence:
        yield f"   {where(evidence)}: {shown(evidence)}"
    for other in cause.consequences:
        yield f"   and so: {other.summary} [{other.id}]"
    yield "   What to do:"
    for order in signature.cure:
        yield textwrap.fill(order, _WIDTH, initial_indent="   - ", subsequent_indent="     ")
    if remedy:
        yield from _remedy(remedy, working_directory)
    elif signature.rules:
        yield f"   Rules that see it in a workflow: {', '.join(signature.rules)}"
    yield f"   Learn more: ci-lint explain {signature.id}"


def _remedy(remedy: Remedy, working_directory: str) -> Iterator[str]:
    yield "   In the workflow:"
    for finding in remedy.findings[:_FINDINGS_SHOWN]:
        line = finding.source.position(finding.span.start).line
        yield f"   - {visible_path(finding.source.path)}:{line}: {visible(finding.message)} [{finding.rule}]"
    if len(remedy.findings) > _FINDINGS_SHOWN:
        yield f"   - and {len(remedy.findings) - _FINDINGS_SHOWN} more"
    diff = readable(patch(remedy.report, working_directory))
    if diff:
        yield "   What would mend it:"
        yield from (f"     {line}".rstrip() for line in diff.splitlines())


def _unknown(diagnosis: Diagnosis) -> Iterator[str]:
    if not diagnosis.failures and not diagnosis.errors:
        yield NO_FAILURE
        return
    yield NOTHING_KNOWN
    if diagnosis.errors:
        yield "The first lines that look like errors:"
        yield from (f"   {where(evidence)}: {shown(evidence)}" for evidence in diagnosis.errors)
