"""What the names in settings, on the command line and in ignore comments stand for.

A name is the id of a rule, a group of rules, what another linter calls a rule (`zizmor:template-injection`),
or a kind of finding that comes from an external tool (`actionlint/expression`).
"""

from collections.abc import Mapping
from functools import cache, cached_property

from msgspec import Struct

from .rule import Rule

# Their findings are named `tool/kind`; which kinds there are is theirs to say.
EXTERNAL_TOOLS = ("actionlint", "shellcheck")

# Nearness is quadratic in the length, and a name may come from a hostile file.
_LONGEST_NAME = 80


class UnknownRule(Exception):
    """No rule, group or alias has this name. `nearest` holds names that look like it, the best first."""

    def __init__(self, name: str, nearest: tuple[str, ...]) -> None:
        super().__init__(f"unknown rule {name[:_LONGEST_NAME]}{did_you_mean(nearest)}")
        self.name = name
        self.nearest = nearest


class Named(Struct, frozen=True):
    """What a name stands for: rules of ours, findings of an external tool (`external`), or both."""

    name: str
    rules: tuple[Rule, ...]
    external: str = ""

    def covers(self, rule_id: str) -> bool:
        """Whether findings of this id are meant."""
        if self.external and (rule_id == self.external or rule_id.startswith(f"{self.external}/")):
            return True
        return any(rule.id == rule_id for rule in self.rules)


class Catalogue(Struct, frozen=True, eq=False, dict=True):
    """All rules there are, by group."""

    groups: Mapping[str, tuple[Rule, ...]]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """The rules in the order of their groups."""
        return tuple(rule for rules in self.groups.values() for rule in rules)

    @cached_property
    def by_alias(self) -> dict[str, tuple[Rule, ...]]:
        """The rules that share an alias."""
        aliases = {alias for rule in self.rules for alias in rule.aliases}
        return {alias: tuple(rule for rule in self.rules if alias in rule.aliases) for alias in sorted(aliases)}

    @cached_property
    def by_name(self) -> dict[str, tuple[Rule, ...]]:
        """The rules of every id, group and alias; an id wins over a group of the same name."""
        return {**self.by_alias, **self.groups, **{rule.id: (rule,) for rule in self.rules}}

    def of_tool(self, tool: str) -> tuple[Rule, ...]:
        """The rules that another linter has under some name."""
        return tuple(rule for rule in self.rules if any(alias.startswith(f"{tool}:") for alias in rule.aliases))

    def get(self, name: str) -> Named | None:
        """What the name stands for, if anything."""
        tool = name.replace(":", "/", 1).partition("/")[0]
        external = name.replace(":", "/", 1) if tool in EXTERNAL_TOOLS else ""
        rules = self.by_name.get(name, ())
        known = rules or name in self.groups or external
        return Named(name, rules, external) if known else None

    def find(self, name: str) -> Named:
        """What the name stands for. Raises UnknownRule."""
        named = self.get(name)
        if named is None:
            raise UnknownRule(name, self.nearest(name))
        return named

    def complaint(self, name: str) -> str:
        """What is wrong with a name, in a few words; empty if it stands for something."""
        try:
            self.find(name)
        except UnknownRule as error:
            return str(error)
        return ""

    def nearest(self, name: str) -> tuple[str, ...]:
        """The names that look like this one, the best first; another linter's bare name gives our ids."""
        same = [rule.id for rule in self.rules for alias in rule.aliases if alias.partition(":")[2] == name]
        return tuple(dict.fromkeys(same)) or nearest(name, self.by_name)


def nearest(name: str, known: Mapping[str, object] | tuple[str, ...]) -> tuple[str, ...]:
    """At most two of the known names that look like this one, the best first."""
    from difflib import get_close_matches

    return tuple(get_close_matches(name[:_LONGEST_NAME], known, n=2, cutoff=0.7))


def did_you_mean(names: tuple[str, ...]) -> str:
    """The end of a sentence about an unknown name."""
    return f"; did you mean {' or '.join(names)}?" if names else ""


@cache
def whole_catalogue() -> Catalogue:
    """All rules of ci-lint."""
    from .rules import GROUPS

    return Catalogue(GROUPS)


def resolve(name: str, catalogue: Catalogue | None = None) -> tuple[Rule, ...]:
    """The rules that an id, a group or an alias names. Raises UnknownRule."""
    return (catalogue or whole_catalogue()).find(name).rules
