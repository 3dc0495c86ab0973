"""Edits of options of a command line in a script."""

from itertools import pairwise
from typing import TYPE_CHECKING

from ..edits import Edit, Refusal, replace_in_scalar

if TYPE_CHECKING:
    from ..shell import Command, Word


def option_start(command: "Command", value: "Word") -> tuple[int, int]:
    """Where an option with this value begins, and where the value ends, as offsets in the script.

    Raises Refusal for a value behind a cluster of flags.
    """
    words = command.words
    for before, word in pairwise(words):
        if not (word.start <= value.start and value.end <= word.end):
            continue
        if word.start < value.start and word.text.startswith("-"):
            return word.start, word.end
        if before.text.startswith("--") or len(before.text) == len("-x"):
            return before.start, word.end
        break
    raise Refusal("the option stands in a cluster of flags")


def replace_option(command: "Command", value: "Word", text: str) -> Edit:
    """Put other text in the place of an option and its value."""
    start, end = option_start(command, value)
    return replace_in_scalar(command.scalar, start, end, text)


def remove_option(command: "Command", value: "Word") -> Edit:
    """Take an option away, with the blanks or the continued line before it."""
    start, end = option_start(command, value)
    before = max(word.end for word in command.words if word.end <= start)
    return replace_in_scalar(command.scalar, before, end, "")


def add_option(command: "Command", behind: "Word", text: str) -> Edit:
    """Put an option behind a word."""
    return replace_in_scalar(command.scalar, behind.end, behind.end, f" {text}")


def option_word(command: "Command", item_start: int, *names: str) -> "Word":
    """The value of one of these options that a part of a build was read from."""
    for word in command.options(*names):
        if word.start <= item_start <= word.end:
            return word
    raise Refusal("the option is not found in the command")
