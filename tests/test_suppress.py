"""Ignore comments hide what they speak of and nothing else, and say so when they hide nothing."""

from collections.abc import Iterator
from textwrap import dedent

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_lint.catalogue import Catalogue
from ci_lint.engine import check_source
from ci_lint.ignores import read_ignores
from ci_lint.report import FileReport, Finding
from ci_lint.repository import Texts
from ci_lint.rule import DEFAULT_PATH, Rule, Severity
from ci_lint.rules import RULES
from ci_lint.rules.style import unused_ignore
from ci_lint.selection import Choice
from ci_lint.source import Source, Span
from ci_lint.suppress import Applied, apply_ignores
from ci_lint.tree import parse


def rule(name: str, *aliases: str) -> Rule:
    return Rule(name, name, Severity.WARNING, name, lambda _document: (), (), aliases=aliases)


TOYS = Catalogue(
    {
        "found": (rule("mark", "zizmor:audit", "yamllint:style"), rule("other", "zizmor:second")),
        "meta": (unused_ignore.RULE,),
    }
)
EVERYTHING = ("mark", "other", "unused-ignore", "actionlint")


def marked(source: Source, rule_id: str = "mark", word: str = "BAD") -> Iterator[Finding]:
    """A finding at every BAD."""
    start = source.text.find(word)
    while start >= 0:
        yield Finding(rule_id, Severity.WARNING, source, Span(start, start + len(word)), "bad")
        start = source.text.find(word, start + 1)


def applied(text: str, *more: Finding, ran: tuple[str, ...] = EVERYTHING) -> Applied:
    source = Source("ci.yml", dedent(text).lstrip("\n"))
    ignores = read_ignores(source, parse(source))
    return apply_ignores([*marked(source), *more], ignores, ran, TOYS)


def kept_lines(text: str) -> list[int]:
    return [finding.source.position(finding.span.start).line for finding in applied(text).kept]


def messages(result: Applied) -> list[str]:
    return [problem.message for judged in result.judged for problem in unused_ignore.problems(judged)]


