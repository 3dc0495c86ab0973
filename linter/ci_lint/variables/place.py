"""Where an expression stands in code, and what takes its place there."""

from msgspec import Struct

# Stands for the name of the variable; no YAML file holds that character.
NAME = "\0"


class Place(Struct, frozen=True):
    """`start` and `end` are offsets in the code; the text between becomes `pattern` with the name of the variable.

    A pattern without `NAME` needs no variable. A place is not `safe` if the code may have meant something else
    with the text than one value, such as several words.
    """

    start: int
    end: int
    pattern: str
    safe: bool = True

    @property
    def needs_variable(self) -> bool:
        """Whether a variable is read there."""
        return NAME in self.pattern

    def written(self, name: str) -> str:
        """What is written there for the variable of that name."""
        return self.pattern.replace(NAME, name)
