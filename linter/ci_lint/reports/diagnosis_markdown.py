"""A diagnosis for step summaries and pull requests."""

from collections.abc import Iterator, Sequence

from ..diagnose.causes import Cause, Evidence
from ..diagnose.diagnosis import Diagnosis
from ..diagnose.remedies import Remedy
from .diagnosis_wording import NO_FAILURE, NOTHING_KNOWN, shown, what_failed, where
from .markdown_text import escaped, fenced
from .patch import patch

_FINDINGS_SHOWN = 5
_DIFF_LIMIT = 20_000


def render(diagnosis: Diagnosis, remedies: Sequence[Remedy], working_directory: str) -> str:
    """What failed, the causes with evidence and cures, or the first errors."""
    by_cause = {remedy.cause.signature.id: remedy for remedy in remedies}
    lines = ["## Why the run failed", ""]
    failed = what_failed(diagnosis)
    if failed:
        lines += [f"{escaped(failed[0].upper() + failed[1:])}.", ""]
    for cause in diagnosis.causes:
        lines += _cause(cause, by_cause.get(cause.signature.id), working_directory)
    if not diagnosis.causes:
        lines += _unknown(diagnosis)
    return "\n".join(lines).rstrip() + "\n"


def _cause(cause: Cause, remedy: Remedy | None, working_directory: str) -> Iterator[str]:
    signature = cause.signature
    summary = escaped(f"{signature.summary[0].upper()}{signature.summary[1:]}")
    yield from (f"### {summary}", "", f"`{signature.id}`, {cause.confidence.value}", "")
    yield from _lines(cause.evidence)
    for other in cause.consequences:
        yield from (f"And so: {escaped(other.summary)} (`{other.id}`).", "")
    yield from ("What to do:", "", *(f"- {escaped(order)}" for order in signature.cure), "")
    if remedy:
        yield from _remedy(remedy, working_directory)


def _remedy(remedy: Remedy, working_directory: str) -> Iterator[str]:
    yield from ("In the workflow:", "")
    for finding in remedy.findings[:_FINDINGS_SHOWN]:
        line = finding.source.position(finding.span.start).line
        yield f"- <code>{escaped(finding.source.path)}:{line}</code>: {escaped(finding.message)} (`{finding.rule}`)"
    yield ""
    diff = patch(remedy.report, working_directory)
    if diff and len(diff) <= _DIFF_LIMIT:
        yield from ("<details><summary>What would mend it</summary>", "", *fenced(diff.splitlines(), "diff"))
        yield from ("</details>", "")


def _unknown(diagnosis: Diagnosis) -> Iterator[str]:
    if not diagnosis.failures and not diagnosis.errors:
        yield NO_FAILURE
        return
    yield NOTHING_KNOWN
    if diagnosis.errors:
        yield from ("", "The first lines that look like errors:", "")
        yield from _lines(diagnosis.errors)


def _lines(evidence: Sequence[Evidence]) -> Iterator[str]:
    yield from fenced([f"{where(each)}: {shown(each)}" for each in evidence], "text")
