"""Which expressions of a step give text that outsiders write, and what is known of that text."""

from collections.abc import Iterator
from functools import lru_cache

from ...expressions import Binary, Call, Expr, Expression, Literal, Property, Variable, descendants, find_expressions
from ...expressions.parser import parse_or_error
from ...expressions.references import reference
from ...expressions.taint import attacker_controlled, outside_text, values
from ...tree import Scalar
from ...variables.value import Value
from ...workflow import Document, Step, Workflow

# Names of branches, which git keeps free of blanks, and of users before them.
_BLANK_FREE = frozenset(("head_ref", "ref", "head_branch", "default_branch", "label", "ref_name", "sha", "base_ref"))
# They are there on every event, and hold something.
_NEVER_EMPTY = ("github.ref_name", "github.ref", "github.sha")
_ON_CHANGES = ("github.head_ref", "github.event.pull_request.head.ref", "github.event.pull_request.title")
_CHANGES = frozenset(("pull_request", "pull_request_target"))


def starting_events(document: Document) -> tuple[str, ...] | None:
    """The events that start the workflow; None where they are not known, as in an action."""
    if not isinstance(document, Workflow):
        return None
    return tuple(event.name for event in document.triggers) or None


class Sources:
    """Where expressions take text of outsiders from. Keeps what it learnt of `env` values, which steps share."""

    def __init__(self, events: tuple[str, ...] | None) -> None:
        self.events = events
        self.known: dict[Scalar, tuple[str | None, tuple[str, ...]]] = {}

    def within(self, scalar: Scalar, step: Step) -> Iterator[tuple[Value, str]]:
        """The values in a text that hold text of outsiders, each with where it comes from."""
        for expression in find_expressions(scalar):
            if source := self.of(expression, step):
                yield self.value(expression), source

    def of(self, expression: Expression, step: Step) -> str | None:
        """The first text of outsiders that an expression gives, as its path and how it comes there."""
        direct, names = self.read(expression)
        if direct:
            return direct
        seen: set[str] = set()
        pending = [(name, name) for name in names]
        while pending:
            first, name = pending.pop()
            value = None if name in seen else step.env(name)
            seen.add(name)
            if value is None:
                continue
            source, further = self.of_value(value)
            if source:
                return f"{source} (through env.{first})"
            pending += ((first, other) for other in further if other not in seen)
        return None

    def of_value(self, value: Scalar) -> tuple[str | None, tuple[str, ...]]:
        """The same of an `env` value, without the variables it names, which come second."""
        if value not in self.known:
            read = [self.read(expression) for expression in find_expressions(value)]
            source = next((source for source, _ in read if source), None)
            self.known[value] = source, tuple(dict.fromkeys(name for _, names in read for name in names))
        return self.known[value]

    def read(self, expression: Expression) -> tuple[str | None, tuple[str, ...]]:
        """The text of outsiders that stands in an expression itself, and the variables it gives the text of."""
        if expression.surrounded or not expression.closed:
            return None, ()
        return _read(expression.inner, self.events)

    def value(self, expression: Expression) -> Value:
        """The expression, with what is known of the text it gives."""
        tree = expression.tree
        assert tree is not None  # noqa: S101 - only expressions with a source are asked for
        large = any(isinstance(node, Call) and node.name.lower() == "tojson" for node in descendants(tree))
        return Value(expression, has_no_blanks(tree), self.is_never_empty(tree), large)

    def is_never_empty(self, tree: Expr) -> bool:
        """Whether the text of an expression always holds something."""
        if isinstance(tree, Binary) and tree.operator == "||":
            return self.is_never_empty(tree.left) or self.is_never_empty(tree.right)
        if isinstance(tree, Literal):
            return isinstance(tree.value, str) and bool(tree.value)
        found = reference(tree)
        if found is None:
            return False
        only_changes = self.events is not None and _CHANGES.issuperset(self.events)
        return found.text in _NEVER_EMPTY or (only_changes and found.text in _ON_CHANGES)


@lru_cache(maxsize=4096)  # the same expressions come up again and again
def _read(text: str, events: tuple[str, ...] | None) -> tuple[str | None, tuple[str, ...]]:
    tree, _ = parse_or_error(text)
    if tree is None:
        return None, ()
    found = next(outside_text(tree, events), None)
    if found is None:
        return None, tuple(variables(tree))
    return found.text if attacker_controlled(found.path) else f"text in {found.text}", ()


def has_no_blanks(tree: Expr) -> bool:
    """Whether the text of an expression surely has no blanks in it."""
    if isinstance(tree, Binary) and tree.operator == "||":
        return has_no_blanks(tree.left) and has_no_blanks(tree.right)
    if isinstance(tree, Literal):
        return isinstance(tree.value, str) and tree.value.split() == [tree.value]
    found = reference(tree)
    return found is not None and found.path[0] == "github" and found.path[-1] in _BLANK_FREE


def variables(tree: Expr) -> Iterator[str]:
    """The names of the environment variables that an expression can take its text from."""
    for node, _ in values(tree):
        match node:
            case Property(target=Variable(name=context), name=name) if context.lower() == "env":
                yield name
