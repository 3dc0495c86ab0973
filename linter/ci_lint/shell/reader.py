"""From the parser's tree to commands and what stands around each.

Node types are those of tree-sitter-bash 0.25.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from typing import Any, TypeAlias

from msgspec.structs import replace

from ..late_pattern import late_pattern
from ..tree import Scalar
from .chains import Element, Extras, chain
from .command import Command, Parts
from .part_reader import PartReader
from .surroundings import Branch, Loop, Surroundings
from .word_reader import WORDS, WordReader

# Real scripts nest less than ten deep.
DEPTH_LIMIT = 40

Node: TypeAlias = Any
_Handler: TypeAlias = Callable[["Reader", Node, Surroundings, Extras], list[Command]]
_ALONE = Extras()
_OPENINGS = ("$(", "<(", ">(", "`")
_SUBSTITUTION = late_pattern("|".join(map(re.escape, _OPENINGS)))


class Reader:
    """Turns nodes into commands. State: how deep it stands."""

    def __init__(self, scalar: Scalar, words: WordReader, *, broken: bool) -> None:
        self.scalar = scalar
        self.text = scalar.text
        self.words = words
        self.parts = PartReader(words)
        self.substitutes = any(map(self.text.__contains__, _OPENINGS))
        self.broken = broken
        self.depth = 0

    def statements(self, nodes: Sequence[Node], around: Surroundings) -> list[Command]:
        """The commands of statements that stand one behind the other."""
        found: list[Command] = []
        if self.depth >= DEPTH_LIMIT:
            return found
        self.depth += 1
        kinds = [node.type for node in nodes]
        for node, kind, next_kind in zip(nodes, kinds, (*kinds[1:], ""), strict=False):
            handler = _HANDLERS.get(kind)
            if handler:
                own = replace(around, background=True) if next_kind == "&" else around
                found += handler(self, node, own, _ALONE)
            elif node.child_count:
                found += self.others(node, around)
        self.depth -= 1
        return found

    def others(self, node: Node, around: Surroundings) -> list[Command]:
        """The commands inside something that is no statement: a word, a broken part."""
        if node.type == "ERROR":
            return self.statements(node.children, around)
        return self.inside_words((node,), around) if node.child_count else []

    def substitutions(self, nodes: Iterable[Node], around: Surroundings) -> list[Command]:
        """The commands in the `$( )`, backticks and `<( )` of words, which stand in these surroundings."""
        found: list[Command] = []
        pending = list(nodes)
        while pending:
            node = pending.pop()
            if node.type in ("command_substitution", "process_substitution"):
                found += self.statements(node.children, around)
            elif node.child_count:
                pending += node.children
        return found

    def inside_words(self, nodes: Iterable[Node], around: Surroundings) -> list[Command]:
        """Like `substitutions`, for the words of a command, which hides their exit codes."""
        depth = around.substitution_depth + 1
        inner = Surroundings(loop=around.loop, function=around.function, substitution_depth=depth)
        return self.substitutions(nodes, inner)

    def has_substitutions(self, node: Node) -> bool:
        """Whether there may be substitutions in the text of a node; cheaper than looking for them."""
        return self.substitutes and bool(_SUBSTITUTION.search(self.text, node.start_byte, node.end_byte))

    def build(self, node: Node, name: str, around: Surroundings, extras: Extras, read: Callable[[], Parts]) -> Command:
        """One command; its parts are read when they are wanted."""
        start, end = node.start_byte, self.words.limit(node.end_byte)
        return Command(self.scalar, name, start, end, around, read, extras.position, extras.pipeline)

    def command(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """A simple command, and those in its words."""
        # In a broken script the text of a node is no proof of what is in it.
        text = "" if self.broken else self.words.text(node)
        name = self.parts.name(text, node, extras)
        found = [self.build(node, name, around, extras, partial(self.parts.command, text, node, extras))]
        if self.broken:
            for child in node.children:
                found += self.statements(child.children, around) if child.type == "ERROR" else ()
        if self.has_substitutions(node) or extras.arguments:
            found += self.inside_words((*node.children, *extras.arguments), around)
        return found

    def declaration(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """`export`, `local`, `unset` and their kin; they hide the exit codes of what they assign."""
        name = node.children[0].type
        found = [self.build(node, name, around, extras, partial(self.parts.declaration, node, extras))]
        if self.has_substitutions(node):
            hidden = Surroundings(loop=around.loop, function=around.function)
            for child in node.children:
                if child.type == "variable_assignment":
                    found += self.inside_assignment(child, hidden, around.substitution_depth)
                else:
                    found += self.inside_words((child,), around)
        return found

    def plain_assignment(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """`X=1`: the exit code is that of the last substitution in it."""
        found = [self.build(node, "", around, extras, partial(self.parts.declaration, node, extras))]
        found[0].only_assigns = True
        if self.has_substitutions(node):
            for child in [node] if node.type == "variable_assignment" else node.children:
                found += self.inside_assignment(child, around, around.substitution_depth)
        return found

    def inside_assignment(self, node: Node, around: Surroundings, depth: int) -> list[Command]:
        """The commands whose output an assignment takes."""
        name = self.words.assigned_name(node)
        inner = replace(around, assigned_to=name, substitution_depth=depth + 1, redirects=(), subshell=False)
        return self.substitutions(node.children[-1:], inner)

    def test(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """`[[ … ]]`, `[ … ]` and `(( … ))`, as a command named by its opening."""
        name = self.words.text(node.children[0])
        found = [self.build(node, name, around, extras, partial(self.parts.test, node, extras))]
        return found + self.inside_words(node.children, around) if self.has_substitutions(node) else found

    def compound(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """`{ … }`, `( … )` and `(( … ))`."""
        children = node.children
        if children and children[0].type == "((":
            return self.test(node, around, extras)
        if node.type == "subshell":
            around = replace(around, subshell=True)
        return self.statements(children, self.within(around, extras))

    def within(self, around: Surroundings, extras: Extras) -> Surroundings:
        """What stands around the parts of a group whose redirects are these."""
        if not extras.redirects:
            return around
        redirects = tuple(self.words.redirect(child) for child in extras.redirects)
        return replace(around, redirects=(*around.redirects, *redirects))

    def conditional(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """`if` and `elif`: what stands before `then` is the condition."""
        around = self.within(around, extras)
        children = node.children
        then = next((i for i, child in enumerate(children) if child.type == "then"), len(children))
        return self.statements(children[:then], _tested(around)) + self.statements(children[then:], _not_tested(around))

    def group(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """Parts whose statements simply follow each other: `else`, `do … done`, an arm of `case`."""
        return self.statements(node.children, self.within(around, extras))

    def while_loop(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """`while` and `until`."""
        children = node.children
        around = self.within(around, extras)
        loop = Loop(children[0].type, node.start_byte, node.end_byte, self.scalar, around.loop)
        around = replace(around, loop=loop)
        body = next((i for i, child in enumerate(children) if child.type == "do_group"), len(children))
        condition = self.statements(children[:body], _tested(around))
        inside = self.statements(children[body:], _not_tested(around))
        loop.fill(condition, inside)
        return condition + inside

    def for_loop(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """`for`, `select`, and `for (( … ))`."""
        children = node.children
        body = next((i for i, c in enumerate(children) if c.type in ("do_group", "compound_statement")), len(children))
        words = [child for child in children[1:body] if child.type in WORDS] if node.type == "for_statement" else []
        variable = self.words.text(words[0]) if words else ""
        items = tuple(self.words.word(item) for item in words[1:])
        around = self.within(around, extras)
        start, end = node.start_byte, node.end_byte
        loop = Loop(children[0].type, start, end, self.scalar, around.loop, variable, items)
        inside = self.statements(children[body:], _not_tested(replace(around, loop=loop)))
        loop.fill([], inside)
        return self.inside_words(children[:body], around) + inside

    def case(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """The arms of a `case`; its patterns and values are words."""
        around = _not_tested(self.within(around, extras))
        found: list[Command] = []
        for child in node.children:
            found += self.group(child, around, _ALONE) if child.type == "case_item" else self.others(child, around)
        return found

    def function(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """The body of a function, which runs where the function is called: nothing around it concerns it."""
        names = [self.words.text(child) for child in node.children if child.type == "word"]
        inner = Surroundings(function=names[0] if names else "", substitution_depth=around.substitution_depth)
        body = [child for child in node.children if child.child_count]
        return self.statements(body, self.within(inner, extras))

    def joined(self, node: Node, around: Surroundings, extras: Extras) -> list[Command]:
        """Commands joined by `&&`, `||` and `|`, negated or redirected; the last first, for the others to name."""
        found: list[Command] = []
        branches = around.and_or
        for link in reversed(chain(node, extras)):
            inner = around
            if link.operator or branches is not around.and_or:
                inner = replace(around, and_or=branches, runs_after=link.operator or around.runs_after)
            if link.negated:
                inner = replace(inner, negated=not around.negated)
            commands = self.piped(link.elements, inner)
            found = commands + found
            if link.operator:
                depth = around.substitution_depth
                own = tuple(c for c in commands if c.around.substitution_depth == depth)
                branches = (Branch(link.operator, own), *branches)
        return found

    def piped(self, elements: Sequence[Element], around: Surroundings) -> list[Command]:
        """The commands of one pipeline."""
        found: list[Command] = []
        line: list[Command] = []
        for element in elements:
            node, extras = element.node, element.extras
            handler = _HANDLERS.get(node.type)
            if len(elements) > 1:
                extras = Extras(extras.redirects, extras.heredocs, extras.arguments, len(line), line)
            commands = handler(self, node, around, extras) if handler else self.others(node, around)
            line += commands[:1]
            found += commands
            for child in (*extras.redirects, *extras.heredocs):
                found += self.inside_redirect(child, around) if self.has_substitutions(child) else ()
        return found

    def inside_redirect(self, node: Node, around: Surroundings) -> list[Command]:
        """The commands in the target of a redirect or in the lines of a heredoc."""
        if node.type != "heredoc_redirect":
            return self.inside_words((node,), around)
        return self.inside_words((child for child in node.children if child.type == "heredoc_body"), around)


def _tested(around: Surroundings) -> Surroundings:
    """What stands around a condition: what follows the whole statement does not concern it."""
    return Surroundings(
        loop=around.loop,
        in_condition=True,
        function=around.function,
        subshell=around.subshell,
        substitution_depth=around.substitution_depth,
        redirects=around.redirects,
    )


def _not_tested(around: Surroundings) -> Surroundings:
    return replace(around, in_condition=False) if around.in_condition else around


_HANDLERS: dict[str, _Handler] = {
    "command": Reader.command,
    "declaration_command": Reader.declaration,
    "unset_command": Reader.declaration,
    "variable_assignment": Reader.plain_assignment,
    "variable_assignments": Reader.plain_assignment,
    "test_command": Reader.test,
    "compound_statement": Reader.compound,
    "subshell": Reader.compound,
    "if_statement": Reader.conditional,
    "elif_clause": Reader.conditional,
    "else_clause": Reader.group,
    "do_group": Reader.group,
    "case_item": Reader.group,
    "while_statement": Reader.while_loop,
    "for_statement": Reader.for_loop,
    "c_style_for_statement": Reader.for_loop,
    "case_statement": Reader.case,
    "function_definition": Reader.function,
    "list": Reader.joined,
    "pipeline": Reader.joined,
    "negated_command": Reader.joined,
    "redirected_statement": Reader.joined,
}
