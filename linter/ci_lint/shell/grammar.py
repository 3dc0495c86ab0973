"""Runs the parser, tree-sitter with its bash grammar, and keeps it from scripts that it cannot bear."""

from functools import cache
from typing import Any

from ..tree import Scalar
from .command import Command
from .masking import mask
from .reader import Reader
from .surroundings import Surroundings
from .word_reader import WordReader

# tree-sitter takes time with the square of some repetitions; no real script comes near these counts.
HARMLESS_LENGTH = 200
LENGTH_LIMIT = 64 * 1024
REPETITION_LIMITS = (("|", 500), ("(", 500), (")", 500), ("${", 500), ("<<", 100), ("&&", 500))


@cache
def _parser() -> Any:
    import tree_sitter_bash
    from tree_sitter import Language, Parser

    return Parser(Language(tree_sitter_bash.language()))


def _bearable(text: str) -> bool:
    """Whether the parser will be done with the text in reasonable time."""
    if len(text) < HARMLESS_LENGTH:
        return True
    return len(text) <= LENGTH_LIMIT and all(text.count(mark) <= limit for mark, limit in REPETITION_LIMITS)


def syntax(scalar: Scalar) -> Any:
    """The root of the parser's tree of a script; None if the parser could not bear it."""
    if not _bearable(scalar.text):
        return None
    return _parser().parse(mask(scalar.text).code).root_node


def read_script(scalar: Scalar) -> tuple[list[Command], bool]:
    """The commands of a script in no certain order, and whether some of it could not be read."""
    if not _bearable(scalar.text):
        return [], True
    masked = mask(scalar.text)
    root = _parser().parse(masked.code).root_node
    broken = root.has_error
    reader = Reader(scalar, WordReader(scalar, masked), broken=broken)
    return reader.statements(root.children, Surroundings()), broken
