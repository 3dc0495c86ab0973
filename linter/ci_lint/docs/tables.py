"""All rules at a glance: the table of the README and the index of the pages."""

from ..rule import Profile, Rule
from ..rules import GROUPS, RULES
from .mended import fixable

RULES_FOLDER = "docs/rules"


def rules_table(folder: str = RULES_FOLDER) -> str:
    """All rules as one table; the links go to pages in `folder`."""
    head = ("| rule | reports | group | severity | profile | fix |", "|---|---|---|---|---|---|")
    return "\n".join((*head, *(row(rule, group, folder) for group, rules in GROUPS.items() for rule in rules)))


def row(rule: Rule, group: str, folder: str) -> str:
    """One rule in the table."""
    summary = rule.summary.replace("|", "\\|")
    name = f"[{rule.id}]({folder}/{rule.id}.md)"
    return f"| {name} | {summary} | {group} | {rule.severity.value} | {rule.profile.value} | {fix(rule)} |"


def fix(rule: Rule) -> str:
    """What kind of fix there is: `safe`, `unsafe`, `safe or unsafe`, or nothing."""
    return fixable(rule).replace("safely", "safe").replace("no", "")


def rules_index() -> str:
    """The page that lists all rules by group."""
    parts = ["# Rules", f"{len(RULES)} rules. `ci-lint explain RULE` prints the page of one."]
    for group, rules in GROUPS.items():
        parts.append(f"## {group}")
        parts.append("\n".join(f"- [{rule.id}]({rule.id}.md): {rule.summary} ({marks(rule)})" for rule in rules))
    return "\n\n".join(parts) + "\n"


def marks(rule: Rule) -> str:
    """Severity, the profile where it is not everybody's, and the fix where there is one."""
    strict = "strict" if rule.profile is Profile.STRICT else ""
    kind = f"{fix(rule)} fix" if fix(rule) else ""
    return ", ".join(filter(None, (rule.severity.value, strict, kind)))
