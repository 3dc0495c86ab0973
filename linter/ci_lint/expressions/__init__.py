"""GitHub's expression language: what stands between `${{` and `}}`, and in an `if:`.

Facts are those of GitHub's own engine, npm `@actions/expressions`, and of the runner's. Where the two differ,
an expression is an error only if the runner refuses it.
"""

from .embedded import Expression, condition, find_expressions
from .nodes import (
    Binary,
    Call,
    Expr,
    ExpressionError,
    Index,
    Literal,
    Not,
    Property,
    Star,
    Variable,
    descendants,
)
from .parser import parse_expression
from .references import Reference, references

__all__ = (
    "Binary",
    "Call",
    "Expr",
    "Expression",
    "ExpressionError",
    "Index",
    "Literal",
    "Not",
    "Property",
    "Reference",
    "Star",
    "Variable",
    "condition",
    "descendants",
    "find_expressions",
    "parse_expression",
    "references",
)
