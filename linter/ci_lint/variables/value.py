"""What is known of the text that an expression gives."""

from msgspec import Struct

from ..expressions import Expression
from ..expressions.references import reference


class Value(Struct, frozen=True, eq=False):
    """`has_no_blanks` and `is_never_empty` tell what the text surely is not; `is_large` that it may be too long.

    A variable holds at most 128 KiB on Linux and 32 KiB on Windows.
    """

    expression: Expression
    has_no_blanks: bool = False
    is_never_empty: bool = False
    is_large: bool = False

    @property
    def inner(self) -> str:
        """The expression without braces and the blanks in them."""
        return self.expression.inner.strip()

    @property
    def key(self) -> str:
        """What values with one meaning have in common: they share a variable."""
        return key_of(self.expression)


def key_of(expression: Expression) -> str:
    """The expression, with a path of the `github` context as it is commonly written."""
    path = reference(expression.tree) if expression.tree else None
    if path and path.path[0] == "github" and "*" not in path.path:
        return path.text
    return expression.inner.strip()
