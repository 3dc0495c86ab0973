"""All rules, by group; a group is a folder, a rule is a file in it."""

from types import MappingProxyType

from ..rule import Rule
from . import (
    caching,
    cost,
    credentials,
    deploy,
    docker,
    injection,
    permissions,
    reliability,
    shell,
    smoke,
    style,
    supply_chain,
    syntax,
    testing,
)

GROUPS: MappingProxyType[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "docker": docker.RULES,
        "testing": testing.RULES,
        "injection": injection.RULES,
        "reliability": reliability.RULES,
        "syntax": syntax.RULES,
        "permissions": permissions.RULES,
        "credentials": credentials.RULES,
        "supply-chain": supply_chain.RULES,
        "caching": caching.RULES,
        "cost": cost.RULES,
        "style": style.RULES,
        "shell": shell.RULES,
        "smoke": smoke.RULES,
        "deploy": deploy.RULES,
    }
)
RULES: tuple[Rule, ...] = tuple(rule for rules in GROUPS.values() for rule in rules)
