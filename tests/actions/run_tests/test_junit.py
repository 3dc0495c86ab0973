"""Reports from untrusted programs."""

from pathlib import Path

import pytest

from testrun import junit
from testrun.junit import Case, JUnitError, read_junit


def read(tmp_path: Path, content: str | bytes) -> tuple[Case, ...]:
    path = tmp_path / "report.xml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_junit(path)


def test_cases_carry_outcome_message_and_place(tmp_path: Path) -> None:
    cases = read(
        tmp_path,
        """<?xml version="1.0"?><testsuites><testsuite name="s"><properties/>
        <testcase classname="a.b" name="one"/>
        <testcase name="two" file="x.py" line="7"><skipped message="later"/></testcase>
        <testcase name="three"><system-out>noise</system-out><failure>first\nsecond</failure></testcase>
        <testcase name="four"><error message="&lt;broke&gt;">trace</error></testcase>
        <testcase name="five"><rerunFailure message="once"/></testcase>
        </testsuite></testsuites>""",
    )
    assert [(case.name, case.outcome, case.message) for case in cases] == [
        ("a.b::one", "passed", ""),
        ("two", "skipped", "later"),
        ("three", "failed", "first"),
        ("four", "failed", "<broke>"),
        ("five", "passed", ""),
    ]
    assert (cases[1].file, cases[1].line) == ("x.py", 7)


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]><testsuite name="&b;"/>'
OUTSIDE = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><testsuite><testcase name="&a;"/></testsuite>'


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (BOMB, "document type"),
        (OUTSIDE, "document type"),
        ("<testsuite>" * 100 + "</testsuite>" * 100, "more than 64 elements within each other"),
        ("<testsuite><testcase name='x'></testsuite>", "no XML"),
        ("<testsuite><testcase name='\x01'/></testsuite>", "no XML"),
        ("<testsuite>&undefined;</testsuite>", "no XML"),
        (b"<testsuite name='\xff\xfe'/>", "no XML"),
        ("<?xml version='1.0' encoding='no-such-code'?><testsuite/>", "no XML"),
        ("", "no XML"),
        ("not a report", "no XML"),
        ("<html/>", "no JUnit report: its root is <html>"),
    ],
)
def test_report_that_cannot_be_trusted_is_refused(tmp_path: Path, content: str | bytes, problem: str) -> None:
    with pytest.raises(JUnitError, match=problem):
        read(tmp_path, content)


def test_report_that_is_missing_or_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(JUnitError, match="was not written"):
        read_junit(tmp_path / "no.xml")
    with pytest.raises(JUnitError, match="cannot be read"):
        read_junit(tmp_path)


def test_size_and_number_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(junit, "LARGEST_FILE", 200)
    monkeypatch.setattr(junit, "MOST_CASES", 3)
    with pytest.raises(JUnitError, match="more than 0 MiB"):
        read(tmp_path, "<testsuite>" + " " * 200 + "</testsuite>")
    with pytest.raises(JUnitError, match="more than 3 tests"):
        read(tmp_path, "<testsuite>" + "<testcase/>" * 4 + "</testsuite>")


def test_endless_messages_are_cut(tmp_path: Path) -> None:
    long = "x" * 1_000_000
    text = f"<testsuite><testcase name='{long}'><failure>{long}</failure></testcase><testcase name='y'/></testsuite>"
    first, second = read(tmp_path, text)
    assert len(first.name) == junit.LONGEST_TEXT
    assert len(first.message) <= 2 * junit.LONGEST_TEXT
    assert (second.name, second.outcome) == ("y", "passed")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_encodings_are_read(tmp_path: Path, encoding: str) -> None:
    declared = f"<?xml version='1.0' encoding='{encoding.replace('-sig', '')}'?>"
    (case,) = read(tmp_path, f"{declared}<testsuite><testcase name='ü'/></testsuite>".encode(encoding))
    assert case.name == "ü"
