"""A diagnosis as a request for help: what is broken, since when, what was tried, what the log says.

The headings are those that on-call guides give for the report of a broken pipeline.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct

from ..diagnose.diagnosis import Diagnosis
from ..diagnose.remedies import Remedy
from ..diagnose.secrets import redact
from ..late_pattern import late_pattern
from .diagnosis_wording import NOTHING_KNOWN, shown, what_failed, where
from .markdown_text import escaped, fenced
from .visible import unheeded

_TO_FILL = "_to be filled in_"
# Escaped, an address would be no link; one of this form can be nothing else.
_ADDRESS = late_pattern(r"https?://[\w.-]{1,200}(?::\d{1,5})?(?:/[\w./?=&-]{0,400})?", re.ASCII)


class Circumstances(Struct, frozen=True):
    """What the log cannot say: each "" where nobody has said it."""

    run_url: str = ""
    impact: str = ""
    since: str = ""
    tried: tuple[str, ...] = ()


def escalation(diagnosis: Diagnosis, remedies: Sequence[Remedy], known: Circumstances) -> str:
    """The body of an issue for those who can help."""
    text = "\n".join(_lines(diagnosis, remedies, known)).rstrip()
    return "".join(f"{unheeded(line)}\n" for line in text.split("\n"))


def _lines(diagnosis: Diagnosis, remedies: Sequence[Remedy], known: Circumstances) -> Iterator[str]:
    failed = what_failed(diagnosis)
    causes = [cause.signature for cause in diagnosis.causes]
    yield from ("## CI/CD Issue Escalation", "")
    title = causes[0].summary if causes else failed or "a run failed"
    yield from (f"**Issue**: {_said(title)}", "")
    if failed and causes:
        yield from (f"{_said(failed[0].upper() + failed[1:])}.", "")
    yield from (f"- {_said(signature.summary)} (`{signature.id}`)" for signature in causes)
    yield from ([] if causes else [NOTHING_KNOWN])
    yield from ("", f"**Impact**: {_said(known.impact) or _TO_FILL}", "")
    yield from (f"**Duration**: {f'since {_said(known.since)}' if known.since else _since(diagnosis)}", "")
    yield from _attempts(known)
    evidence = [each for cause in diagnosis.causes for each in cause.evidence] or list(diagnosis.errors)
    yield from ("", "**Error Logs**:", "")
    yield from fenced([f"{where(each)}: {shown(each)}" for each in evidence], "text") if evidence else (_TO_FILL, "")
    address = known.run_url if _ADDRESS.fullmatch(known.run_url) else _said(known.run_url)
    yield from (f"**Workflow Run**: {address or _TO_FILL}", "")
    orders = [order for signature in causes for order in signature.cure[:1]]
    yield from (f"**Request**:{'' if orders else f' {_TO_FILL}'}", "")
    yield from (f"- {_said(order)}" for order in orders)
    yield from (f"- rule `{remedy.findings[0].rule}` sees it in the workflow" for remedy in remedies)


def _attempts(known: Circumstances) -> Iterator[str]:
    if not known.tried:
        yield f"**Attempted Solutions**: {_TO_FILL}"
        return
    yield from ("**Attempted Solutions**:", "", *(f"- {_said(each)}" for each in known.tried))


def _since(diagnosis: Diagnosis) -> str:
    stamp = next((failure.line.stamp for failure in diagnosis.failures if failure.line.stamp), "")
    return f"this run failed at {stamp}" if stamp else _TO_FILL


def _said(text: str) -> str:
    return escaped(redact(text))
