"""What stands around a command: loops, conditions, what follows behind `&&` and `||`, functions, groups."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from msgspec import Struct, field

from ..source import Span
from ..tree import Scalar
from .words import Redirect, Word

if TYPE_CHECKING:
    from .command import Command


class Loop(Struct, frozen=True, eq=False):
    """A loop: `kind` is `while`, `until`, `for` or `select`.

    `variable` and `items` are those of `for NAME in …`; a `for ((…))` has neither. `outer` is the loop
    around it.
    """

    kind: str
    start: int
    end: int
    scalar: Scalar
    outer: "Loop | None"
    variable: str = ""
    items: tuple[Word, ...] = ()
    # Filled once by the reader: the commands name the loop and the loop names the commands.
    _condition: list["Command"] = field(default_factory=list)
    _body: list["Command"] = field(default_factory=list)

    @property
    def span(self) -> Span:
        """The place in the file."""
        return self.scalar.part(self.start, self.end)

    def fill(self, condition: Iterable["Command"], body: Iterable["Command"]) -> None:
        """Name its commands; done once, by the reader."""
        self._condition.extend(condition)
        self._body.extend(body)

    @property
    def condition(self) -> tuple["Command", ...]:
        """The commands that decide whether it goes on."""
        return tuple(self._condition)

    @property
    def body(self) -> tuple["Command", ...]:
        """The commands between `do` and `done`, those of inner loops included."""
        return tuple(self._body)


class Branch(Struct, frozen=True, eq=False):
    """What stands behind a `&&` or a `||`: the operator and the commands up to the next operator."""

    operator: str
    commands: tuple["Command", ...]


# Not frozen, as the parts in .words.
class Surroundings(Struct, eq=False):
    """What stands around a command; many commands share one. See the properties of `Command`."""

    loop: Loop | None = None
    in_condition: bool = False
    and_or: tuple[Branch, ...] = ()
    runs_after: str = ""
    negated: bool = False
    background: bool = False
    function: str = ""
    subshell: bool = False
    substitution_depth: int = 0
    assigned_to: str = ""
    redirects: tuple[Redirect, ...] = ()
