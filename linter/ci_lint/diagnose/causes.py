"""From lines that clues speak of to causes: what is only a consequence is put under what brought it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from .lines import Line
from .reading import Found, Hit
from .signature import Confidence, Signature

EVIDENCE_SHOWN = 5
# In a log that names no steps, what stands further apart has nothing to do with each other.
NEARBY = 400


@dataclass(frozen=True)
class Evidence:
    """A line of the log that tells of a cause. `file` is its place in a zip, "" outside of one."""

    line: Line
    file: str = ""


@dataclass(frozen=True)
class Cause:
    """Why something failed. `evidence` begins with the line that decides; `consequences` are other signatures.

    `harmless` tells that nothing of what was found can have ended the run.
    """

    signature: Signature
    confidence: Confidence
    evidence: tuple[Evidence, ...]
    harmless: bool
    consequences: tuple[Signature, ...] = ()

    @property
    def first(self) -> Evidence:
        """The line that decides."""
        return self.evidence[0]


def causes(found: Sequence[Found]) -> tuple[Cause, ...]:
    """The causes, in the order in which they stopped the run; harmless ones only where nothing else is known."""
    suspects = [suspect for part in found for suspect in sorted(_suspects(part), key=_place)]
    merged = _merged(suspects)
    kept = [cause for cause in merged if not any(_brings(other, cause) for other in merged if other is not cause)]
    serious = [cause for cause in kept if not cause.harmless]
    failed = any(part.failures for part in found)
    return tuple(serious or ([] if failed else kept))


def _suspects(found: Found) -> Iterable[Cause]:
    by_signature: dict[str, list[Hit]] = {}
    for hit in found.hits:
        by_signature.setdefault(hit.signature.id, []).append(hit)
    for hits in by_signature.values():
        signature = hits[0].signature
        decisive = sorted((hit for hit in hits if hit.decisive), key=_harmless)
        if not decisive or any(text in found.seen for text in signature.never):
            continue
        supporting = [hit for hit in hits if not hit.decisive]
        certain = any(hit.clue.confidence is Confidence.CERTAIN for hit in decisive) or supporting
        lines = dict.fromkeys(hit.line for hit in (*decisive, *supporting))
        evidence = tuple(Evidence(line, found.stream.name) for line in lines)[:EVIDENCE_SHOWN]
        yield Cause(signature, Confidence.CERTAIN if certain else Confidence.LIKELY, evidence, _harmless(decisive[0]))


def _harmless(hit: Hit) -> bool:
    return hit.signature.harmless or hit.clue.harmless


def _place(cause: Cause) -> int:
    return cause.first.line.number


def _merged(suspects: Sequence[Cause]) -> list[Cause]:
    """One cause for each signature: the steps of a zip are streams of their own, and a failure shows in several."""
    first: dict[str, Cause] = {}
    for cause in sorted(suspects, key=lambda cause: cause.harmless):
        first.setdefault(cause.signature.id, cause)
    return [replace(cause, consequences=_consequences(cause, first.values())) for cause in first.values()]


def _consequences(cause: Cause, others: Iterable[Cause]) -> tuple[Signature, ...]:
    return tuple(other.signature for other in others if other is not cause and _brings(cause, other))


def _brings(cause: Cause, other: Cause) -> bool:
    """Whether the other is only a consequence of the cause."""
    if cause.harmless or other.signature.id not in cause.signature.brings:
        return False
    here, there = cause.first, other.first
    if here.file != there.file or (here.line.job, here.line.step) != (there.line.job, there.line.step):
        return False
    return bool(here.line.step) or abs(here.line.number - there.line.number) <= NEARBY
