"""A baseline knows its findings again, however the lines around them move."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_lint.baseline import (
    Baseline,
    BaselineError,
    apply_baseline,
    fingerprint,
    fingerprints,
    read_baseline,
    write_baseline,
)
from ci_lint.report import FileReport, Finding
from ci_lint.rule import Severity
from ci_lint.source import Source, Span

TEXT = "on: push\njobs:\n  a: BAD\n  b:\n    c: BAD\n  d: BAD again\n    and more\n"


def found(text: str, path: str = "ci.yml", message: str = "bad") -> tuple[Finding, ...]:
    """A finding at every BAD; at `BAD again` one that reaches over the next line."""
    source = Source(path, text)
    starts = [n for n in range(len(text)) if text.startswith("BAD", n)]
    ends = [n + 20 if text.startswith("BAD again", n) else n + 3 for n in starts]
    return tuple(
        Finding("rule", Severity.ERROR, source, Span(*span), message) for span in zip(starts, ends, strict=True)
    )


def report(*findings: Finding) -> FileReport:
    return FileReport(findings[0].source, findings, suppressed=3)


def written(folder: Path, *findings: Finding) -> Baseline:
    return write_baseline(folder / "known.json", findings)


class TestFingerprint:
    @given(st.integers(0, 5), st.text("ab: #-\t'\"\xe9\u3000\U0001f389", max_size=30))
    def test_inserted_lines_change_nothing(self, line: int, inserted: str) -> None:
        lines = TEXT.split("\n")
        text = "\n".join([*lines[:line], inserted.replace("BAD", ""), *lines[line:]])
        assert fingerprints(found(text)) == fingerprints(found(TEXT))

    def test_indentation_and_line_ends_change_nothing(self) -> None:
        moved = TEXT.replace("  a: BAD", "    a:   BAD  ").replace("\n", "\r\n")
        assert fingerprints(found(moved)[:2]) == fingerprints(found(TEXT)[:2])

    def test_rule_path_message_and_text_count(self) -> None:
        (first, *_) = found(TEXT)
        variants = [
            first,
            Finding("rule-b", first.severity, first.source, first.span, first.message),
            found(TEXT, path="cd.yml")[0],
            found(TEXT, message="worse")[0],
            found(TEXT.replace("a: BAD", "a: BAD # x"))[0],
        ]
        assert len({fingerprint(finding) for finding in variants}) == len(variants)

    def test_equal_findings_are_told_apart(self) -> None:
        marks = fingerprints(found("- BAD\n- x\n- BAD\n- BAD\n"))
        assert len(set(marks)) == 3
        assert fingerprints(found("- BAD\n- y\n- BAD\n")) == marks[:2]

    def test_lines_that_a_message_names_may_move(self) -> None:
        early = found(TEXT, message="also on lines 3 and 14, within 5 minutes")[0]
        late = found(TEXT, message="also on lines 9 and 20, within 5 minutes")[0]
        other = found(TEXT, message="also on lines 9 and 20, within 6 minutes")[0]
        assert fingerprint(early) == fingerprint(late) != fingerprint(other)

    def test_it_is_the_same_on_every_system_and_in_every_version(self) -> None:
        assert fingerprint(found(TEXT)[0]) == "06aa07b15ffb183789f4dd6b11d13b75"

    def test_odd_places_have_one_too(self) -> None:
        for text, span in (("", Span(0, 0)), ("a\n", Span(2, 2)), ("\ud800", Span(0, 1)), ("a\nb\n", Span(0, 99))):
            assert len(fingerprint(Finding("r", Severity.INFO, Source("p", text), span, "m"))) == 32


class TestFile:
    def test_what_was_written_is_read(self, tmp_path: Path) -> None:
        baseline = written(tmp_path, *found(TEXT, path=str(tmp_path / "a" / "ci.yml")))
        assert read_baseline(tmp_path / "known.json") == baseline
        assert [(entry.path, entry.line) for entry in baseline.entries] == [("a/ci.yml", n) for n in (3, 5, 6)]

    def test_it_is_sorted_and_ends_with_a_line_break(self, tmp_path: Path) -> None:
        one, other = found("a: BAD\n", path=str(tmp_path / "b.yml")), found(TEXT, path=str(tmp_path / "a.yml"))
        written(tmp_path, *one, *reversed(other))
        text = (tmp_path / "known.json").read_text(encoding="utf-8")
        assert [(f["path"], f["line"]) for f in json.loads(text)["findings"]] == [
            ("a.yml", 3), ("a.yml", 5), ("a.yml", 6), ("b.yml", 1),
        ]  # fmt: skip
        assert text.endswith("}\n")

    def test_writing_leaves_nothing_else_and_keeps_links(self, tmp_path: Path) -> None:
        real = tmp_path / "real"
        real.mkdir()
        (real / "known.json").write_text("old")
        (tmp_path / "known.json").symlink_to(real / "known.json")
        written(tmp_path)
        assert (tmp_path / "known.json").is_symlink()
        assert [file.name for file in real.iterdir()] == ["known.json"]
        assert read_baseline(real / "known.json").entries == ()

    def test_a_folder_that_is_not_there_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(BaselineError, match=r"known\.json cannot be written: No such file or directory"):
            written(tmp_path / "missing")

    @pytest.mark.parametrize(
        ("content", "expected"),
        [
            (b"", r":1 is no JSON: Expecting value"),
            (b"{\n<<<<<<< HEAD\n", r":2 is no JSON: "),
            (b"\xff", r" is no JSON"),
            (b"[" * 100_000, r" is no JSON"),
            (b"[]", r" is no baseline of version 1; write it anew"),
            (b'{"version": 2, "findings": []}', r" is no baseline of version 1"),
            (b'{"version": true, "findings": []}', r" is no baseline of version 1"),
            (b'{"version": 1}', r" has no list of findings"),
            (b'{"version": 1, "findings": [{"rule": "x"}]}', r": finding 1 lacks one of path, line"),
        ],
    )
    def test_a_broken_file_is_explained(self, tmp_path: Path, content: bytes, expected: str) -> None:
        file = tmp_path / "known.json"
        file.write_bytes(content)
        with pytest.raises(BaselineError, match=f"^baseline .*known\\.json{expected}"):
            read_baseline(file)

    def test_a_missing_file_is_named(self, tmp_path: Path) -> None:
        with pytest.raises(BaselineError, match="cannot be read: No such file or directory"):
            read_baseline(tmp_path / "known.json")


class TestApplying:
    def test_only_new_findings_are_left(self, tmp_path: Path) -> None:
        path = str(tmp_path / "ci.yml")
        old = found(TEXT, path)
        baseline = written(tmp_path, *old[:2])
        filtered = apply_baseline([report(*old)], baseline)
        assert [file.findings for file in filtered.files] == [(old[2],)]
        assert (filtered.known, filtered.stale, filtered.files[0].suppressed) == (2, (), 3)

    def test_an_equal_finding_beside_a_known_one_is_new(self, tmp_path: Path) -> None:
        path = str(tmp_path / "ci.yml")
        baseline = written(tmp_path, *found("- BAD\n", path))
        filtered = apply_baseline([report(*found("- BAD\n- BAD\n", path))], baseline)
        assert len(filtered.files[0].findings) == 1

    def test_entries_without_a_finding_are_stale_if_file_and_rule_were_checked(self, tmp_path: Path) -> None:
        here, there = str(tmp_path / "ci.yml"), str(tmp_path / "other.yml")
        baseline = written(tmp_path, *found("a: BAD\nb: BAD\n", here), *found("c: BAD\n", there))
        checked = [report(*found("a: BAD\n", here))]
        assert [entry.path for entry in apply_baseline(checked, baseline).stale] == ["ci.yml"]
        assert apply_baseline(checked, baseline, ran=("else",)).stale == ()

    def test_paths_are_relative_to_the_baseline_not_to_the_working_directory(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (tmp_path / "sub").mkdir()
        monkeypatch.chdir(tmp_path)
        written(Path(), *found(TEXT, "sub/ci.yml"))
        monkeypatch.chdir(tmp_path / "sub")
        filtered = apply_baseline([report(*found(TEXT, "ci.yml"))], read_baseline(Path("../known.json")))
        assert (filtered.known, filtered.files[0].findings) == (3, ())
