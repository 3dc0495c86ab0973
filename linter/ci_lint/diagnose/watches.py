"""What is looked for in a log: the clues of all signatures, ordered by a text that shows where to look.

A hundred megabytes hold a million lines, and hardly any of them tells of a cause. Lines are therefore not
looked at one by one: a few texts, the anchors, one of which is in every mark, are looked for in the bytes, in
lower case, and only lines that hold one are compared with the marks under it.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from .failure import ERROR_MARKS
from .signature import Clue, Signature

# Every mark has one of these, or is looked for by itself, which costs a pass over the log. The first one that
# a mark has counts, so those come first that few lines hold.
ANCHORS = (
    *("xceed", "space left", "signal", "mismatch", "denied", "efused", "orbidden", "nauthorized", "unknown"),
    *("exit code", "cancel", "timed out", "timeout", "unable to", "cannot", "err!", "ot found", "fail", "rror"),
    *("not ", "##["),
)


@dataclass(frozen=True)
class Watch:
    """A clue to look for: its number, and its mark as it stands in the bytes."""

    number: int
    mark: bytes
    signature: Signature
    clue: Clue
    decisive: bool


@dataclass(frozen=True)
class Group:
    """What shares an anchor: clues, texts that rule causes out, and whether lines with it may tell of an error."""

    anchor: bytes
    watches: tuple[Watch, ...]
    never: tuple[str, ...]
    tells_errors: bool


class Watches:
    """All that is looked for."""

    def __init__(self, signatures: Iterable[Signature]) -> None:
        signatures = tuple(signatures)
        self.all = tuple(_numbered(signatures))
        self.groups = tuple(_groups(self.all, dict.fromkeys(text for each in signatures for text in each.never)))


def anchor_of(mark: str) -> str:
    """The text that stands for a mark in the first look at the bytes, in lower case."""
    lowered = mark.lower()
    return next((anchor for anchor in ANCHORS if anchor in lowered), lowered)


def _numbered(signatures: Iterable[Signature]) -> Iterable[Watch]:
    number = 0
    for signature in signatures:
        for decisive, clues in ((True, signature.decisive), (False, signature.supporting)):
            for clue in clues:
                yield Watch(number, clue.mark.encode(), signature, clue, decisive)
                number += 1


def _groups(watches: Iterable[Watch], never: Iterable[str]) -> Iterable[Group]:
    clues: dict[str, list[Watch]] = {}
    texts: dict[str, list[str]] = {}
    for watch in watches:
        clues.setdefault(anchor_of(watch.clue.mark), []).append(watch)
    for text in never:
        texts.setdefault(anchor_of(text), []).append(text)
    for anchor in dict.fromkeys((*clues, *texts, *ERROR_MARKS)):
        found = tuple(clues.get(anchor, ()))
        yield Group(anchor.encode(), found, tuple(texts.get(anchor, ())), anchor in ERROR_MARKS)
