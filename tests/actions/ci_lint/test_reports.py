"""What people get to see of the findings: the worst first, within GitHub's limits, as text."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from checking.annotations import annotate, from_workspace
from checking.findings import LEVELS, NOTHING, Finding, Report, UnknownReport, read_report
from checking.outcome import Outcome, load, save, verdict
from checking.page import MOST_LISTED, MOST_ROWS, headline, log, page
from kit.summaries import LIMIT
from tests.actions.lib.runner_log import read

HOSTILE = "x\n::error::pwned | <img src=x> \x1b[31m `` **b**"


def finding(number: int = 1, severity: str = "error", rule: str = "a-rule", message: str = "it is so") -> Finding:
    return Finding(rule, severity, f".github/workflows/{number}.yml", number + 1, 3, message, "fix: mend it")


def report(*findings: Finding, failing: int | None = None, troubles: tuple[str, ...] = ()) -> Report:
    return Report(findings, 3, len(findings) if failing is None else failing, 0, 0, troubles, ())


def outcome(found: Report, result: str = "failed") -> Outcome:
    return Outcome(result, found, "1.2.3")


@pytest.mark.parametrize(
    ("number", "places", "shown", "more"),
    [(10, 10, 10, ""), (11, 10, 9, "2 more"), (40, 3, 2, "38 more"), (5, 1, 0, "5 more"), (5, 0, 0, "")],
)
def test_annotations_stay_within_their_places(
    number: int, places: int, shown: int, more: str, capsys: pytest.CaptureFixture[str]
) -> None:
    annotate([finding(each) for each in range(number)], dict.fromkeys(LEVELS, places))
    commands = read(capsys.readouterr().out).commands
    assert len(commands) <= places
    assert sum("file" in command.properties for command in commands) == shown
    assert not more or more in commands[-1].data


def test_worst_come_first_and_each_level_has_its_own_places(capsys: pytest.CaptureFixture[str]) -> None:
    found = [finding(each, level) for level in ("info", "warning", "error") for each in range(4)]
    annotate(found, {"error": 4, "warning": 2, "info": 10})
    commands = read(capsys.readouterr().out).commands
    assert [command.name for command in commands] == ["error"] * 4 + ["warning"] * 2 + ["notice"] * 4


def test_annotation_is_text_at_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    annotate([finding(message=HOSTILE)], dict.fromkeys(LEVELS, 10))
    (command,) = read(capsys.readouterr().out).commands
    assert command.properties["file"] == ".github/workflows/1.yml"
    assert command.properties["line"] == "2"
    assert "pwned" in command.data


@pytest.mark.parametrize(
    ("path", "shown"), [("a/b.yml", "a/b.yml"), ("./a/b.yml", "a/b.yml"), ("../b.yml", ""), ("/elsewhere/b.yml", "")]
)
def test_paths_are_from_the_workspace(path: str, shown: str) -> None:
    assert from_workspace(path) == shown


def test_absolute_path_in_the_workspace_is_shortened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    assert from_workspace(str(tmp_path.resolve() / "a" / "b.yml")) == "a/b.yml"


def test_page_is_bounded_and_says_what_is_left_out() -> None:
    found = [finding(each, rule=f"rule-{each}", message="m" * 900) for each in range(2000)]
    text = page(outcome(report(*found)))
    assert len(text.encode()) < LIMIT
    assert f"and {2000 - MOST_ROWS} more rules" in text
    assert f"and {2000 - MOST_ROWS} more files" in text
    assert f"and {2000 - MOST_LISTED} more: see the log" in text


def test_page_takes_nothing_for_markup() -> None:
    text = page(outcome(report(finding(message=HOSTILE, rule="<b>"), troubles=("<script>",))))
    outside = text.split("```")[0]
    assert "<img" not in outside
    assert "<script>" not in outside
    assert "<b>" not in outside
    assert "::error::pwned" not in [line.strip() for line in text.splitlines()]


def test_log_has_every_finding_as_text(capsys: pytest.CaptureFixture[str]) -> None:
    log(outcome(report(*(finding(each, message=HOSTILE) for each in range(30)))))
    printed = read(capsys.readouterr().out)
    assert {command.name for command in printed.commands} == {"group", "endgroup"}
    assert sum("a-rule" in line for line in printed.shown) == 30


def test_headline_counts() -> None:
    assert (
        headline(outcome(report(finding(), finding(2, "info"), finding(3, "info"))))
        == "failed: 1 error, 2 notices in 3 files"
    )
    assert headline(outcome(NOTHING, "passed")) == "passed: no findings in 0 files"


@pytest.mark.parametrize(
    ("found", "returncode", "result"),
    [
        (report(failing=0), 0, "passed"),
        (report(finding(), failing=0), 0, "passed"),
        (report(finding(), failing=1), 1, "failed"),
        (report(finding(), failing=1), 0, "error"),
        (report(failing=0), 1, "error"),
        (report(failing=0), 2, "error"),
        (report(failing=0), 3, "error"),
        (report(finding(), failing=1, troubles=("x cannot be read",)), 1, "error"),
    ],
)
def test_verdict_is_what_report_and_exit_code_agree_on(found: Report, returncode: int, result: str) -> None:
    assert verdict(found, returncode) == result


def written(folder: Path, **changes: Any) -> Path:
    start = {"line": 4, "column": 2, "offset": 30}
    found = [
        {
            "rule": f"r-{severity}",
            "severity": severity,
            "path": "a.yml",
            "message": "m",
            "span": {"start": start, "end": start},
        }
        for severity in ("info", "error", "warning")
    ]
    summary = {"files": 1, "error": 1, "warning": 1, "info": 1, "failing": 1, "ignored": 2, "baselined": 3}
    document = {"version": 1, "summary": summary, "findings": found, "errors": [], "unreadable": [], "notes": ["n"]}
    file = folder / "report.json"
    file.write_text(json.dumps({**document, **changes}), encoding="utf-8")
    return file


def test_report_is_read_worst_first(tmp_path: Path) -> None:
    found = read_report(written(tmp_path))
    assert [each.severity for each in found.findings] == ["error", "warning", "info"]
    assert (found.findings[0].place, found.ignored, found.baselined, found.notes) == ("a.yml:4:2", 2, 3, ("n",))
    assert Counter({level: found.count(level) for level in LEVELS}) == {"error": 1, "warning": 1, "info": 1}


@pytest.mark.parametrize(
    "changes", [{"version": 2}, {"summary": {}}, {"findings": [{}]}, {"findings": None}, {"errors": "x"}]
)
def test_report_of_another_shape_is_refused(changes: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(UnknownReport):
        read_report(written(tmp_path, **changes))


def test_outcome_reaches_the_next_step_as_it_was(tmp_path: Path) -> None:
    file = written(tmp_path)
    whole = Outcome("failed", read_report(file), "1.2.3", str(file), "x.sarif", upload=True, reason="r", remarks=("a",))
    save(whole, tmp_path / "outcome.json")
    assert load(tmp_path / "outcome.json") == whole
    empty = Outcome("passed", NOTHING, "")
    save(empty, tmp_path / "outcome.json")
    assert load(tmp_path / "outcome.json") == empty
