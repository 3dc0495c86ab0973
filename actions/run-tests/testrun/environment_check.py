"""Variables that the tests need: looked for by name, told apart by unset and empty, never shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Iterator, Mapping, Sequence


@dataclass(frozen=True)
class Variable:
    """A name and its state: set, empty or unset."""

    name: str
    state: str
    required: bool

    @property
    def missing(self) -> bool:
        """Whether the tests cannot do without it and have to."""
        return self.required and self.state != "set"


def check_environment(
    required: Sequence[str], optional: Sequence[str], environ: Mapping[str, str]
) -> tuple[Variable, ...]:
    """The state of each variable. A secret that a workflow does not get arrives empty, not unset."""
    return tuple(_variables(required, optional, environ))


def _variables(required: Sequence[str], optional: Sequence[str], environ: Mapping[str, str]) -> Iterator[Variable]:
    for name in dict.fromkeys((*required, *optional)):
        yield Variable(name, _state(environ.get(name)), name in required)


def _state(value: str | None) -> str:
    if value is None:
        return "unset"
    return "set" if value.strip() else "empty"