class TestOurs:
    def test_on_the_line_and_above_it(self) -> None:
        text = """
        a: BAD # ci-lint: ignore[mark] reason
        # ci-lint: ignore[mark] reason
        b: BAD
        c: BAD
        # ci-lint: ignore[mark] reason
        # why: a longer story
        d: BAD
        # ci-lint: ignore[mark] reason

        e: BAD
        """
        assert kept_lines(text) == [4, 10]

    def test_only_the_rules_that_are_named(self) -> None:
        text = """
        a: BAD # ci-lint: ignore[other]
        b: BAD # ci-lint: ignore[other, mark]
        c: BAD # ci-lint: ignore[found]
        d: BAD # ci-lint: ignore[zizmor:audit]
        e: BAD # ci-lint: ignore
        f: BAD # v4.2 # ci-lint: ignore[mark]
        g: BAD # ci-lint: ignore[other] # ci-lint: ignore[mark]
        h: BAD # ci-lint: ignored
        """
        assert kept_lines(text) == [1, 8]

    def test_text_that_is_no_comment_hides_nothing(self) -> None:
        text = """
        a: BAD#ci-lint:ignore[mark]
        b: "BAD # ci-lint: ignore[mark]"
        c: 'BAD # ci-lint: ignore[mark]'
        d: |
          BAD # ci-lint: ignore[mark]
        e: "BAD
          # ci-lint: ignore[mark]"
        f: BAD // ci-lint: ignore[mark]
        """
        assert kept_lines(text) == [1, 2, 3, 5, 6, 8]

    def test_a_comment_at_a_scalar_of_several_lines_speaks_of_all_of_it(self) -> None:
        text = """
        a: | # ci-lint: ignore[mark]
          one
          BAD
        # ci-lint: ignore[mark]
        b: >
          one
          BAD
        c: "one
          BAD" # ci-lint: ignore[mark]
        d: "BAD
          two"
        """
        assert kept_lines(text) == [10]

    def test_in_scripts_the_comments_of_the_shell_count(self) -> None:
        text = """
        run: |
          # ci-lint: ignore[mark] reason
          BAD
          BAD
          BAD # ci-lint: ignore[mark]
          echo "# ci-lint: ignore[mark]" BAD
          # ci-lint: ignore[mark]
          one \\
            BAD
          one \\
            BAD # ci-lint: ignore[mark]

          # ci-lint: ignore[mark]
        name: BAD
        """
        assert kept_lines(text) == [4, 6, 14]

    def test_javascript_has_comments_of_its_own(self) -> None:
        text = """
        script: |
          // ci-lint: ignore[mark]
          BAD
          BAD // ci-lint: ignore[mark]
          BAD
        """
        assert kept_lines(text) == [5]

    def test_windows_line_ends_and_tabs(self) -> None:
        text = "a: BAD\t#\tci-lint: ignore[mark]\r\n# ci-lint: ignore[mark]\r\nb: BAD\r\nc: BAD\r\n"
        assert kept_lines(text) == [4]

    def test_findings_of_several_lines_begin_on_their_first(self) -> None:
        source = Source("ci.yml", "a: # ci-lint: ignore[other]\n  b:\n    c # ci-lint: ignore[mark]\n")
        ignores = read_ignores(source, parse(source))
        wide = [Finding(name, Severity.ERROR, source, Span(0, 40), "m") for name in ("mark", "other")]
        assert [finding.rule for finding in apply_ignores(wide, ignores, (), TOYS).kept] == ["mark"]

    def test_findings_of_external_tools_are_hidden_by_their_names(self) -> None:
        source = Source("ci.yml", "a: b # ci-lint: ignore[actionlint/glob]\nc: d # ci-lint: ignore[actionlint]\n")
        names = (("actionlint/glob", 0), ("actionlint/events", 0), ("actionlint/events", 40))
        found = [Finding(name, Severity.ERROR, source, Span(at, at + 1), "m") for name, at in names]
        result = apply_ignores(found, read_ignores(source, parse(source)), EVERYTHING, TOYS)
        assert (result.kept, result.hidden, result.judged) == ((found[1],), 2, ())

    def test_whole_files(self) -> None:
        head = "# a workflow\n\n---\n# ci-lint: ignore-file[mark] reason\n"
        assert kept_lines(f"{head}a: BAD\nb: BAD\n") == []
        assert kept_lines("a: BAD\n# ci-lint: ignore-file[mark]\nb: BAD\n") == [1, 3]

    def test_broken_files_still_have_comments(self) -> None:
        text = "a: BAD # ci-lint: ignore[mark]\nb: [\nc: BAD # ci-lint: ignore[mark]\nd: BAD\n"
        assert kept_lines(text) == [4]

    def test_the_reason_is_kept(self) -> None:
        source = Source("ci.yml", "a: b # ci-lint: ignore[mark] - the proxy: does # zizmor: ignore[x]\n")
        ours, zizmors = read_ignores(source, parse(source))
        assert (ours.reason, zizmors.tool) == ("the proxy: does", "zizmor")


class TestUnused:
    def test_what_hides_nothing_is_named(self) -> None:
        text = """
        a: BAD # ci-lint: ignore[other, mark]
        b: c # ci-lint: ignore
        """
        result = applied(text)
        assert messages(result) == ["the ignore of other hides nothing", "the ignore of all rules hides nothing"]
        assert text.strip()[result.judged[0].unused[0].span.start - 1 :].startswith("[other")

    def test_rules_that_were_not_run_are_left_alone(self) -> None:
        text = "a: b # ci-lint: ignore[other, found, actionlint/glob]\nc: d # ci-lint: ignore\n"
        assert messages(applied(text, ran=("mark", "unused-ignore"))) == []

    def test_unknown_names_are_reported_with_what_looks_like_them(self) -> None:
        assert messages(applied("a: BAD # ci-lint: ignore[marc, audit, x y]\n", ran=())) == [
            "no rule is called marc; did you mean mark?",
            "no rule is called audit; did you mean mark?",
            "no rule is called x y",
        ]

    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a: BAD # ci-lint: ignore[mark\n", "the bracket of this ignore is not closed"),
            ("a: BAD # ci-lint: ignore[]\n", "the brackets of this ignore name no rule"),
            ("a: BAD # ci-lint: disable[mark]\n", "ci-lint has no comment disable, only ignore and ignore-file"),
            ("# ci-lint: ignore[mark]\n\na: BAD\n", "no line stands directly below this ignore"),
            ("a: BAD\n# ci-lint: ignore[mark]\n", "no line stands directly below this ignore"),
            ("a: BAD # ci-lint: ignore-file[mark]\n", "ignore-file counts only in the comment at the head of the file"),
        ],
    )
    def test_comments_that_cannot_work_say_why(self, text: str, expected: str) -> None:
        result = applied(text)
        assert (messages(result), len(result.kept)) == ([expected], 1)

    def test_a_comment_may_ask_for_silence_about_itself(self) -> None:
        assert messages(applied("a: b # ci-lint: ignore[other, unused-ignore] only on the fork\n")) == []
        assert messages(applied("# ci-lint: ignore-file[unused-ignore]\na: b # ci-lint: ignore[other]\n")) == []

    def test_comments_of_other_linters_are_never_unused(self) -> None:
        assert messages(applied("a: b # zizmor: ignore[audit, no-such]\n# yamllint disable rule:style\n")) == []


