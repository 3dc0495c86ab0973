"""What single instructions of a Dockerfile say: copies, mounts, arguments and variables."""

import re
from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from msgspec import Struct

from ..late_pattern import late_pattern
from .instructions import Instruction

_VARIABLE = late_pattern(r"\$(?:\{(\w+)(?:(:?[-+])([^{}]*))?\}|(\w+))")


class Copy(Struct, frozen=True):
    """A COPY or ADD. `stage` is what `--from` names, "" if the files come from the build context."""

    sources: tuple[str, ...]
    destination: str
    stage: str
    line: int


class Mount(Struct, frozen=True):
    """A `RUN --mount`: its type (`bind` if it names none) and its other options."""

    type: str
    options: MappingProxyType[str, str]
    line: int


def declared_arguments(instructions: Iterable[Instruction]) -> Iterator[tuple[str, str | None]]:
    """The names that ARG instructions declare and their defaults."""
    for instruction in instructions:
        for word in instruction.words if instruction.name == "ARG" else ():
            name, equals, value = word.partition("=")
            yield name, value if equals else None


def variables(instruction: Instruction) -> Iterator[tuple[str, str]]:
    """The variables of `ENV a=b c=d` or of the older `ENV a b c`."""
    words = instruction.words
    if words and "=" not in words[0]:
        yield words[0], " ".join(words[1:])
        return
    for word in words:
        name, _, value = word.partition("=")
        yield name, value


def read_copy(instruction: Instruction) -> Copy:
    """A COPY or ADD with at least two words; heredocs are no sources."""
    sources = tuple(word for word in instruction.words[:-1] if not word.startswith("<<"))
    return Copy(sources, instruction.words[-1], instruction.flag("from"), instruction.line)


def read_mount(instruction: Instruction, value: str) -> Mount:
    """The mount that one value of `--mount` describes."""
    pairs = (part.partition("=") for part in value.split(",") if part)
    options = {name.strip().lower(): text for name, _, text in pairs}
    return Mount(options.pop("type", "bind"), MappingProxyType(options), instruction.line)


def filled(text: str, args: Mapping[str, str | None]) -> str:
    """The text with variables replaced by the defaults of ARGs; those without one stay as written."""

    def value(found: re.Match[str]) -> str:
        name, operator, other = found[1] or found[4], found[2] or "", found[3] or ""
        known = args.get(name)
        if "+" in operator:
            return other if known else ""
        if known is not None and (known or ":" not in operator):
            return known
        return other if operator else found[0]

    return _VARIABLE.sub(value, text)
