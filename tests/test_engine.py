"""One file in, its findings out, whatever a rule does."""

import random
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from ci_lint.catalogue import Catalogue
from ci_lint.engine import check_source
from ci_lint.hints import Found, Hints
from ci_lint.report import FileReport, Finding
from ci_lint.repository import Texts
from ci_lint.rule import Problem, Profile, Rule, Severity
from ci_lint.rules import RULES
from ci_lint.rules.style.unused_ignore import RULE as UNUSED_IGNORE
from ci_lint.selection import Choice, choices
from ci_lint.settings import Settings
from ci_lint.source import Source, Span, decode
from ci_lint.workflow import Document

PATH = ".github/workflows/ci.yml"
TEXT = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make\n"
NASTY = Path(__file__).parent / "nasty"
LIMIT = 15.0  # all take a second or less, but machines that run tests are busy


def rule(name: str, check: Callable[[Document], Iterator[Problem]], *hints: str, late: bool = False) -> Rule:
    return Rule(name, "flaw", Severity.WARNING, "Why.", check, (), hints=hints, after_ignores=late)


def run(*rules: Rule, text: str = TEXT, external: tuple[Finding, ...] = ()) -> FileReport:
    return check_source(
        Source(PATH, text), PATH, Texts({PATH: text}), [Choice(each) for each in rules], external=external
    )


def at_steps(document: Document) -> Iterator[Problem]:
    for step in document.steps():
        yield Problem(step.place, "a step")


def at_jobs(document: Document) -> Iterator[Problem]:
    for job in document.jobs():
        yield Problem(job.key, f"job {job.id}")


def broken(document: Document) -> Iterator[Problem]:
    yield Problem(document.node, "seen before")
    raise KeyError(document.path)


class TestRuleThatRaises:
    def test_is_an_internal_error_and_the_others_go_on(self) -> None:
        report = run(rule("first", at_jobs), rule("broken", broken), rule("last", at_steps))
        assert [finding.rule for finding in report.findings] == ["broken", "first", "last"]
        (error,) = report.errors
        assert (error.rule, error.path) == ("broken", PATH)
        assert error.message == f"KeyError: '{PATH}'"
        assert "Traceback" in error.details
        assert "in broken" in error.details

    def test_that_recurses_without_end_is_one_too(self) -> None:
        def endless(document: Document) -> Iterator[Problem]:
            yield from endless(document)

        report = run(rule("endless", endless), rule("last", at_steps))
        assert [error.rule for error in report.errors] == ["endless"]
        assert [finding.rule for finding in report.findings] == ["last"]

    def test_that_returns_nonsense_is_one_too(self) -> None:
        def nonsense(_: Document) -> Iterator[Problem]:
            return 1  # type: ignore[return-value]  # what a careless rule might do

        assert [error.rule for error in run(rule("nonsense", nonsense)).errors] == ["nonsense"]

    def test_that_is_interrupted_ends_the_run(self) -> None:
        def interrupted(_: Document) -> Iterator[Problem]:
            raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt):
            run(rule("interrupted", interrupted))


class TestHints:
    def test_rule_runs_only_where_one_of_its_hints_is(self) -> None:
        texts = ("ubuntu-24.04", "UBUNTU", "nothing")
        assert [
            bool(run(rule("x", at_jobs, *hints)).findings) for hints in (texts[:1], texts[1:2], texts[2:], texts)
        ] == [
            True,
            False,  # hints are in lower case
            False,
            True,
        ]

    def test_case_of_the_file_does_not_matter(self) -> None:
        assert run(rule("x", at_jobs, "ubuntu"), text=TEXT.replace("ubuntu", "Ubuntu")).findings

    def test_rule_without_hints_runs_always(self) -> None:
        assert run(rule("x", at_jobs)).findings

    def test_hints_of_marks_and_of_several_words_are_found_as_they_are_written(self) -> None:
        there = {"apt install", "||", "::set-env", "é", "do apt", "do", "udo a", "n: s", "x"}
        absent = {"install apt", "&&", "set-environment", "sud apt", "apt  install", "-env-"}
        found = Hints([there, absent]).found_in("run: sudo APT install é||x ::set-env")
        assert found == Found(frozenset(there), frozenset(there | absent))

    def test_text_that_nobody_looked_for_may_be_there(self) -> None:
        found = Hints([["npm", "yarn"]]).found_in("run: NPM ci")
        assert found.may_have(("npm", "yarn", "bun")) == ("npm", "bun")

    @pytest.mark.parametrize(
        ("script", "worth"),
        [
            ("|\n          npm ci", ("npm ci",)),
            ("npm ci", ("npm ci",)),
            ("npm i", ()),
            ("npm\n          ci", ("npm ci", "yarn")),
            (">\n          npm\n          ci", ("npm ci", "yarn")),
            ('"npm \\x63i"', ("npm ci", "yarn")),
        ],
    )
    def test_folded_and_escaped_scripts_may_have_what_the_file_has_not(
        self, script: str, worth: tuple[str, ...]
    ) -> None:
        texts, seen = ("npm ci", "yarn"), list[tuple[str, ...]]()

        def look(document: Document) -> Iterator[Problem]:
            seen.append(document.worth_looking_for(texts))
            yield from ()

        text = f"on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: {script}\n"
        assert not run(rule("x", look, *texts, "jobs"), text=text).errors
        assert seen == [worth]

    def test_hints_of_all_rules_are_in_lower_case(self) -> None:
        assert not [hint for each in RULES for hint in each.hints if hint != hint.lower()]


