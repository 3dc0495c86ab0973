"""What ci-lint says it has done: its JSON report, of which only what is needed is believed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_VERSION = 1


@dataclass(frozen=True)
class Repair:
    """A finding that was fixed, or was not because of `reason`. Lines count from 1."""

    rule: str
    path: str
    line: int
    title: str
    reason: str = ""
    safe: bool = True


def read_repairs(report: Path) -> tuple[Repair, ...]:
    """What was fixed and what was not, in the order of the report; nothing where there is no report to read."""
    try:
        document = json.loads(report.read_text(encoding="utf-8"))
        if document["version"] != _VERSION:
            return ()
        return tuple(map(_repair, document.get("repairs", [])))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return ()


def _repair(value: dict[str, Any]) -> Repair:
    return Repair(
        str(value["rule"]),
        str(value["path"]),
        int(value["span"]["start"]["line"]),
        str(value["title"]),
        str(value.get("reason") or "") if value["outcome"] == "refused" else "",
        value.get("safe") is not False,
    )


def fixed(repairs: tuple[Repair, ...]) -> tuple[tuple[str, str, bool, tuple[Repair, ...]], ...]:
    """Rule, what was done, whether it is safe, and where, for each rule and kind of fix."""
    groups: dict[tuple[str, str, bool], list[Repair]] = {}
    for repair in repairs:
        if not repair.reason:
            groups.setdefault((repair.rule, repair.title, repair.safe), []).append(repair)
    return tuple((*key, tuple(groups[key])) for key in sorted(groups))


def refused(repairs: tuple[Repair, ...]) -> tuple[tuple[str, str, tuple[Repair, ...]], ...]:
    """Rule, why not, and where, for each rule and reason."""
    groups: dict[tuple[str, str], list[Repair]] = {}
    for repair in repairs:
        if repair.reason:
            groups.setdefault((repair.rule, repair.reason), []).append(repair)
    return tuple((*key, tuple(groups[key])) for key in sorted(groups))
