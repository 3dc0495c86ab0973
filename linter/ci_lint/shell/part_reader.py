"""From the node of one command to its words, wrappers, assignments and redirects."""

from typing import Any, TypeAlias

from ..late_pattern import late_pattern
from .chains import Extras
from .command import Parts
from .word_reader import WORDS, WordReader
from .words import Assignment, Word
from .wrappers import WRAPPERS, peel, static_name

Node: TypeAlias = Any

# With the tokens of the grammar that are plain arguments of a command.
_WORD_NODES = WORDS | {"$", "==", "=~"}
_REDIRECTS = ("file_redirect", "herestring_redirect")
# Characters without a meaning of their own; a `=` sets variables in the first word.
_PLAIN_COMMAND = late_pattern(r"[A-Za-z0-9_./:@%+,-]+(?: [A-Za-z0-9_./:@%+,= -]*)?")
# Up to a blank or the end: what goes on has quotes, sets a variable or is joined by an escaped line break.
# The grammar joins an empty pair of backticks, too, even behind blanks.
_PLAIN_NAME = late_pattern(r"[A-Za-z0-9_.:-]+(?![^ ]| *`)")


class PartReader:
    """Reads the parts of the commands of one script."""

    def __init__(self, words: WordReader) -> None:
        self.words = words

    def name(self, text: str, node: Node, extras: Extras) -> str:
        """The name of a simple command of this text, wrappers taken off; "" if it is dynamic."""
        found = _PLAIN_NAME.match(text)
        if found and found[0] not in WRAPPERS:
            return found[0].removesuffix(".exe")
        words = self.command(text, node, extras).words
        return static_name(words[0]) if words else ""

    def command(self, text: str, node: Node, extras: Extras) -> Parts:
        """The parts of a simple command of this text."""
        if _is_plain(text, extras):
            return self._peeled(self._plain_words(text, node.start_byte), [], extras, [])
        words: list[Word] = []
        assignments: list[Assignment] = []
        redirects: list[Node] = []
        for child in (*node.children, *extras.arguments):
            part, kind = child, child.type
            if kind == "command_name" and child.child_count:
                # It is a node around its word.
                part = child.children[0]
                kind = part.type
            if kind in _WORD_NODES:
                self._add(words, part, kind)
            elif kind == "variable_assignment":
                assignments.append(self.words.assignment(part))
            elif kind in _REDIRECTS:
                redirects.append(part)
        return self._peeled(words, assignments, extras, redirects)

    def _add(self, words: list[Word], node: Node, kind: str) -> None:
        word = self.words.word(node, kind)
        both = self.words.merged(words[-1], word) if words and word.start - words[-1].end != 1 else None
        if both:
            words[-1] = both
        else:
            words.append(word)

    def _plain_words(self, text: str, start: int) -> list[Word]:
        words: list[Word] = []
        for word in text.split(" "):
            if word:
                words.append(Word(start, start + len(word), self.words.scalar, word))
            start += len(word) + 1
        return words

    def _peeled(self, words: list[Word], assignments: list[Assignment], extras: Extras, own: list[Node]) -> Parts:
        """The parts of a simple command, its wrappers taken off."""
        peeled = peel(tuple(words))
        assignments += [self.words.assignment_in(word) for word in peeled.assignments]
        return Parts(peeled.words, peeled.wrappers, tuple(assignments), *self._redirected(extras, own))

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


def _is_plain(text: str, extras: Extras) -> bool:
    """Whether a command of this text has nothing but words and blanks between them; `==` is an operator."""
    return not extras.arguments and bool(_PLAIN_COMMAND.fullmatch(text)) and " =" not in text