class TestOrder:
    def test_findings_come_by_place_and_then_by_rule(self) -> None:
        report = run(rule("z", at_jobs), rule("b", at_steps), rule("a", at_steps))
        assert [finding.rule for finding in report.findings] == ["z", "a", "b"]

    def test_same_problem_is_reported_once(self) -> None:
        def twice(document: Document) -> Iterator[Problem]:
            yield from at_jobs(document)
            yield from at_jobs(document)

        assert len(run(rule("x", twice)).findings) == 1

    def test_step_that_aliases_name_is_reported_once(self) -> None:
        text = TEXT.replace("- run", "- &s\n        run") + "      - *s\n" * 50
        assert len(run(rule("x", at_steps), text=text).findings) == 1


class TestSeverity:
    def test_that_of_the_settings_wins_over_that_of_the_problem_and_that_of_the_card(self) -> None:
        def grave(document: Document) -> Iterator[Problem]:
            yield Problem(document.node, "x", Severity.ERROR)

        source, files = Source(PATH, TEXT), Texts({PATH: TEXT})
        choices = [Choice(rule("a", at_jobs)), Choice(rule("b", grave)), Choice(rule("c", grave), Severity.INFO)]
        found = {f.rule: f.severity for f in check_source(source, PATH, files, choices).findings}
        assert found == {"a": Severity.WARNING, "b": Severity.ERROR, "c": Severity.INFO}

    def test_order(self) -> None:
        assert sorted([Severity.ERROR, Severity.INFO, Severity.WARNING]) == [
            Severity.INFO,
            Severity.WARNING,
            Severity.ERROR,
        ]
        assert Severity.ERROR >= Severity.WARNING > Severity.INFO


class TestProfile:
    @staticmethod
    def findings(choice: Choice, text: str = TEXT) -> tuple[Finding, ...]:
        return check_source(Source(PATH, text), PATH, Texts({PATH: text}), [choice]).findings

    @staticmethod
    def opinion(document: Document) -> Iterator[Problem]:
        for step in document.steps():
            yield Problem(step.place, "an opinion", profile=Profile.STRICT)
        yield Problem(document.node, "a fact")

    def test_finding_of_the_strict_profile_is_left_out_of_the_default_one(self) -> None:
        lenient, strict = (self.findings(Choice(rule("x", self.opinion), None, profile)) for profile in Profile)
        assert [finding.message for finding in lenient] == ["a fact"]
        assert sorted(finding.message for finding in strict) == ["a fact", "an opinion"]

    def test_ignore_of_a_finding_that_only_the_other_profile_shows_is_used(self) -> None:
        text = TEXT.replace("run: make", "run: make # ci-lint: ignore[yaml-duplicate-key] why")
        known = replace(rule("x", self.opinion), id="yaml-duplicate-key")
        choices = [Choice(known, None, Profile.DEFAULT), Choice(UNUSED_IGNORE)]
        found = check_source(Source(PATH, text), PATH, Texts({PATH: text}), choices).findings
        assert [finding.message for finding in found] == ["a fact"]

    def test_rule_that_is_asked_for_by_name_shows_all_it_finds(self) -> None:
        catalogue = Catalogue({"wood": (rule("x", self.opinion),)})
        assert [c.profile for c in choices(Settings(), "a.yml", catalogue)] == [Profile.DEFAULT]
        assert [c.profile for c in choices(Settings(select=("x",)), "a.yml", catalogue)] == [Profile.STRICT]


class TestIgnores:
    TEXT = TEXT.replace("  a:\n", "  a:  # ci-lint: ignore[job-timeout-missing] meant\n")

    def test_hidden_finding_is_counted(self) -> None:
        report = run(rule("job-timeout-missing", at_jobs), text=self.TEXT)
        assert not report.findings
        assert report.suppressed == 1

    def test_what_other_tools_say_is_hidden_too(self) -> None:
        text = TEXT.replace("  a:\n", "  a:  # ci-lint: ignore[actionlint] meant\n")
        start = text.index("  a:") + 2
        said = Finding("actionlint/x", Severity.ERROR, Source(PATH, text), Span(start, start + 1), "said")
        report = run(text=text, external=(said,))
        assert not report.findings
        assert report.suppressed == 1

    def test_rule_after_the_ignores_sees_those_with_flaws_and_runs_only_where_there_are_some(self) -> None:
        def late(document: Document) -> Iterator[Problem]:
            yield Problem(document.node, f"{len(document.ignores)} with flaws")

        judge, unused = rule("late", late, late=True), rule("job-timeout-missing", at_steps, "make")
        assert not run(judge).findings
        assert [finding.message for finding in run(judge, unused, text=self.TEXT).findings] == [
            "1 with flaws",
            "a step",
        ]