class TestOthers:
    def test_zizmor_takes_a_comment_anywhere_in_the_step(self) -> None:
        text = """
        on: # zizmor: ignore[audit]
          BAD:
        jobs:
          test:
            steps:
              # zizmor: ignore[audit]
              - run: BAD
              - name: x # zizmor: ignore[audit]
                run: |
                  BAD
              - run: BAD # zizmor: ignore[second]
              - run: |
                  BAD # zizmor: ignore[audit]
        """
        assert kept_lines(text) == [7, 11, 13]

    def test_zizmor_takes_a_comment_anywhere_in_a_job_for_findings_on_the_job(self) -> None:
        text = """
        jobs:
          BAD:
            name: x # zizmor: ignore[audit]
            env: BAD
        """
        assert kept_lines(text) == [4]

    def test_yamllint_lines_and_blocks(self) -> None:
        text = """
        a: BAD # yamllint disable-line rule:style
        # yamllint disable-line rule:style
        b: BAD
        c: BAD # yamllint disable-line rule:else
        # yamllint disable rule:style rule:else
        d: BAD
        # yamllint enable rule:style
        e: BAD
        # yamllint disable
        f: BAD
        # yamllint enable
        g: BAD
        # yamllint disable
        h: BAD
        """
        assert kept_lines(text) == [4, 8, 12]
        assert kept_lines("# yamllint disable-file\na: BAD\n") == []

    def test_another_linters_comment_hides_only_what_that_linter_looks_for(self) -> None:
        source = Source("ci.yml", "a: b # yamllint disable-line\n")
        found = [Finding(name, Severity.ERROR, source, Span(0, 1), "m") for name in ("mark", "other")]
        kept = apply_ignores(found, read_ignores(source, parse(source)), (), TOYS).kept
        assert [finding.rule for finding in kept] == ["other"]


class TestThroughTheEngine:
    WORKFLOW = "on: push\njobs:\n  # ci-lint: ignore[job-timeout-missing] why\n  a:{}\n    steps: []\n"

    def report(self, text: str, **names: bool) -> FileReport:
        chosen = [Choice(r) for r in RULES if names.get(r.id.replace("-", "_"))]
        return check_source(Source(DEFAULT_PATH, text), DEFAULT_PATH, Texts(), chosen)

    def test_a_finding_is_hidden_and_counted(self) -> None:
        report = self.report(self.WORKFLOW.format(""), job_timeout_missing=True, unused_ignore=True)
        assert (report.findings, report.suppressed, report.errors) == ((), 1, ())

    def test_an_unused_ignore_is_a_finding(self) -> None:
        text = self.WORKFLOW.format("\n    timeout-minutes: 5")
        report = self.report(text, job_timeout_missing=True, unused_ignore=True)
        (finding,) = report.findings
        assert (finding.rule, finding.message) == ("unused-ignore", "the ignore of job-timeout-missing hides nothing")
        assert text[finding.span.start : finding.span.end] == "job-timeout-missing"
        assert not self.report(text, job_timeout_missing=True).findings
        assert not self.report(text, unused_ignore=True).findings

    def test_files_that_end_early_have_no_unused_ignores(self) -> None:
        text = self.WORKFLOW.format("\n    timeout-minutes: 5") + "  b: [\n"
        assert not self.report(text, job_timeout_missing=True, unused_ignore=True).findings


PIECES = [
    "# ci-lint: ignore",
    "[mark]",
    "[",
    "]",
    "\n",
    "  ",
    "a: ",
    "BAD",
    "|\n",
    "- ",
    '"',
    "# zizmor: ignore[audit]",
]


@given(st.lists(st.sampled_from([*PIECES, "# yamllint disable\n", "run: |\n  ", "&x ", "*x", "{", "}", "#", "\r"])))
def test_no_text_is_too_odd(pieces: list[str]) -> None:
    result = applied("".join(pieces))
    assert len(result.kept) + result.hidden == "".join(pieces).count("BAD")


def test_many_comments_take_little_time() -> None:
    text = "".join(f"k{n}: BAD # ci-lint: ignore[mark]\n" for n in range(2000))
    assert applied(text).hidden == 2000
