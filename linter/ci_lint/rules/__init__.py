"""All rules, by group; a group is a folder, a rule is a file in it."""

from types import MappingProxyType

from ..rule import Rule
from . import reliability

GROUPS: MappingProxyType[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "reliability": reliability.RULES,
    }
)
RULES: tuple[Rule, ...] = tuple(rule for rules in GROUPS.values() for rule in rules)
