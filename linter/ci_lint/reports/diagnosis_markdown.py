"""A diagnosis for step summaries and pull requests."""

from collections.abc import Iterator, Sequence

from ..diagnose.causes import Cause, Evidence
from ..diagnose.diagnosis import Diagnosis
from ..diagnose.remedies import Remedy
from .diagnosis_wording import FIRST_ERRORS, NO_FAILURE, NOTHING_KNOWN, WITHHELD, shown, what_failed, where
from .markdown_text import escaped, fenced
from .patch import left_alone, patch, readable
from .visible import unheeded

_FINDINGS_SHOWN = 5
_DIFF_LIMIT = 20_000
# GitHub takes 1 MiB for the summaries of a step and 65,536 characters for a comment.
_LIMIT = 60_000


def render(diagnosis: Diagnosis, remedies: Sequence[Remedy], working_directory: str) -> str:
    """What failed, the causes with evidence and cures, or the first errors; never longer than a comment may be."""
    by_cause = {remedy.cause.signature.id: remedy for remedy in remedies}
    parts = ["\n".join(_head(diagnosis))]
    parts += [
        "\n".join(_cause(cause, by_cause.get(cause.signature.id), working_directory)) for cause in diagnosis.causes
    ]
    text = "\n".join(_within_limit(parts)).rstrip()
    return "".join(f"{unheeded(line)}\n" for line in text.split("\n"))


def _within_limit(parts: Sequence[str]) -> Iterator[str]:
    length = 0
    for number, part in enumerate(parts):
        length += len(part.encode()) + 1
        if length > _LIMIT:
            yield f"And {len(parts) - number} more causes, left out for the length of this page."
            return
        yield part


def _head(diagnosis: Diagnosis) -> Iterator[str]:
    yield from ("## Why the run failed", "")
    failed = what_failed(diagnosis)
    if failed:
        yield from (f"{escaped(failed[0].upper() + failed[1:])}.", "")
    if not diagnosis.causes:
        yield from _unknown(diagnosis)


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
    if len(remedy.findings) > _FINDINGS_SHOWN:
        yield f"- and {len(remedy.findings) - _FINDINGS_SHOWN} more"
    yield from ([f"- {escaped(WITHHELD)}"] if remedy.withheld else [])
    yield from (f"- {escaped(refusal)}" for refusal in left_alone(remedy.report))
    yield ""
    diff = readable(patch(remedy.report, working_directory))
    if diff and len(diff) <= _DIFF_LIMIT:
        title = "What has mended it" if remedy.written else "What would mend it"
        yield from (f"<details><summary>{title}</summary>", "", *fenced(diff.splitlines(), "diff"))
        yield from ("</details>", "")


def _unknown(diagnosis: Diagnosis) -> Iterator[str]:
    if not diagnosis.failures and not diagnosis.errors:
        yield NO_FAILURE
        return
    yield NOTHING_KNOWN
    if diagnosis.errors:
        yield from ("", FIRST_ERRORS, "")
        yield from _lines(diagnosis.errors)


def _lines(evidence: Sequence[Evidence]) -> Iterator[str]:
    yield from fenced([f"{where(each)}: {shown(each)}" for each in evidence], "text")
