"""Takes expressions out of code: the step's `env` gets them, the code reads variables.

GitHub puts the values of expressions into code before anything reads it, so they become code themselves. The
value of a variable never does.
"""

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import Protocol

from msgspec import Struct

from ..edits import Edit, Fix, Refusal, replace_in_scalar
from ..edits.environment import add_variables
from ..tree import Scalar
from ..workflow import Step
from .names import Names, environments, wanted_name
from .place import Place
from .value import Value

# Each expression is compared with what stands around it; no real script has as many.
LIMIT = 100


class Code(Protocol):
    """Code of one language."""

    def place(self, value: Value) -> Place:
        """What takes the place of a value. Raises Refusal."""

    def opening(self, places: Sequence[Place]) -> Place | None:
        """What has to be added for variables to be read at those places, if anything. Raises Refusal."""


class Move(Struct, frozen=True):
    """A value and what takes its place, or the reason why nothing can."""

    value: Value
    place: Place | None
    reason: str = ""

    @property
    def safe(self) -> bool:
        """Whether the code does what it did."""
        return self.place is not None and self.place.safe and not (self.value.is_large and self.place.needs_variable)


class Body(Struct, frozen=True, eq=False, dict=True):
    """Code of a step, and the values in it that are to become variables.

    `key` names the entry of the step that it stands in. `certain` tells that the language is known, not guessed.
    """

    step: Step
    key: str
    text: Scalar
    values: tuple[Value, ...]
    read: Callable[[], Code]
    certain: bool = True

    def fix(self, value: Value) -> Fix:
        """Read a value from a variable, and with it all others of which the same can be said. Raises Refusal."""
        if len(self.values) > LIMIT:
            raise Refusal(f"more than {LIMIT} expressions stand in the script")
        own = next(move for move in self._moves if move.value is value)
        if own.place is None:
            raise Refusal(own.reason)
        return self._safe_fix if own.safe else self._unsafe_fix

    @cached_property
    def _safe_fix(self) -> Fix:
        return self._together([move for move in self._moves if move.safe])

    @cached_property
    def _unsafe_fix(self) -> Fix:
        return self._together([move for move in self._moves if move.place and not move.safe])

    @cached_property
    def _code(self) -> Code:
        return self.read()

    @cached_property
    def _moves(self) -> tuple[Move, ...]:
        return tuple(_move(value, self._code) for value in self.values)

    def _together(self, made: Sequence[Move]) -> Fix:
        needed = [move.value for move in made if move.place and move.place.needs_variable]
        names = _named(self.step, self.text, needed)
        places = [move.place for move in made if move.place]
        edits = [_edit(self.text, move.place, names.variables.get(move.value.key, "")) for move in made if move.place]
        if needed and (opening := self._code.opening(places)):
            edits.append(_edit(self.text, opening, ""))
        if names.new:
            edits.append(add_variables(self.step.node, self.key, names.new))
        return Fix(_title(names.variables), tuple(edits), safe=self.certain and all(move.safe for move in made))


def _move(value: Value, code: Code) -> Move:
    try:
        return Move(value, code.place(value))
    except Refusal as refusal:
        return Move(value, None, str(refusal))


def _edit(text: Scalar, place: Place, name: str) -> Edit:
    return replace_in_scalar(text, place.start, place.end, place.written(name))


def _title(variables: dict[str, str]) -> str:
    if not variables:
        return "name the value without expanding it"
    names = ", ".join(dict.fromkeys(variables.values()))
    return f"read the text from {'variables' if len(variables) > 1 else 'variable'} {names}"


class _Named(Struct, frozen=True):
    """The variable of each value, by its key, and the expressions of those that have to be set."""

    variables: dict[str, str]
    new: dict[str, str]


def _named(step: Step, text: Scalar, values: Sequence[Value]) -> _Named:
    names = Names(step, text)
    variables: dict[str, str] = {}
    new: dict[str, str] = {}
    for value in values:
        if value.key in variables:
            continue
        name = names.existing(value)
        if name is None:
            name = names.free(wanted_name(value), new)
            new[name] = _expression(value, step)
        variables[value.key] = name
    return _Named(variables, new)


def _expression(value: Value, step: Step) -> str:
    """The expression in one line; Refusal if it would say something else in the step's `env`."""
    own = {key.text for key, _ in next(environments(step)).named_entries()}
    if any(f"env.{name}" in value.inner or f"'{name}'" in value.inner for name in own):
        raise Refusal("it reads a variable of the step, which other variables of the step cannot see")
    if "\n" in value.inner:
        raise Refusal("the expression takes several lines")
    return f"${{{{ {value.inner} }}}}"
