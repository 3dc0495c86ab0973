"""An expression as a tree; every node knows the range of its text.

`start` and `end` are offsets into the text between the braces. A node that is made of others covers all of
them, parentheses included; parentheses around a whole node leave no trace.
"""

from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

LiteralValue: TypeAlias = str | float | bool | None


class ExpressionError(Exception):
    """The text is no expression: where, and why."""

    def __init__(self, offset: int, message: str) -> None:
        super().__init__(message)
        self.offset = offset
        self.message = message


class Literal(Struct, frozen=True):
    """`null`, `true`, `false`, a number (always a float) or a string without its quotes."""

    start: int
    end: int
    value: LiteralValue


class Variable(Struct, frozen=True):
    """A context, or what is written where one belongs; spelled as in the file."""

    start: int
    end: int
    name: str


class Property(Struct, frozen=True):
    """`target.name`."""

    start: int
    end: int
    target: "Expr"
    name: str


class Index(Struct, frozen=True):
    """`target[index]`."""

    start: int
    end: int
    target: "Expr"
    index: "Expr"


class Star(Struct, frozen=True):
    """`target.*` or `target[*]`: a list of all the values, to which a further property applies one by one."""

    start: int
    end: int
    target: "Expr"


class Call(Struct, frozen=True):
    """`name(arguments)`; the name is spelled as in the file."""

    start: int
    end: int
    name: str
    arguments: tuple["Expr", ...]


class Not(Struct, frozen=True):
    """`!operand`."""

    start: int
    end: int
    operand: "Expr"


class Binary(Struct, frozen=True):
    """`left operator right` with one of `|| && == != < <= > >=`; `a || b || c` groups to the left."""

    start: int
    end: int
    operator: str
    left: "Expr"
    right: "Expr"


Expr: TypeAlias = Literal | Variable | Property | Index | Star | Call | Not | Binary


def children(node: Expr) -> tuple[Expr, ...]:
    """The nodes that a node is made of, in the order of the text."""
    match node:
        case Property(target=target) | Star(target=target):
            return (target,)
        case Index(target=target, index=index):
            return (target, index)
        case Call(arguments=arguments):
            return arguments
        case Not(operand=operand):
            return (operand,)
        case Binary(left=left, right=right):
            return (left, right)
        case _:
            return ()


def descendants(root: Expr) -> Iterator[Expr]:
    """The node and all below it, parents first, in the order of the text."""
    # A chain of a thousand `||` is a tree a thousand levels deep: no recursion here.
    pending = [root]
    while pending:
        node = pending.pop()
        yield node
        pending += reversed(children(node))
