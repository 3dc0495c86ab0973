"""A diagnosis for people at a terminal."""

import textwrap
from collections.abc import Iterator, Sequence

from ..diagnose.causes import Cause, Evidence
from ..diagnose.diagnosis import Diagnosis
from ..diagnose.remedies import Remedy
from .diagnosis_wording import FIRST_ERRORS, NO_FAILURE, NOTHING_KNOWN, WITHHELD, sentence, shown, where
from .options import ReportOptions
from .paint import BOLD, CYAN, DIM, GREEN, RED, YELLOW, Paint
from .patch import left_alone, patch, readable
from .visible import unheeded, visible, visible_path

_FINDINGS_SHOWN = 5
_FAILURES_SHOWN = 3
# Narrower, a line says nothing; wider, the eye loses it.
_NARROWEST, _WIDEST = 40, 120


def render(diagnosis: Diagnosis, remedies: Sequence[Remedy], options: ReportOptions) -> str:
    """What failed, the causes with evidence and cures, or the first errors; each line ended."""
    page = _Page(options)
    by_cause = {remedy.cause.signature.id: remedy for remedy in remedies}
    blocks = [page.failures(diagnosis)] if diagnosis.failures else []
    blocks += [
        page.cause(number, cause, by_cause.get(cause.signature.id)) for number, cause in enumerate(diagnosis.causes, 1)
    ]
    if not diagnosis.causes:
        blocks.append(page.unknown(diagnosis))
    lines = "\n\n".join("\n".join(block) for block in blocks).split("\n")
    return "".join(f"{unheeded(line)}\n" for line in lines)


class _Page:
    """Sets paragraphs into the width of a terminal."""

    def __init__(self, options: ReportOptions) -> None:
        self._room = min(max(options.width, _NARROWEST), _WIDEST)
        self._paint = Paint(options.color)
        self._options = options

    def failures(self, diagnosis: Diagnosis) -> Iterator[str]:
        """What ended badly, a sentence each."""
        for failure in diagnosis.failures[:_FAILURES_SHOWN]:
            said = sentence(failure)
            yield from (self._paint(BOLD, line) for line in self._filled(f"{said[0].upper()}{said[1:]}."))

    def cause(self, number: int, cause: Cause, remedy: Remedy | None) -> Iterator[str]:
        """A cause with its evidence and its cure."""
        signature = cause.signature
        for line in self._filled(f"{number}. {signature.summary}", "   "):
            yield self._paint(YELLOW if cause.harmless else RED, line)
        yield from self._dim(f"   {signature.id}, {cause.confidence.value}")
        yield from self._evidence(cause.evidence)
        for other in cause.consequences:
            yield from self._filled(f"   and so: {other.summary} ({other.id})", "     ")
        yield "   What to do:"
        for order in signature.cure:
            yield from self._filled(f"   - {order}", "     ")
        if remedy:
            yield from self._remedy(remedy)
        elif signature.rules:
            yield from self._filled(f"   Rules that see it in a workflow: {', '.join(signature.rules)}", "     ")
        yield from self._dim(f"   Learn more: ci-lint explain {signature.id}")

    def unknown(self, diagnosis: Diagnosis) -> Iterator[str]:
        """That no cause is known, and what the log says instead."""
        if not diagnosis.failures and not diagnosis.errors:
            yield NO_FAILURE
            return
        yield from self._filled(NOTHING_KNOWN)
        if diagnosis.errors:
            yield from self._filled(FIRST_ERRORS)
            yield from self._evidence(diagnosis.errors)

    def _evidence(self, evidence: Sequence[Evidence]) -> Iterator[str]:
        for each in evidence:
            at, *rest = self._filled(f"   {where(each)}: {shown(each)}", "     ")
            place, colon, text = at.partition(": ")
            yield f"{self._paint(CYAN, place)}{colon}{text}"
            yield from rest

    def _remedy(self, remedy: Remedy) -> Iterator[str]:
        yield "   In the workflow:"
        for finding in remedy.findings[:_FINDINGS_SHOWN]:
            line = finding.source.position(finding.span.start).line
            place = f"{visible_path(finding.source.path)}:{line}"
            yield from self._filled(f"   - {place}: {visible(finding.message)} [{finding.rule}]", "     ")
        if len(remedy.findings) > _FINDINGS_SHOWN:
            yield f"   - and {len(remedy.findings) - _FINDINGS_SHOWN} more"
        diff = readable(patch(remedy.report, self._options.working_directory), color=self._options.color)
        if diff:
            yield f"   {self._paint(GREEN, 'Mended:')}" if remedy.written else "   What would mend it:"
            yield from (f"     {line}".rstrip() for line in diff.splitlines())
        if remedy.withheld:
            yield from self._filled(f"   {WITHHELD}", "     ")
        for refusal in left_alone(remedy.report):
            yield from self._filled(f"   {refusal}", "     ")

    def _dim(self, text: str) -> Iterator[str]:
        return (self._paint(DIM, line) for line in self._filled(text, "     "))

    def _filled(self, text: str, indent: str = "") -> list[str]:
        return textwrap.wrap(
            text,
            self._room,
            subsequent_indent=indent,
            break_on_hyphens=False,
            drop_whitespace=True,
            replace_whitespace=False,
            initial_indent="",
        )
