"""The page from symptoms to rules names rules that exist, and each of the rules it was written for."""

import re
from pathlib import Path

from ci_lint.rules import GROUPS, RULES


def named(root: Path) -> set[str]:
    return set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", (root / "docs/symptoms.md").read_text(encoding="utf-8")))


def test_every_rule_that_is_named_exists(root: Path) -> None:
    assert named(root) <= {rule.id for rule in RULES}


def test_every_rule_on_smoke_tests_has_its_symptom(root: Path) -> None:
    assert {rule.id for rule in GROUPS["smoke"]} <= named(root)
