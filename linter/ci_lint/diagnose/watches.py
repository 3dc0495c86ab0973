"""What is looked for in a log: the clues of all signatures, found by the texts that their lines must hold.

A hundred megabytes hold a million lines, and hardly any of them tells of a cause. So lines are first reduced
to what stays the same when a line is written again: without digits, in lower case. Of those that differ, and
only of those not seen before, is it asked which texts they hold.
"""

from collections.abc import Iterable, Iterator

from msgspec import Struct

from .anchors import anchored
from .literals import literals, plain, rare
from .signature import Clue, Signature
from .windows import Window

# Lines of the runner, and lines that look like errors, are wanted whatever the signatures are.
COMMAND, ERROR = -1, -2
_COMMAND_TEXTS = ("##[group]", "##[endgroup]", "##[error]", "completed with exit code", "error: the ", "the runner has")
_ERROR_TEXTS = ("error", "err!", "fail", "fatal", "panic", "exception", "traceback")
# So many lines are remembered, so that memory stays bounded.
_REMEMBERED = 40_000
_LOWER = bytes(range(256)).lower()
_DIGITS = b"0123456789"


class Watch(Struct, frozen=True):
    """A clue to look for: its number, and its mark as it stands in the bytes."""

    number: int
    mark: bytes
    signature: Signature
    clue: Clue
    decisive: bool

    @property
    def texts(self) -> tuple[str, ...]:
        """What a line must hold one of; nothing, if all that is known of it is in too many lines."""
        found = literals(self.clue.mark, self.clue.pattern)
        return found if rare(found) else ()


class Watches:
    """All that is looked for, and which of it the lines that were seen may hold."""

    def __init__(self, signatures: Iterable[Signature]) -> None:
        signatures = tuple(signatures)
        self.all = tuple(_numbered(signatures))
        self.never = tuple(dict.fromkeys(text for signature in signatures for text in signature.never))
        # Those whose texts tell nothing are looked for by their marks, in the lines as they are.
        self.by_mark = tuple(watch for watch in self.all if not watch.texts)
        self.groups = _groups(self._texts())
        self._promising: dict[bytes, tuple[int, ...]] = {}
        self._idle: set[bytes] = set()

    def _texts(self) -> Iterator[tuple[str, int]]:
        for watch in self.all:
            yield from ((text, watch.number) for text in watch.texts)
        yield from ((plain(text), len(self.all) + number) for number, text in enumerate(self.never))
        yield from ((text, COMMAND) for text in _COMMAND_TEXTS)
        yield from ((text, ERROR) for text in _ERROR_TEXTS)

    def promising(self, window: Window) -> Iterator[tuple[int, tuple[int, ...]]]:
        """The places of lines that may hold something, in order, each with the numbers of what it may hold.

        A number is that of a watch, of a text that rules causes out behind all watches, COMMAND or ERROR.
        """
        begin, end = window.place
        lines = window.data[begin:end].translate(_LOWER, _DIGITS).split(b"\n")
        different = set(lines)
        if len(self._idle) + len(self._promising) > _REMEMBERED:
            self._idle.clear()
            self._promising.clear()
        self._learn(different.difference(self._idle, self._promising))
        known, marked = self._promising, self._marked(window)
        for place, line in enumerate(lines, window.lines.first):
            if line in known:
                yield place, (*known[line], *marked.pop(place, ())) if marked else known[line]
            elif place in marked:
                yield place, marked.pop(place)

    def _marked(self, window: Window) -> dict[int, tuple[int, ...]]:
        """The places of lines with the mark of a watch that has no other text, and the numbers of such watches."""
        found: dict[int, tuple[int, ...]] = {}
        lines = window.lines
        for watch in self.by_mark:
            if watch.mark in window.data:
                for place in range(lines.first, lines.last):
                    if watch.mark in lines.all[place]:
                        found[place] = (*found.get(place, ()), watch.number)
        return found

    def _learn(self, lines: set[bytes]) -> None:
        found: dict[bytes, set[int]] = {}
        joined = b"\n".join(lines)
        for anchor, texts in self.groups:
            place = joined.find(anchor)
            while place >= 0:
                end = joined.find(b"\n", place)
                line = joined[joined.rfind(b"\n", 0, place) + 1 : end if end >= 0 else len(joined)]
                for text, numbers in texts:
                    if text in line:
                        found.setdefault(line, set()).update(numbers)
                place = joined.find(anchor, end) if end >= 0 else -1
        self._promising.update((line, tuple(sorted(numbers))) for line, numbers in found.items())
        self._idle.update(lines.difference(found))


Groups = tuple[tuple[bytes, tuple[tuple[bytes, tuple[int, ...]], ...]], ...]


def _numbered(signatures: Iterable[Signature]) -> Iterator[Watch]:
    number = 0
    for signature in signatures:
        for decisive, clues in ((True, signature.decisive), (False, signature.supporting)):
            for clue in clues:
                yield Watch(number, clue.mark.encode(), signature, clue, decisive)
                number += 1


def _groups(texts: Iterable[tuple[str, int]]) -> Groups:
    """The texts by anchor, each with the numbers of what looks for it."""
    numbers: dict[str, list[int]] = {}
    for text, number in texts:
        numbers.setdefault(text, []).append(number)
    return tuple(
        (anchor.encode(), tuple((text.encode(), tuple(numbers[text])) for text in held))
        for anchor, held in anchored(numbers).items()
    )
