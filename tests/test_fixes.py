"""The fixer as a whole keeps its promises on nasty files, and the checks of that see what they should."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from ci_lint.comments import CommentPlaces
from ci_lint.edits import Placed, Preferences
from ci_lint.fixer import PASSES, Patient, Wanted, fix_once, fix_source, untouched
from ci_lint.repository import Texts
from ci_lint.rules import RULES
from ci_lint.selection import Choice
from ci_lint.source import Source, Span
from fixes import examine
from invariants import changed_elsewhere, comment_texts, lost_comments, other_form, unreadable
from tests.odd_workflows import odd_workflows

NASTY = Path(__file__).parent / "nasty"
WORKFLOW = ".github/workflows/ci.yml"
# What is fixed in the files of `nasty/fixable`, whatever else may come.
FIXED = ("deprecated-workflow-command", "job-timeout-missing", "persist-credentials", "script-injection")


@pytest.fixture
def nasty(tmp_path: Path) -> Path:
    """A repository whose workflows are all nasty files."""
    workflows = tmp_path / "nasty" / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for file in NASTY.rglob("*.yml"):
        shutil.copyfile(file, workflows / f"{file.parent.name}-{file.name}")
    return tmp_path / "nasty"


@pytest.mark.parametrize("unsafe", [False, True], ids=["safe", "unsafe"])
def test_every_promise_is_kept_on_nasty_files(nasty: Path, unsafe: bool) -> None:  # noqa: FBT001 - a parameter
    result = examine(nasty, 0, unsafe=unsafe, peers=True)
    assert result.broken == {}
    assert result.files == len(list(NASTY.rglob("*.yml")))
    assert result.changed >= 10
    if unsafe:
        assert {rule for rule in FIXED if result.rules[rule].fixed} == set(FIXED)


def patient_of(text: str) -> tuple[Source, Patient, Wanted]:
    preferences = Preferences()
    patient = Patient(WORKFLOW, Texts({WORKFLOW: text}), tuple(map(Choice, RULES)), preferences)
    return Source(WORKFLOW, text), patient, Wanted(preferences, unsafe=True)


@settings(deadline=None)
@given(odd_workflows())
def test_every_promise_is_kept_on_odd_files(text: str) -> None:
    source, patient, wanted = patient_of(text)
    report = fix_source(source, patient, wanted)
    assert not report.errors, report.errors[0].details
    assert not list(unreadable(report.source))
    assert not list(lost_comments(source, report.source))
    assert not list(other_form(source.text.encode(), report.source.text.encode()))
    state = untouched(source, patient)
    for _ in range(PASSES):
        following = fix_once(state, patient, wanted)
        if following is state:
            break
        assert not list(changed_elsewhere(state.source.text, following.source.text, following.passes[-1]))
        state = following
    assert state.source.text == report.source.text
    assert not fix_source(*patient_of(report.source.text)).changed


def bench(folder: Path, *options: str) -> Any:
    command = (sys.executable, "bench/fixes.py", str(folder), "--rounds", "0", "--json", *options)
    done = subprocess.run(command, cwd=NASTY.parent.parent, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_command_counts_by_rule_and_leaves_the_folder_alone(tmp_path: Path) -> None:
    file = tmp_path / WORKFLOW
    file.parent.mkdir(parents=True)
    text = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: make\n  b: {}\n"
    file.write_text(text)
    waiting, fixed = bench(tmp_path), bench(tmp_path, "--unsafe")
    assert file.read_text() == text
    rule = "job-timeout-missing"
    assert (waiting["rules"][rule]["findings"], waiting["rules"][rule]["fixed"]) == (2, 0)
    assert waiting["rules"][rule]["waiting"] == 1
    assert fixed["rules"][rule]["fixed"] == 1
    assert fixed["rules"][rule]["refused"] == {"the mapping is empty": 1}
    assert (waiting["files"], fixed["changed"]) == (1, 1)


def source_of(text: str) -> Source:
    return Source(WORKFLOW, text)


class TestChecks:
    """Each check of an invariant sees a file that breaks it."""

    def test_unreadable(self) -> None:
        assert not list(unreadable(source_of("a: 1\n")))
        assert len(list(unreadable(source_of("a: [\n")))) == 2
        assert list(unreadable(source_of("a: b\tc\nd: 1\n")))

    def test_changed_elsewhere(self) -> None:
        placed = [Placed(Span(2, 3), Span(2, 5))]
        assert not list(changed_elsewhere("a b c", "a xyz c", placed))
        assert list(changed_elsewhere("a b c", "a xyz d", placed))
        assert list(changed_elsewhere("a b c", "b xyz c", placed))

    def test_lost_comments(self) -> None:
        before = source_of("a: 1 # one\nrun: |\n  make # two\n  # three\nb: '# none'\n")
        assert list(comment_texts(before)) == ["# one", "# two", "# three"]
        assert not list(lost_comments(before, before))
        assert list(lost_comments(before, source_of("run: |\n  make # two\n  # three\n"))) == [
            "the comment '# one' is lost"
        ]
        assert not list(lost_comments(before, source_of("# one\n# two\n# three\n")))

    def test_comment_that_is_there_twice_counts_twice(self) -> None:
        assert list(lost_comments(source_of("a: 1 # x\nb: 2 # x\n"), source_of("a: 1 # x\n")))

    @pytest.mark.parametrize(
        "after",
        [b"a: 1\nb: 2\r\n", b"a: 1\r\nb: 2", b"\xef\xbb\xbfa: 1\r\nb: 2\r\n", b"a: 1\r\nb: \xff\r\n", b"a: 1\r\n\r\n"],
    )
    def test_other_form(self, after: bytes) -> None:
        before = b"a: 1\r\nb: 3\r\n"
        assert not list(other_form(before, before))
        assert list(other_form(before, after))


def test_comment_places_take_no_hash_in_a_value_for_one() -> None:
    text = "a: 'x # y'\nb: x#y\n"
    places = CommentPlaces(source_of(text), untouched(*patient_of(text)[:2]).tree)
    assert [places.comment(offset) for offset, character in enumerate(text) if character == "#"] == [None, None]
