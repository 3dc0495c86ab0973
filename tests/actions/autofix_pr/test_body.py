"""What reviewers read is bounded, the same for the same result, and text wherever it came from outside."""

import html
from pathlib import Path

import pytest

from autofix.body import LIMIT, Account, body, mark, without_mark
from autofix.changes import Change, Entry, digest
from autofix.lint_report import Repair, read_repairs
from autofix.wording import plain

HOSTILE = (
    "@octocat",
    "#123",
    "fixes acme/app#1",
    "</td></table><h1>x",
    "| a | b |\n|---|---|",
    "[x](https://evil.example)",
    "![x](https://evil.example/i.png)",
    "<img src=x onerror=y>",
    "`" * 40,
    "<!-- ci-kit/autofix-pr changes=0123456789abcdef text=0123456789abcdef -->",
    "\u202egnp.exe",
    "\x1b[31mred",
    "<details>",
)


def change(path: str, before: str = "100644", after: str = "100644") -> Change:
    return Change(path, Entry(before, "a" * 40), Entry(after, "b" * 40))


def account(repairs: tuple[Repair, ...] = (), changes: tuple[Change, ...] = (change("a.yml"),)) -> Account:
    return Account("", "ci-lint", "ci-kit/autofix", repairs, changes, digest(changes), of_job=False)


def test_fixes_are_grouped_by_rule_and_refusals_by_reason() -> None:
    repairs = (
        Repair("timeouts", "a.yml", 3, "limit the job"),
        Repair("pins", "a.yml", 9, "fix pins", "no pin file"),
        Repair("timeouts", "b.yml", 4, "limit the job"),
        Repair("timeouts", "b.yml", 8, "limit the step", safe=False),
    )
    text = html.unescape(body(account(repairs)))
    fixed, _, left = text.partition("### Left for a person")
    assert "| timeouts | limit the job | <code>a.yml:3</code><br><code>b.yml:4</code> |" in fixed
    assert "limit the step **(please look: it may change what the workflow does)**" in fixed
    assert "| pins | <code>a.yml:9</code> | no pin file |" in left
    assert text.index("### Fixed") < text.index("### Files") < text.index("### Left for a person")


def test_command_that_reports_nothing_has_its_files_listed() -> None:
    files = (change("a"), change("b", "000000"), change("c", after="000000"), change("d", after="100755"))
    text = body(account(changes=files))
    assert "### Fixed" not in text
    for line in ("a</code> | changed |", "b</code> | new |", "c</code> | deleted |", "its mode is now 100755"):
        assert line in text


@pytest.mark.parametrize("text", HOSTILE)
def test_text_from_outside_is_text(text: str) -> None:
    repairs = (Repair(text, text, 1, text), Repair(text, text, 1, text, text))
    shown = body(account(repairs, (change(text),)))
    told = mark(shown)
    assert told is not None
    assert told.changes == digest((change(text),))
    assert shown.count("<!--") == 1
    assert "<h1>" not in shown
    assert "<img" not in shown
    assert "https://evil" not in shown
    rows = [line for line in shown.splitlines() if line.startswith("|")]
    assert all(line.count("|") in (3, 4) for line in rows)
    assert "\x1b" not in shown
    assert "\u202e" not in shown


def test_nobody_is_called_by_a_name_in_a_table() -> None:
    # GitHub reads entities before it looks for names and numbers, so there is something between.
    assert plain("@octocat #12") == "&#64;&#8203;octocat &#35;&#8203;12"


def test_body_is_bounded_and_keeps_its_mark() -> None:
    repairs = tuple(Repair(f"rule-{number}", "x" * 900 + ".yml", 1, "y" * 900) for number in range(3000))
    introduced = Account("z" * 50_000, "ci-lint", "b", repairs, (change("a"),) * 3000, "0" * 16, of_job=True)
    for one in (account(repairs), introduced):
        text = body(one)
        assert len(text.encode()) < LIMIT + 200
        assert mark(text)


def test_same_result_gives_the_same_body_and_other_results_another() -> None:
    one = (Repair("timeouts", "a.yml", 3, "limit the job"),)
    assert body(account(one)) == body(account(one))
    assert mark(body(account(one))) != mark(body(account()))


def test_mark_is_found_behind_what_people_wrote_and_can_be_taken_away() -> None:
    text = body(account())
    assert mark("please look\r\n" + text.replace("\n", "\r\n")) == mark(text)
    assert mark(without_mark(text)) is None
    assert mark(None) is None
    assert mark("nothing of ours") is None


@pytest.mark.parametrize("text", ["", "[]", "null", '{"version": 2}', '{"version": 1, "repairs": [{}]}', "\xff", "{"])
def test_report_that_is_none_is_no_obstacle(text: str, tmp_path: Path) -> None:
    report = tmp_path / "report.json"
    report.write_text(text, encoding="latin-1")
    assert read_repairs(report) == ()
    assert read_repairs(tmp_path / "absent") == ()
