"""A diagnosis as a request for help: what is broken, since when, what was tried, what the log says."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..diagnose.diagnosis import Diagnosis
from ..diagnose.remedies import Remedy
from .diagnosis_wording import NOTHING_KNOWN, shown, what_failed, where
from .markdown_text import escaped, fenced

_TO_FILL = "_to be filled in_"


@dataclass(frozen=True)
class Circumstances:
    """What the log cannot say: each "" where nobody has said it."""

    run_url: str = ""
    impact: str = ""
    since: str = ""
    tried: tuple[str, ...] = ()


def escalation(diagnosis: Diagnosis, remedies: Sequence[Remedy], known: Circumstances) -> str:
    """The body of an issue for those who can help."""
    return "\n".join(_lines(diagnosis, remedies, known)).rstrip() + "\n"


def _lines(diagnosis: Diagnosis, remedies: Sequence[Remedy], known: Circumstances) -> Iterator[str]:
    failed = what_failed(diagnosis)
    causes = [cause.signature for cause in diagnosis.causes]
    title = causes[0].summary if causes else failed or "a run failed"
    yield from (f"# CI: {escaped(title)}", "", "## Issue", "")
    yield f"{escaped(failed[0].upper() + failed[1:])}." if failed else _TO_FILL
    yield ""
    yield from (f"- {escaped(signature.summary)} (`{signature.id}`)" for signature in causes)
    if not causes:
        yield NOTHING_KNOWN
    yield from ("", "## Impact", "", escaped(known.impact) or _TO_FILL)
    yield from ("", "## Duration", "", f"Since {escaped(known.since)}" if known.since else _since(diagnosis))
    yield from ("", "## Attempted solutions", "")
    yield from [f"- {escaped(each)}" for each in known.tried] or [_TO_FILL]
    yield from ("", "## Log lines", "")
    evidence = [each for cause in diagnosis.causes for each in cause.evidence] or list(diagnosis.errors)
    yield from fenced([f"{where(each)}: {shown(each)}" for each in evidence], "text")
    yield from ("## Run", "", escaped(known.run_url) or _TO_FILL, "", "## Request", "")
    orders = [order for signature in causes for order in signature.cure[:1]]
    yield from [f"- {escaped(order)}" for order in orders] or [_TO_FILL]
    yield from (f"- rule `{remedy.findings[0].rule}` sees it in the workflow" for remedy in remedies)


def _since(diagnosis: Diagnosis) -> str:
    stamp = next((failure.line.stamp for failure in diagnosis.failures if failure.line.stamp), "")
    return f"This run failed at {stamp}" if stamp else _TO_FILL
