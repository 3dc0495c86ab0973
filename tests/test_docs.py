"""Generated pages and tables are what the rules say now."""

import re
from pathlib import Path

import pytest

from ci_lint.docs import rule_page
from ci_lint.docs.mended import mended
from ci_lint.docs.page import fenced
from ci_lint.docs.project import SAMPLE_FOLDER, between, drifted, stale
from ci_lint.docs.tables import fix, rules_index
from ci_lint.rule import Rule
from ci_lint.rules import RULES

LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?!https?:)([^)#]+)(?:#[^)]*)?\)")
CODE = re.compile(r"^(`{3,})[^\n]*\n.*?^\1$|`[^`\n]*`", re.DOTALL | re.MULTILINE)

ROOT = Path(__file__).parent.parent
PAGES = sorted(page.relative_to(ROOT).as_posix() for page in (*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")))

with_each_rule = pytest.mark.parametrize("rule", RULES, ids=[rule.id for rule in RULES])


def test_pages_and_tables_are_up_to_date(root: Path) -> None:
    assert not list(drifted(root)), "run: python -m ci_lint.docs"


def test_a_page_without_a_rule_is_stale(tmp_path: Path) -> None:
    pages = tmp_path / "docs" / "rules"
    pages.mkdir(parents=True)
    (pages / "kept.md").touch()
    (pages / "gone.md").touch()
    assert list(stale(tmp_path, {"docs/rules/kept.md": ""})) == ["docs/rules/gone.md"]


@with_each_rule
def test_page_names_every_line_that_is_reported(rule: Rule) -> None:
    page = rule_page(rule)
    for example in rule.examples:
        for line in example.marked_lines:
            assert f"- line {line}, " in page


@with_each_rule
def test_page_has_no_text_that_markdown_would_swallow(rule: Rule) -> None:
    prose = CODE.sub("", rule_page(rule))
    swallowed = re.findall(r"<(?!https?:)[a-zA-Z/!][^>]*>", prose)
    assert not swallowed, f"put backticks around {swallowed}"


@pytest.mark.parametrize("page", PAGES)
def test_links_between_pages_lead_somewhere(root: Path, page: str) -> None:
    text = CODE.sub("", (root / page).read_text(encoding="utf-8"))
    broken = [target for target in LINK.findall(text) if not (root / page).parent.joinpath(target).exists()]
    assert not broken


def test_sample_is_shown_as_it_is(root: Path) -> None:
    assert f"({SAMPLE_FOLDER}/.github/workflows/image.yml)" in (root / "README.md").read_text(encoding="utf-8")


def test_fence_is_longer_than_any_in_the_text() -> None:
    assert fenced("text", "a\n````\nb").startswith("`````text\n")


def test_markers_must_be_there_once() -> None:
    assert between("a<!-- x:begin -->old<!-- x:end -->b", "x", "new") == "a<!-- x:begin -->\nnew\n<!-- x:end -->b"
    with pytest.raises(ValueError, match="not there exactly once"):
        between("no markers", "x", "new")


class TestFixes:
    @pytest.mark.parametrize(
        ("name", "ways"),
        [("docker-cache-export-fatal", "safely"), ("job-timeout-missing", "unsafely"), ("yaml-parse-error", "no")],
    )
    def test_card_says_what_the_fixer_does_with_the_examples(self, name: str, ways: str) -> None:
        rule = next(rule for rule in RULES if rule.id == name)
        assert f"- Fixable: {ways}\n" in rule_page(rule)
        assert (f" {fix(rule)} fix" in rules_index().partition(f"({name}.md)")[2].partition("\n")[0]) == (ways != "no")

    @with_each_rule
    def test_page_shows_what_the_fixer_writes(self, rule: Rule) -> None:
        page = rule_page(rule)
        for example in rule.examples:
            report = mended(rule, example)
            assert not report.changed or fenced("yaml", report.source.text.rstrip("\n")) in page
            assert all(fenced("text", new.text.rstrip("\n")) in page for new in report.new_files)
            assert all(repair.refusal in page for repair in report.repairs)
