"""From lines that clues speak of to causes: what is only a consequence is put under what brought it."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from .lines import Line
from .reading import Found, Hit
from .signature import Confidence, Signature

EVIDENCE_SHOWN = 5
# In a log that names no steps, what stands further apart has nothing to do with each other.
NEARBY = 400


class Evidence(Struct, frozen=True):
    """A line of the log that tells of a cause. `file` is its place in a zip, "" outside of one."""

    line: Line
    file: str = ""


class Cause(Struct, frozen=True):
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
    suspects = _in_order([suspect for number, part in enumerate(found) for suspect in _suspects(part, number)])
    blamed = _without_steps_that_passed(suspects, found)
    kept = [suspect for suspect in blamed if not any(_is_brought(suspect, other) for other in blamed)]
    serious = [suspect for suspect in kept if not suspect.harmless]
    failed = any(part.failures for part in found)
    return tuple(_causes(serious or ([] if failed else kept), blamed))


class _Suspect(Struct, frozen=True):
    """A signature that a step shows. `failed` tells whether the log says that the step ended badly."""

    signature: Signature
    certain: bool
    evidence: tuple[Evidence, ...]
    harmless: bool
    failed: bool
    part: int

    @property
    def line(self) -> Line:
        return self.evidence[0].line

    @property
    def step(self) -> tuple[int, str, str]:
        return self.part, self.line.job, self.line.step

    @property
    def place(self) -> tuple[int, int]:
        return self.part, self.line.number


def _suspects(found: Found, part: int) -> Iterator[_Suspect]:
    by_step: dict[tuple[str, str, str], list[Hit]] = {}
    for hit in found.hits:
        by_step.setdefault((hit.signature.id, hit.line.job, hit.line.step), []).append(hit)
    for (_, *step), hits in by_step.items():
        signature = hits[0].signature
        decisive = sorted((hit for hit in hits if hit.decisive), key=_harmless)
        if not decisive or any(text in found.seen for text in signature.never):
            continue
        supporting = [hit for hit in hits if not hit.decisive]
        certain = any(hit.clue.confidence is Confidence.CERTAIN for hit in decisive) or bool(supporting)
        lines = dict.fromkeys(hit.line for hit in (*decisive, *supporting))
        evidence = tuple(Evidence(line, found.stream.name) for line in lines)
        yield _Suspect(signature, certain, evidence, _harmless(decisive[0]), tuple(step) in found.failures, part)


def _harmless(hit: Hit) -> bool:
    return hit.signature.harmless or hit.clue.harmless


def _in_order(suspects: list[_Suspect]) -> list[_Suspect]:
    """Those in steps that failed come first; of these the one that was written first."""
    timed = all(suspect.line.stamp for suspect in suspects)
    return sorted(
        suspects, key=lambda suspect: (not suspect.failed, suspect.line.stamp if timed else "", suspect.place)
    )


def _without_steps_that_passed(suspects: list[_Suspect], found: Sequence[Found]) -> list[_Suspect]:
    """Those that can have ended the run: not from a step that went well, where a later one of its job did not.

    What a job prints after it has failed, of pods and services, tells of causes all the same.
    """
    if not any(suspect.failed for suspect in suspects):
        return suspects
    ends: dict[str, tuple[int, int]] = {}
    for part, log in enumerate(found):
        for failure in log.failures.values():
            ends[failure.line.job] = max(ends.get(failure.line.job, (0, 0)), (part, failure.line.number))
    return [
        suspect
        for suspect in suspects
        if suspect.failed or not suspect.line.step or suspect.place > ends.get(suspect.line.job, (0, 0))
    ]


def _is_brought(suspect: _Suspect, other: _Suspect) -> bool:
    """Whether a suspect is only a consequence of the other; of two that bring each other the first one stays."""
    return _brings(other, suspect) and not (_brings(suspect, other) and suspect.place <= other.place)


def _brings(cause: _Suspect, other: _Suspect) -> bool:
    if cause.harmless or cause is other or other.signature.id not in cause.signature.brings:
        return False
    return cause.step == other.step and (bool(cause.line.step) or abs(cause.place[1] - other.place[1]) <= NEARBY)


def _causes(kept: Sequence[_Suspect], all_suspects: Sequence[_Suspect]) -> Iterator[Cause]:
    """One cause for each signature: a failure shows in several steps and jobs."""
    by_signature: dict[str, list[_Suspect]] = {}
    for suspect in kept:
        by_signature.setdefault(suspect.signature.id, []).append(suspect)
    for suspects in by_signature.values():
        brought = {
            other.signature.id: other.signature
            for suspect in suspects
            for other in all_suspects
            if _brings(suspect, other) and other.signature.id not in by_signature
        }
        yield Cause(
            suspects[0].signature,
            Confidence.CERTAIN if any(suspect.certain for suspect in suspects) else Confidence.LIKELY,
            tuple(each for suspect in suspects for each in suspect.evidence)[:EVIDENCE_SHOWN],
            suspects[0].harmless,
            tuple(brought.values()),
        )
