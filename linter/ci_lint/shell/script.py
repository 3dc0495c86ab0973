"""A whole script: its commands in order, and what it assigns."""

from collections.abc import Iterator
from functools import cached_property
from operator import attrgetter
from types import MappingProxyType

from msgspec import Struct

from ..tree import Scalar
from .command import Command
from .surroundings import Loop
from .words import Assignment, Word

_DECLARATIONS = ("export", "declare", "typeset", "readonly", "local")


class Script(Struct, frozen=True, eq=False, dict=True):
    """The script of a scalar.

    `commands` holds every command that has words, in the order of the file, wherever it stands: in `$( )`,
    functions, loops, conditions, pipelines. `broken` tells that some of the script could not be read, so
    that what seems missing may be there.
    """

    scalar: Scalar
    commands: tuple[Command, ...]
    broken: bool
    # Commands that only assign included.
    _all: tuple[Command, ...]

    @property
    def text(self) -> str:
        """The script as the shell gets it, but for `${{ }}`."""
        return self.scalar.text

    @cached_property
    def assigned(self) -> tuple[Assignment, ...]:
        """What the script assigns, in order; `X=1 command` lasts for the command only and is left out."""
        setters = (c for c in self._all if c.only_assigns or c.name in _DECLARATIONS)
        return tuple(assignment for command in setters for assignment in command.assignments)

    @cached_property
    def assignments(self) -> MappingProxyType[str, tuple[Word, ...]]:
        """The values that each variable is given, in order; see `assigned`."""
        found: dict[str, tuple[Word, ...]] = {}
        for assignment in self.assigned:
            found[assignment.name] = (*found.get(assignment.name, ()), assignment.value)
        return MappingProxyType(found)

    @cached_property
    def loops(self) -> tuple[Loop, ...]:
        """Its loops that hold commands, in order."""
        found: dict[Loop, None] = {}
        for command in self.commands:
            loop = command.loop
            while loop:
                found[loop] = None
                loop = loop.outer
        return tuple(sorted(found, key=lambda loop: loop.start))

    def named(self, *names: str) -> Iterator[Command]:
        """The commands of these names."""
        return (command for command in self.commands if command.name in names)

    def later(self, command: Command) -> tuple[Command, ...]:
        """The commands that begin behind the end of this one."""
        return tuple(other for other in self.commands if other.start >= command.end)


def parse_script(scalar: Scalar) -> Script:
    """Read a script; never raises. What cannot be read is left out, see `Script.broken`."""
    from .grammar import read_script

    commands, broken = read_script(scalar)
    ordered = tuple(sorted(commands, key=attrgetter("start")))
    return Script(scalar, tuple(command for command in ordered if not command.only_assigns), broken, ordered)
