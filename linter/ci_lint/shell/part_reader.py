"""From the node of one command to its words, wrappers, assignments and redirects."""

import re
from typing import Any, TypeAlias

from .chains import Extras
from .command import Parts
from .word_reader import WORDS, WordReader
from .words import Word
from .wrappers import WRAPPERS, peel, static_name

Node: TypeAlias = Any

# With the tokens of the grammar that are plain arguments of a command.
_WORD_NODES = WORDS | {"$", "==", "=~"}
_REDIRECTS = ("file_redirect", "herestring_redirect")
_PLAIN_NAME = re.compile(r"[A-Za-z0-9_.:-]+")


class PartReader:
    """Reads the parts of the commands of one script."""

    def __init__(self, words: WordReader) -> None:
        self.words = words

    def name(self, node: Node, extras: Extras) -> str:
        """The name of a simple command, wrappers taken off; "" if it is dynamic."""
        first = node.children[0]
        if first.type == "command_name":
            text = self.words.text(first)
            # An escaped line break may join more to the name.
            if _PLAIN_NAME.fullmatch(text) and text not in WRAPPERS and not self.words.continues(first.end_byte):
                return text.removesuffix(".exe")
        words = self.command(node, extras).words
        return static_name(words[0]) if words else ""

    def command(self, node: Node, extras: Extras) -> Parts:
        """The parts of a simple command."""
        children = [_with_kind(child) for child in node.children]
        arguments = [_with_kind(child) for child in extras.arguments]
        peeled = peel(self._words([child for child, kind in (*children, *arguments) if kind in _WORD_NODES]))
        assignments = [self.words.assignment(child) for child, kind in children if kind == "variable_assignment"]
        assignments += [self.words.assignment_in(word) for word in peeled.assignments]
        own = [child for child, kind in children if kind in _REDIRECTS]
        return Parts(peeled.words, peeled.wrappers, tuple(assignments), *self._redirected(extras, own))

    def _words(self, nodes: list[Node]) -> tuple[Word, ...]:
        words: list[Word] = []
        for node in nodes:
            word = self.words.word(node)
            both = self.words.merged(words[-1], word) if words and word.start - words[-1].end != 1 else None
            if both:
                words[-1] = both
            else:
                words.append(word)
        return tuple(words)

    def declaration(self, node: Node, extras: Extras) -> Parts:
        """The parts of `export X=1` and its kin, or of assignments alone, which have no words."""
        nodes = [node] if node.type == "variable_assignment" else node.children
        assignments = tuple(self.words.assignment(child) for child in nodes if child.type == "variable_assignment")
        words = () if node.type.startswith("variable") else tuple(self.words.word(child) for child in nodes)
        return Parts(words, (), assignments, *self._redirected(extras))

    def test(self, node: Node, extras: Extras) -> Parts:
        """The parts of `[ … ]`, `[[ … ]]` and `(( … ))`: opening, operands and operators."""
        leaves = self.words.leaves(node.children[1:-1])
        words = tuple(self.words.word(leaf) for leaf in (node.children[0], *leaves))
        return Parts(words, (), (), *self._redirected(extras))

    def _redirected(self, extras: Extras, own: list[Node] | None = None) -> tuple[Any, Any]:
        if not (own or extras.redirects or extras.heredocs):
            return (), ()
        redirects = tuple(self.words.redirect(child) for child in (*(own or ()), *extras.redirects))
        return redirects, tuple(self.words.heredoc(child) for child in extras.heredocs)


def _with_kind(node: Node) -> tuple[Node, str]:
    """A part of a command and its kind; the name is a node around its word."""
    kind = node.type
    if kind == "command_name" and node.child_count:
        inside = node.children[0]
        return inside, inside.type
    return node, kind
