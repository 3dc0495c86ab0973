"""Scopes of a token with their levels, and what is not known about them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from types import MappingProxyType

_RANKS = {"none": 0, "read": 1, "write": 2}


@dataclass(frozen=True)
class Needs:
    """What a token must be allowed to do: a level by scope, in the order of the alphabet.

    `unknown` holds a fact for everything that may need more than the levels say.
    """

    levels: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unknown: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the levels are all that is needed."""
        return not self.unknown

    @property
    def writes(self) -> bool:
        """Whether the token must be allowed to change something."""
        return "write" in self.levels.values()

    def within(self, levels: MappingProxyType[str, str]) -> bool:
        """Whether a token with these levels may do all of it."""
        return all(_RANKS[level] <= _RANKS[levels.get(scope, "none")] for scope, level in self.levels.items())


NOTHING = Needs()


def merge(parts: Iterable[Needs]) -> Needs:
    """What all the parts need together."""
    levels: dict[str, str] = {}
    unknown: dict[str, None] = {}
    for part in parts:
        unknown.update(dict.fromkeys(part.unknown))
        for scope, level in part.levels.items():
            levels[scope] = max(level, levels.get(scope, "none"), key=_RANKS.__getitem__)
    return Needs(MappingProxyType(dict(sorted(levels.items()))), tuple(unknown))


def read_needs(text: str) -> Needs:
    """The needs that a table writes as `contents: read, issues: write`."""
    pairs = (part.split(":") for part in text.split(",") if part.strip())
    return Needs(MappingProxyType({scope.strip(): level.strip() for scope, level in sorted(pairs)}))


def unknown(fact: str) -> Needs:
    """Needs of which only that fact is known."""
    return Needs(unknown=(fact,))
