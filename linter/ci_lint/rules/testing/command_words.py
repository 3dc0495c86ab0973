"""Options of a command as whole words, so that a fix can take them away."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from ...edits import Edit, replace_in_scalar
from ...tree import Scalar

if TYPE_CHECKING:
    from ...shell import Word


def option_words(words: Sequence["Word"], *names: str) -> Iterator[tuple["Word", ...]]:
    """Each mention of options that take a value: `--name value` as two words, `--name=value`, `-nvalue` as one.

    What stands behind a `--` belongs to another program and is left out.
    """
    place = 0
    while place < len(words):
        word = words[place]
        if word.text == "--":
            return
        if word.text in names:
            yield tuple(words[place : place + 2])
            place += 1
        elif any(_holds_value(word.text, name) for name in names):
            yield (word,)
        place += 1


def _holds_value(text: str, name: str) -> bool:
    if name.startswith("--"):
        return text.startswith(f"{name}=")
    return len(text) > len(name) and text.startswith(name) and not text.startswith("--")


def option_value(mention: tuple["Word", ...], *names: str) -> str:
    """The value in a mention that `option_words` found; "" if it has none."""
    if len(mention) > 1:
        return mention[1].text
    text = mention[0].text
    if text in names:
        return ""
    if text.startswith("--"):
        return text.partition("=")[2]
    name = next(name for name in names if text.startswith(name))
    return text[len(name) :].removeprefix("=")


def without_words(scalar: Scalar, words: Sequence["Word"], doomed: Iterable["Word"]) -> tuple[Edit, ...]:
    """Take words of a command away, each with what stands between it and the word before; never the first."""
    gone = {word.start for word in doomed}
    edits = []
    kept = words[0]
    for place, word in enumerate(words[1:], 1):
        if word.start not in gone:
            kept = word
        elif place + 1 == len(words) or words[place + 1].start not in gone:
            edits.append(replace_in_scalar(scalar, kept.end, word.end, ""))
    return tuple(edits)
