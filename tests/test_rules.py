"""Every example of every rule: the bad file is reported where it is marked, the good and near ones are clean."""

from collections.abc import Iterator

import pytest

from ci_lint.edits import Preferences
from ci_lint.engine import check_source
from ci_lint.fixer import Patient, Wanted, fix_source
from ci_lint.report import FileReport, Finding
from ci_lint.repository import Texts
from ci_lint.rule import EXAMPLE_PINS, Example, Rule
from ci_lint.rules import RULES
from ci_lint.selection import Choice
from ci_lint.source import Source


def findings(rule: Rule, example: Example, text: str) -> tuple[Finding, ...]:
    repository = Texts({**example.files, example.path: text})
    report = check_source(Source(example.path, text), example.path, repository, [Choice(rule)])
    assert not report.errors, report.errors[0].details
    return report.findings


def fix(rule: Rule, example: Example, text: str) -> FileReport:
    repository = Texts({**example.files, example.path: text})
    preferences = Preferences(pins=EXAMPLE_PINS)
    patient = Patient(example.path, repository, (Choice(rule),), preferences)
    fixed = fix_source(Source(example.path, text), patient, Wanted(preferences, unsafe=True))
    assert not fixed.errors, fixed.errors[0].details
    return fixed


def examples() -> Iterator[tuple[str, Rule, Example]]:
    for rule in RULES:
        for number, example in enumerate(rule.examples, 1):
            yield f"{rule.id} {number}", rule, example


CASES = list(examples())


@pytest.mark.parametrize(("rule", "example"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
class TestExample:
    def test_bad_is_reported_exactly_where_marked(self, rule: Rule, example: Example) -> None:
        assert example.marked_lines, "no line is marked"
        found = findings(rule, example, example.bad_text)
        lines = {finding.source.position(finding.span.start).line for finding in found}
        assert lines == set(example.marked_lines)

    def test_good_is_clean(self, rule: Rule, example: Example) -> None:
        assert example.good != example.bad_text
        assert not findings(rule, example, example.good)

    def test_fixing_bad_gives_good_and_fixing_again_changes_nothing(self, rule: Rule, example: Example) -> None:
        fixed = fix(rule, example, example.bad_text)
        if fixed.changed:
            assert fixed.source.text == example.good
        assert not fix(rule, example, example.good).changed

    def test_near_misses_are_clean(self, rule: Rule, example: Example) -> None:
        for near in example.near:
            assert not findings(rule, example, near), near


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_a_rule_with_a_fix_fixes_an_example(rule: Rule) -> None:
    fixed = [fix(rule, example, example.bad_text) for example in rule.examples]
    offered = any(repair for report in fixed for repair in report.repairs)
    assert not offered or any(report.changed or report.new_files for report in fixed), fixed[0].repairs


@pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])
def test_every_rule_has_a_near_miss_and_says_what_it_leaves_alone(rule: Rule) -> None:
    assert any(example.near for example in rule.examples)
    assert "Left alone:" in rule.why
