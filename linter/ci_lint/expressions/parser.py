"""Tokens read as a tree, with the precedence that GitHub gives the operators.

From loose to tight: `||`, `&&`, `== !=`, `< <= > >=`, `!`, then properties and indexes. The depth is bounded
as GitHub bounds it, so no input can exhaust the stack.
"""

from collections.abc import Iterator
from functools import lru_cache

from .lexer import Token, tokens
from .nodes import Binary, Call, Expr, ExpressionError, Index, Literal, Not, Property, Star, Variable

DEPTH_LIMIT = 50

_PRECEDENCE = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4}
_LOGICAL = ("||", "&&")


def parse_expression(text: str) -> Expr:
    """The tree of an expression without its braces; raises ExpressionError.

    Whether names and functions exist is not looked at, see `contexts` and `functions`.
    """
    parser = _Parser(text)
    tree = parser.expression()
    if parser.token.kind != "end":
        raise parser.unexpected()
    return tree


@lru_cache(maxsize=4096)
def parse_or_error(text: str) -> tuple[Expr | None, ExpressionError | None]:
    """The tree of an expression or what is wrong with it. The same few expressions fill whole repositories."""
    try:
        return parse_expression(text), None
    except ExpressionError as error:
        return None, error.with_traceback(None)


class _Parser:
    """State: the place in the tokens, and how deep the expression being read is nested."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = list(tokens(text))
        self.place = 0
        self.depth = 0

    @property
    def token(self) -> Token:
        return self.tokens[self.place]

    @property
    def last_end(self) -> int:
        return self.tokens[self.place - 1].end

    def take(self) -> Token:
        token = self.tokens[self.place]
        self.place += 1
        return token

    def expect(self, kind: str) -> Token:
        if self.token.kind != kind:
            raise self.unexpected()
        return self.take()

    def unexpected(self) -> ExpressionError:
        token = self.token
        if token.kind != "end":
            return ExpressionError(token.start, f"unexpected {self.text[token.start : token.end]}")
        if self.place == 0:
            return ExpressionError(0, "the expression is empty")
        return ExpressionError(self.last_end, "the expression is not finished")

    def deepen(self) -> None:
        self.depth += 1
        if self.depth > DEPTH_LIMIT:
            raise ExpressionError(self.token.start, f"nested deeper than {DEPTH_LIMIT} levels")

    def expression(self) -> Expr:
        self.deepen()
        tree = self.operation(1)
        self.depth -= 1
        return tree

    def operation(self, loosest: int) -> Expr:
        start = self.token.start
        tree = self.unary()
        while (precedence := _PRECEDENCE.get(self.token.kind, 0)) >= loosest:
            operator = self.take().kind
            nested = operator in _LOGICAL
            if nested:
                self.deepen()
            right = self.operation(precedence + 1)
            self.depth -= nested
            tree = Binary(start, self.last_end, operator, tree, right)
        return tree

    def unary(self) -> Expr:
        if self.token.kind != "!":
            return self.postfix()
        start = self.take().start
        self.deepen()
        operand = self.unary()
        self.depth -= 1
        return Not(start, self.last_end, operand)

    def postfix(self) -> Expr:
        first, depth = self.token, self.depth
        tree = self.primary()
        while first.kind != "literal" and self.token.kind in (".", "["):
            tree = self.access(tree, first.start)
            self.deepen()
        self.depth = depth
        return tree

    def access(self, target: Expr, start: int) -> Expr:
        """One `.name`, `.*`, `[*]` or `[index]` behind its target."""
        dotted = self.take().kind == "."
        if self.token.kind == "*":
            self.take()
            if not dotted:
                self.expect("]")
            return Star(start, self.last_end, target)
        if dotted:
            name = self.expect("name")
            return Property(start, name.end, target, str(name.value))
        index = self.expression()
        return Index(start, self.expect("]").end, target, index)

    def primary(self) -> Expr:
        token = self.token
        if token.kind == "literal":
            self.take()
            return Literal(token.start, token.end, token.value)
        if token.kind == "(":
            self.take()
            tree = self.expression()
            self.expect(")")
            return tree
        name = self.expect("name")
        if self.token.kind != "(":
            return Variable(name.start, name.end, str(name.value))
        self.take()
        arguments = tuple(self.arguments())
        return Call(name.start, self.expect(")").end, str(name.value), arguments)

    def arguments(self) -> Iterator[Expr]:
        """The arguments of a call, up to its closing parenthesis."""
        if self.token.kind == ")":
            return
        yield self.expression()
        while self.token.kind == ",":
            self.take()
            yield self.expression()
