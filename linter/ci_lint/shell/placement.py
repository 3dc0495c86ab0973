"""How a shell reads a place in a script: between which quotes, and as what.

Text that stands for a value can become a variable there only if the shell would expand the variable to just
that text. Where it would not, or where the text would be looked at once more, there is no such place.
"""

from enum import Enum
from itertools import pairwise
from typing import Any, TypeAlias

from msgspec import Struct

from ..tree import Scalar
from .grammar import syntax

Node: TypeAlias = Any


class Unplaceable(Exception):
    """No variable can stand for the text there. The message says what it is a part of, as a fact."""


class Quoting(Enum):
    """What surrounds a place; a heredoc here is one in which variables are expanded."""

    NONE = "none"
    DOUBLE = "double quotes"
    SINGLE = "single quotes"
    HEREDOC = "a heredoc"
    COMMENT = "a comment"


class Placement(Struct, frozen=True):
    """`start` and `end` are those of the quoted string or of the word, quotes included.

    `splits` tells that the shell makes several words of a text with blanks there, and none of an empty one
    if `alone` is set: nothing else stands in the word.
    """

    quoting: Quoting
    start: int
    end: int
    splits: bool = False
    alone: bool = False


_QUOTED = {
    "comment": Quoting.COMMENT,
    "raw_string": Quoting.SINGLE,
    "string": Quoting.DOUBLE,
    "heredoc_body": Quoting.HEREDOC,
}
_PLAIN = ("word", "number", "extglob_pattern", "concatenation", "command_name", "string_content", "heredoc_content")
# Where a value is more than text, or no text at all.
_REASONS = {
    "ansi_c_string": "a string with escapes, $'…'",
    "translated_string": 'a translated string, $"…"',
    "heredoc_start": "the end mark of a heredoc",
    "heredoc_end": "the end mark of a heredoc",
    "command_name": "the name of a command",
    "variable_name": "the name of a variable",
    "subscript": "the index of an array",
    "simple_expansion": "the name of a variable",
    "expansion": "an expansion, ${…}",
    "brace_expression": "a brace expansion",
    "regex": "a pattern",
    "test_operator": "an operator",
    "arithmetic_expansion": "arithmetic",
    "c_style_for_statement": "arithmetic",
    "unset_command": "the name of a variable",
    "ERROR": "a part of the script that cannot be read",
}
_COMPUTED = ("arithmetic_expansion", "c_style_for_statement")
# `-eq` and its kin compute what they compare, and `-v` looks into an index: both run the `$(…)` in `a[$(…)]`.
_COMPUTING = ("-eq", "-ne", "-lt", "-le", "-gt", "-ge", "-v", "-R")
_STATEMENTS = ("test_command", "for_statement", "compound_statement", "function_definition", "declaration_command")


class Layout:
    """The places of one script. State: the parser's tree of it."""

    def __init__(self, scalar: Scalar) -> None:
        self.text = scalar.text
        self.root = syntax(scalar)

    def at(self, start: int, end: int) -> Placement:
        """How the shell reads that range of the script. Raises Unplaceable."""
        if self.root is None or self.root.has_error:
            raise Unplaceable("the script cannot be read to its end")
        lineage = _lineage(self.root.descendant_for_byte_range(start, end))
        found = _quoting(lineage, self.text, start, end)
        if found.quoting is Quoting.COMMENT:
            return found
        _require_expansion(found, self.text, start)
        for child, parent in pairwise(lineage):
            _require_text(child, parent, found, self.text)
        _require_plain_backticks(lineage)
        return found


def _lineage(node: Node) -> list[Node]:
    found = []
    while node is not None:
        found.append(node)
        node = node.parent
    return found


def _quoting(lineage: list[Node], text: str, start: int, end: int) -> Placement:
    """The innermost quotes, or the word that the place is in."""
    word = lineage[0]
    for node in lineage:
        if node.type in _QUOTED:
            return Placement(_QUOTED[node.type], node.start_byte, node.end_byte)
        if node.type not in _PLAIN:
            break
        word = node
    if word.type not in _PLAIN:
        outer = next((node.type for node in lineage if node.type in _COMPUTED), word.type)
        raise Unplaceable(f"it is {_REASONS.get(outer, 'a part of the syntax')}")
    alone = text[word.start_byte : word.end_byte].strip() == text[start:end]
    return Placement(Quoting.NONE, word.start_byte, word.end_byte, _is_argument(word), alone)