TOKENS = [
    *(
        "${{",
        "}}",
        "'",
        '"',
        "|\n",
        ">",
        "\t",
        "\r\n",
        "\n",
        "*s",
        "&s ",
        "[",
        "]",
        "{",
        "}",
        ": ",
        "- ",
        "#",
        "\\",
        "\0",
    ),
    *(
        "\ufeff",
        "!!int ",
        "---\n",
        "<<: *s",
        "$(",
        "`",
        "<<EOF\n",
        "🚀",
        "~",
        "@",
        "%",
        ",",
        "?",
        "\x85",
        "\u2028",
        "0x",
    ),
    *(
        " # ci-lint: ignore",
        "(((((",
        "9" * 400,
        "if: ${{ ",
        "docker build -t ",
        "cache-to: type=gha,",
        "uses: a/b@",
        "[]",
    ),
]


def mutated(content: bytes, others: list[bytes], dice: random.Random) -> bytes:
    """The content with a few bytes removed, put in, doubled, or taken from another file."""
    for _ in range(dice.choice([1, 1, 2, 4, 8])):
        start = dice.randrange(len(content) + 1)
        end = min(len(content), start + dice.choice([0, 1, 3, 20, 200]))
        other = dice.choice(others)
        place = dice.randrange(len(other) + 1)
        replacement = dice.choice(
            [
                b"",
                dice.choice(TOKENS).encode(),
                dice.randbytes(4),
                content[start:end] * dice.choice([2, 50]),
                other[place : place + dice.choice([5, 50, 500])],
            ]
        )
        content = content[:start] + replacement + content[end:]
    return content


def test_no_bytes_make_a_rule_fail_or_hang() -> None:
    dice = random.Random(20261121)  # noqa: S311 - keeps no secret
    examples = [
        text.encode() for each in RULES for example in each.examples for text in (example.bad_text, *example.near)
    ]
    seeds = [*(file.read_bytes() for file in sorted(NASTY.glob("*.yml"))), *dice.sample(examples, 60)]
    contents = [
        *(mutated(seed, seeds, dice) for seed in seeds for _ in range(4)),
        *(dice.randbytes(300) for _ in range(20)),
    ]
    for content in contents:
        path = dice.choice([PATH, PATH, PATH, "action.yml", ".github/dependabot.yml"])
        source = decode(path, content)
        began = time.monotonic()
        report = check_source(source, path, Texts({path: source.text}), [Choice(each) for each in RULES])
        assert not report.errors, f"{report.errors[0].details}\n{content!r}"
        assert all(0 <= finding.span.start <= finding.span.end <= len(source.text) for finding in report.findings), (
            content
        )
        assert time.monotonic() - began < LIMIT, content


def repeated(text: str, times: int) -> str:
    """The text with each line that begins a step, or a job, many times."""
    return "".join(line * times if line.startswith("      - ") else line for line in text.splitlines(keepends=True))


HOSTILE = {
    "steps that build": repeated(
        TEXT.replace("run: make", "{uses: docker/build-push-action@v7, with: {push: true, cache-to: type=gha}}"), 3000
    ),
    "commands that build": repeated(TEXT.replace("make", "docker buildx build --cache-to type=gha,scope=$X ."), 3000),
    "aliases of a step": TEXT.replace("- run", "- &s\n        run") + "      - *s\n" * 20_000,
    "aliases of a job": TEXT.replace("a:\n", "a: &j\n", 1) + "".join(f"  b{n}: *j\n" for n in range(5000)),
    "aliases of a list of steps": TEXT.replace("steps:", "steps: &s")
    + "      - run: docker build .\n" * 500
    + "".join(f"  b{n}: {{runs-on: x, steps: *s}}\n" for n in range(500)),
    "jobs that need each other": TEXT
    + "".join(
        f"  b{n}:\n    needs: [b{n - 1}, b{n + 1}]\n    if: x == 'y'\n    steps: [{{run: docker push x}}]\n"
        for n in range(3000)
    ),
    "expressions": TEXT.replace("make", "echo " + "${{ github.event.issue.title }}" * 2000),
    "deep expression": TEXT.replace("make", "${{ " + "(" * 20_000 + " }}"),
    "deep script": TEXT.replace("make", "$(" * 20_000),
    "caches with long names": TEXT.replace("run: make", "uses: docker/build-push-action@v7")
    + "        with:\n"
    + "".join(
        f"          cache-{way}: |\n"
        + "".join(f"            type=gha,scope={way * 30}${{{{ x }}}}{n}\n" for n in range(300))
        for way in ("from", "to")
    ),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_no_file_makes_the_rules_hang(text: str) -> None:
    began = time.monotonic()
    assert not run(*RULES, text=text).errors
    assert time.monotonic() - began < LIMIT
