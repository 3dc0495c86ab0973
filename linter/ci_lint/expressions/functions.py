"""All functions of expressions, and how many arguments they take.

From `@actions/expressions` and the `context` lists of GitHub's workflow schema. The runner takes at most 255
arguments.
"""

from types import MappingProxyType

from msgspec import Struct

from .nodes import Call

ARGUMENT_LIMIT = 255


class Function(Struct, frozen=True):
    """A function: its name as GitHub spells it, and the least and greatest number of arguments.

    `special` ones exist at some keys only, see `availability`. `odd` demands an odd number. `boolean` ones
    say true or false whatever they are given.
    """

    name: str
    minimum: int
    maximum: int
    special: bool = False
    odd: bool = False
    boolean: bool = False


FUNCTIONS: MappingProxyType[str, Function] = MappingProxyType(
    {
        function.name.lower(): function
        for function in (
            Function("contains", 2, 2, boolean=True),
            Function("startsWith", 2, 2, boolean=True),
            Function("endsWith", 2, 2, boolean=True),
            Function("format", 1, ARGUMENT_LIMIT),
            Function("join", 1, 2),
            Function("toJSON", 1, 1),
            Function("fromJSON", 1, 1),
            Function("case", 3, ARGUMENT_LIMIT, odd=True),
            Function("hashFiles", 1, ARGUMENT_LIMIT, special=True),
            Function("success", 0, ARGUMENT_LIMIT, special=True, boolean=True),
            Function("failure", 0, ARGUMENT_LIMIT, special=True, boolean=True),
            Function("always", 0, 0, special=True, boolean=True),
            Function("cancelled", 0, 0, special=True, boolean=True),
        )
    }
)
STATUS_FUNCTIONS = frozenset({"success", "failure", "always", "cancelled"})


def function(call: Call) -> Function | None:
    """The function that is called, or None if there is none of that name; names ignore case."""
    return FUNCTIONS.get(call.name.lower())


def arity_problem(call: Call) -> str | None:
    """What is wrong with the number of arguments of a call, or None; nothing is known of unknown functions."""
    called, count = function(call), len(call.arguments)
    if called is None:
        return None
    if not called.minimum <= count <= called.maximum:
        return f"{called.name} takes {_range(called)}, not {count}"
    if called.odd and count % 2 == 0:
        return f"{called.name} takes an odd number of arguments, pairs and a default, not {count}"
    return None


def _range(called: Function) -> str:
    if called.maximum == 0:
        return "no arguments"
    if called.minimum == called.maximum:
        return f"{called.minimum} argument{'s' if called.minimum > 1 else ''}"
    if called.maximum == ARGUMENT_LIMIT:
        return f"at least {called.minimum} argument{'s' if called.minimum > 1 else ''}"
    return f"{called.minimum} to {called.maximum} arguments"
