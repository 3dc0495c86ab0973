"""The rules of a report as SARIF describes them, so that an alert can be understood where it is shown."""

from typing import Any

from ..rule import Rule, Severity
from .options import ReportOptions

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}

_SECURITY_GROUPS = frozenset(
    {"artifacts", "credentials", "injection", "permissions", "security", "supply-chain", "triggers"}
)
# GitHub shows 7.0 and above as high, 4.0 and above as medium. None of ours is sure to be critical.
_SCORES = {Severity.ERROR: "8.0", Severity.WARNING: "5.0", Severity.INFO: "2.0"}
_PEERS = {"actionlint": "https://github.com/rhysd/actionlint/blob/main/docs/checks.md"}


def descriptors(ids: set[str], options: ReportOptions) -> list[dict[str, Any]]:
    """SARIF's reportingDescriptor of each id, ordered by id."""
    from ..rules import GROUPS

    groups = {rule.id: (group, rule) for group, rules in GROUPS.items() for rule in rules}
    return [_own(*groups[each], options) if each in groups else _foreign(each) for each in sorted(ids)]


def _own(group: str, rule: Rule, options: ReportOptions) -> dict[str, Any]:
    from ..docs import rule_page

    return {
        "id": rule.id,
        "shortDescription": {"text": rule.summary},
        "fullDescription": {"text": _first_paragraph(rule.why)},
        "help": {"text": rule.why.strip(), "markdown": rule_page(rule)},
        **_help_uri(rule, options),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": _properties(group.replace("_", "-"), rule),
    }


def _help_uri(rule: Rule, options: ReportOptions) -> dict[str, str]:
    if options.documentation:
        return {"helpUri": f"{options.documentation.rstrip('/')}/{rule.id}.md"}
    return {"helpUri": rule.references[0]} if rule.references else {}


def _properties(group: str, rule: Rule) -> dict[str, Any]:
    if group not in _SECURITY_GROUPS:
        return {"tags": [group, rule.profile.value]}
    return {"tags": [group, rule.profile.value, "security"], "security-severity": _SCORES[rule.severity]}


def _foreign(identifier: str) -> dict[str, Any]:
    """An id `tool/kind` of another tool, or of a finding that no rule stands for."""
    tool, _, kind = identifier.partition("/")
    summary = f"{kind}, found by {tool}" if kind else identifier
    page = {"helpUri": _PEERS[tool]} if tool in _PEERS else {}
    return {"id": identifier, "shortDescription": {"text": summary}, **page, "properties": {"tags": [tool]}}


def _first_paragraph(text: str) -> str:
    return " ".join(text.strip().split("\n\n", 1)[0].split())