def _is_argument(word: Node) -> bool:
    """Whether a word is one of a command, which gets more of them if the shell splits it."""
    parent = word.parent
    if parent is None or parent.type == "command":
        return True
    # The grammar takes all words behind a redirect for its targets; only the first is.
    return parent.type == "file_redirect" and any(
        child.is_named and child.type != "file_descriptor" and child.start_byte < word.start_byte
        for child in parent.children
    )


def _require_expansion(found: Placement, text: str, start: int) -> None:
    """What stands before a `$` can take its meaning away."""
    if found.quoting is not Quoting.NONE and text[: found.start].endswith("$"):
        raise Unplaceable('it is a part of a translated string, $"…"')
    if found.quoting is Quoting.SINGLE:
        return
    before = text[found.start if found.quoting is not Quoting.HEREDOC else 0 : start]
    if before.endswith(("\\", "$")) or (found.quoting is Quoting.NONE and before.endswith("~")):
        raise Unplaceable(f"{before[-1]} before it changes its meaning")
    if found.quoting is Quoting.NONE and before.rfind("{") > before.rfind("}"):
        raise Unplaceable("it is a part of a brace expansion")


def _require_text(child: Node, parent: Node, found: Placement, script: str) -> None:
    """Raise unless the child is read as text where it stands in its parent."""
    bare = found.quoting is Quoting.NONE
    kind = parent.type
    if child.type in _REASONS:
        raise Unplaceable(f"it is a part of {_REASONS[child.type]}")
    if kind == "heredoc_redirect" and found.quoting is Quoting.HEREDOC and child.type == "heredoc_body":
        _require_open_heredoc(parent, script)
    elif kind == "variable_assignment" and child == parent.children[0]:
        raise Unplaceable("it is the name of a variable")
    elif kind == "array" and bare:
        raise Unplaceable("the shell splits it into the items of a list")
    elif kind in _STATEMENTS:
        _require_value(child, parent, bare=bare)
    elif kind in ("binary_expression", "unary_expression"):
        _require_comparison(child, parent)


def _require_open_heredoc(heredoc: Node, script: str) -> None:
    marks = (script[child.start_byte : child.end_byte] for child in heredoc.children if child.type == "heredoc_start")
    if any(set(mark) & set("\"'\\") for mark in marks):
        raise Unplaceable("it is a part of a quoted heredoc, in which no variable is expanded")


def _require_value(child: Node, parent: Node, *, bare: bool) -> None:
    """Raise where a statement takes a word for more than its text."""
    kind = parent.type
    if kind == "for_statement" and (child.type in _PLAIN or child.type in _QUOTED) and (bare or _is_only_item(parent)):
        raise Unplaceable("it stands for the items of a loop")
    if kind == "function_definition" and child.type == "word":
        raise Unplaceable("it is the name of a function")
    if kind == "compound_statement" and parent.children[0].type == "((":
        raise Unplaceable("it is a part of arithmetic")
    if kind == "declaration_command":
        if child.type != "variable_assignment":
            raise Unplaceable("it is the name of a variable")
        if any(other.type == "word" for other in parent.children):
            raise Unplaceable("an option may make a number of it")


def _is_only_item(loop: Node) -> bool:
    """Whether a loop has one item, which can hardly be meant to be one word: quotes would run it once."""
    return len([child for child in loop.children if child.is_named and child.type != "do_group"]) == 2  # noqa: PLR2004 - the variable and the item


def _require_comparison(child: Node, parent: Node) -> None:
    operators = {part.type for part in parent.children} | {part.text.decode() for part in parent.children}
    matched = next((part.end_byte for part in parent.children if part.type == "=~"), None)
    if matched is not None and child.start_byte >= matched:
        raise Unplaceable("it is a part of a pattern")
    if not operators.isdisjoint(_COMPUTING):
        raise Unplaceable("it is a part of arithmetic")


def _require_plain_backticks(lineage: list[Node]) -> None:
    """Quotes inside backticks that stand in quotes are read differently by different shells."""
    for place, node in enumerate(lineage):
        if node.type == "command_substitution" and node.children[0].type == "`":
            outer = {further.type for further in lineage[place + 1 :]}
            if outer & {"string", "heredoc_body", "command_substitution"}:
                raise Unplaceable("it stands in backticks inside of quotes")
