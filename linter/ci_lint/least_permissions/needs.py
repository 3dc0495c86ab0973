"""Scopes of a token with their levels, and what is not known about them."""

from collections.abc import Iterable
from types import MappingProxyType

from msgspec import Struct, field
from msgspec.structs import replace

_RANKS = {"none": 0, "read": 1, "write": 2}


class Needs(Struct, frozen=True):
    """What a token must be allowed to do: a level by scope, in the order of the alphabet.

    `unknown` holds a fact for everything that may need more than the levels say, `reasons` for each scope the
    first thing that asked for its level.
    """

    levels: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))
    unknown: tuple[str, ...] = ()
    reasons: MappingProxyType[str, str] = field(default_factory=lambda: MappingProxyType({}))

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
    reasons: dict[str, str] = {}
    unknown: dict[str, None] = {}
    for part in parts:
        unknown.update(dict.fromkeys(part.unknown))
        for scope, level in part.levels.items():
            if _RANKS[level] > _RANKS[levels.get(scope, "none")]:
                levels[scope] = level
                reasons[scope] = part.reasons.get(scope, "")
    return Needs(MappingProxyType(dict(sorted(levels.items()))), tuple(unknown), MappingProxyType(reasons))


def because(needs: Needs, reason: str) -> Needs:
    """The needs with a reason for the scopes that have none yet."""
    return replace(
        needs, reasons=MappingProxyType({scope: needs.reasons.get(scope) or reason for scope in needs.levels})
    )


def read_needs(text: str) -> Needs:
    """The needs that a table writes as `contents: read, issues: write`."""
    pairs = (part.split(":") for part in text.split(",") if part.strip())
    return Needs(MappingProxyType({scope.strip(): level.strip() for scope, level in sorted(pairs)}))


def unknown(fact: str) -> Needs:
    """Needs of which only that fact is known."""
    return Needs(unknown=(fact,))
