"""Comments in code need no value: the words between the braces say as much."""

from ..edits import Refusal
from ..expressions import Expression
from .place import Place


def in_comment(expression: Expression) -> Place:
    """Take the braces away. Raises Refusal where the words would end the comment."""
    inner = expression.inner.strip()
    if "\n" in inner or "*/" in inner or "#>" in inner:
        raise Refusal("it takes several lines of a comment")
    return Place(expression.start, expression.end, inner)
