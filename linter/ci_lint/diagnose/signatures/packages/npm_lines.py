"""How npm marks the lines of an error: `npm ERR!` up to version 9, `npm error` since 10."""

from collections.abc import Iterator

from ...signature import Clue


def npm_error(pattern: str, unless: str = "") -> Iterator[Clue]:
    """The clues for what npm says behind its mark, unless a line nearby holds something else."""
    for mark in ("npm ERR! ", "npm error "):
        yield Clue(mark, rf"\b{mark}{pattern}", unless=unless)
