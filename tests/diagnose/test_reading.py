"""One log, whatever it comes in: the same job, step, line and cause are found."""

import io
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_lint.diagnose import SIGNATURES, Diagnosis, diagnose
from ci_lint.diagnose.lines import LINE_LIMIT, read_line
from ci_lint.diagnose.windows import PIECE, windows

CAUSE = "E   pymongo.errors.DuplicateKeyError: E11000 duplicate key error collection: shop.users index: name"
STEP = "Run pytest -n 4"
LINES = (
    "##[group]Run pytest -n 4",
    "\x1b[36;1mpytest -n 4\x1b[0m",
    "shell: /usr/bin/bash -e {0}",
    "##[endgroup]",
    "collected 42 items",
    f"\x1b[31m{CAUSE}\x1b[0m",
    "##[error]Process completed with exit code 1.",
)
STAMPED = tuple(f"2026-11-21T10:00:0{number}.1234567Z {line}" for number, line in enumerate(LINES))
COLUMNS = tuple(f"test (3.12, a/b)\t{STEP}\t{line}" for line in STAMPED)
UNKNOWN = tuple(f"test (3.12, a/b)\tUNKNOWN STEP\t{line}" for line in STAMPED)


def joined(lines: tuple[str, ...], ending: str = "\n") -> bytes:
    return "".join(f"{line}{ending}" for line in lines).encode()


def read(content: bytes, folder: Path, name: str = "run.log") -> Diagnosis:
    (folder / name).write_bytes(content)
    return diagnose(str(folder / name), SIGNATURES)


def packed(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", method) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return content.getvalue()


def marked(text: bytes) -> bytes:
    return b"\xef\xbb\xbf" + text


FORMS: dict[str, Callable[[], bytes]] = {
    "plain": lambda: joined(LINES),
    "no break at the end": lambda: joined(LINES).rstrip(b"\n"),
    "stamps": lambda: joined(STAMPED),
    "byte order mark": lambda: marked(joined(STAMPED)),
    "CRLF": lambda: joined(STAMPED, "\r\n"),
    "two returns": lambda: joined(STAMPED, "\r\r\n"),
    "returns only": lambda: joined(STAMPED, "\r"),
    "gh": lambda: joined(COLUMNS),
    "gh with byte order marks": lambda: joined(COLUMNS).replace(
        b"\t2026-11-21T10:00:00", "\t\ufeff2026-11-21T10:00:00".encode()
    ),
    "gh without steps": lambda: joined(UNKNOWN),
    "UTF-16": lambda: joined(STAMPED).decode().encode("utf-16"),
    "UTF-16, big first": lambda: b"\xfe\xff" + joined(STAMPED).decode().encode("utf-16-be"),
    "UTF-16 without mark": lambda: joined(STAMPED).decode().encode("utf-16-le"),
    "UTF-16 and CRLF": lambda: joined(STAMPED, "\r\n").decode().encode("utf-16"),
    "zip with steps": lambda: packed({"test/1_Set up job.txt": b"x\n", f"test/2_{STEP}.txt": joined(STAMPED)}),
    "zip with both": lambda: packed({"0_test.txt": joined(STAMPED), f"test/2_{STEP}.txt": joined(STAMPED)}),
    "zip with jobs": lambda: packed({"0_test.txt": joined(STAMPED), "test/system.txt": b"Requested labels: x\n"}),
    "zip, not deflated": lambda: packed({"0_test.txt": joined(STAMPED)}, zipfile.ZIP_STORED),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_tells_the_same(form: str, tmp_path: Path) -> None:
    found = read(FORMS[form](), tmp_path)
    assert [cause.signature.id for cause in found.causes] == ["tests-shared-duplicate-key"]
    assert found.causes[0].first.line.text == CAUSE
    assert found.causes[0].first.line.step == STEP
    assert [(failure.line.step, failure.exit_code) for failure in found.failures] == [(STEP, 1)]


@pytest.mark.parametrize("form", [form for form in FORMS if "UTF-16" not in form and "zip" not in form])
def test_lines_are_numbered_as_in_the_file(form: str, tmp_path: Path) -> None:
    breaks = 2 if form == "two returns" else 1
    found = read(FORMS[form](), tmp_path)
    assert breaks * 6 >= found.causes[0].first.line.number >= 6
    assert breaks * 7 >= found.lines >= 7


def test_job_of_a_matrix_keeps_its_name(tmp_path: Path) -> None:
    assert read(joined(COLUMNS), tmp_path).failures[0].line.job == "test (3.12, a/b)"
    content = packed(
        {"3_build (a/b).txt".replace("/", ""): b"well\n", "build (ab)/2_Run [x] make.txt": joined(STAMPED)}
    )
    failure = read(content, tmp_path).failures[0]
    assert (failure.line.job, failure.line.step) == ("build (ab)", "Run [x] make")


def test_jobs_without_files_for_their_steps_are_read_beside_others(tmp_path: Path) -> None:
    """Newer zips have them for some jobs only."""
    files = {
        "0_lint.txt": b"##[error]Process completed with exit code 3.\n",
        "lint/system.txt": b"Requested labels: ubuntu-24.04\n",
        "1_test.txt": joined(STAMPED),
        f"test/2_{STEP}.txt": joined(STAMPED),
    }
    found = read(packed(files), tmp_path)
    assert sorted(failure.file for failure in found.failures) == ["0_lint.txt", f"test/2_{STEP}.txt"]


def test_steps_are_read_in_the_order_in_which_they_ran(tmp_path: Path) -> None:
    steps = {f"test/{number}_step {number}.txt": f"##[error]step {number}\n".encode() for number in (10, 9, 1)}
    assert [failure.line.step for failure in read(packed(steps), tmp_path).failures] == ["step 1", "step 9", "step 10"]


def test_progress_that_overwrites_itself_is_many_lines(tmp_path: Path) -> None:
    found = read(b"50%\r60%\rE11000 duplicate key error collection: a index: b\r70%\n", tmp_path)
    assert found.causes[0].first.line.text == "E11000 duplicate key error collection: a index: b"
    assert found.causes[0].first.line.number == 3


def test_what_is_no_unicode_is_read_around(tmp_path: Path) -> None:
    found = read(b"\xff\xfe".join((b"a\n\x80\x81", CAUSE.encode(), b"\n")), tmp_path)
    assert found.causes


@pytest.mark.parametrize("content", [b"", b"\n", b"\xef\xbb\xbf", b"\0", b"\r"])
def test_log_of_nothing_tells_nothing(content: bytes, tmp_path: Path) -> None:
    found = read(content, tmp_path)
    assert (found.causes, found.failures, found.errors) == ((), (), ())


@given(st.lists(st.sampled_from(("a", "\n", "\r\n", "\r", "bc", "é" * 3)), max_size=60), st.integers(1, 12))
def test_each_line_belongs_to_one_window(parts: list[str], size: int) -> None:
    content = "".join(parts).encode()
    seen = []
    for window in windows(io.BytesIO(content), size):
        seen += [window.lines[place].rstrip(b"\r") for place in range(window.lines.first, window.lines.last)]
    wanted = re.split(rb"\r*\n|\r+", content)
    assert len(seen) == len(wanted) - (wanted[-1] == b"")
    # Pieces here are shorter than the margins of real ones, so ends may be missing.
    assert all(whole.startswith(line) for line, whole in zip(seen, wanted, strict=False))


@pytest.mark.parametrize("place", [PIECE - 200, PIECE - 100, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE - 50])
def test_line_across_pieces_is_found_whole_and_with_its_number(place: int, tmp_path: Path) -> None:
    filler = b"a well and truly harmless line\n"
    before = filler * (place // len(filler)) + b"x" * (place % len(filler)) + b"\n"
    found = read(before + CAUSE.encode() + b"\n" + filler * 5000, tmp_path)
    assert [cause.first.line.text for cause in found.causes] == [CAUSE]
    assert found.causes[0].first.line.number == before.count(b"\n") + 1
    assert found.lines == before.count(b"\n") + 5001


def test_large_file_is_read_by_several_and_tells_the_same(tmp_path: Path) -> None:
    """Above a hundred pieces, forked workers look at them."""
    filler = b"2026-11-21T10:00:00.0000000Z a well and truly harmless line of a log\n"
    content = filler * (101 * PIECE // len(filler)) + joined(STAMPED) + filler * 10
    found = read(content, tmp_path)
    assert found.causes[0].first.line.number == content.count(b"\n", 0, content.index(CAUSE.encode())) + 1
    assert [(failure.line.step, failure.exit_code) for failure in found.failures] == [(STEP, 1)]
    assert found.lines == content.count(b"\n")


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        ("\x1b[1;31merror\x1b[0m", "error"),
        ("^[[31merror^[[0m", "error"),
        ("\x1b]8;;https://example.com\x07link\x1b]8;;\x07", "link"),
        ("\x1b]0;title\x1b\\text", "text"),
        ("\x1b(Btext\x1b[?25l", "text"),
        ("a\tb\tc", "a\tb\tc"),
        ("job\tstep\t\ufeff2026-11-21T10:00:00.1Z text", "text"),
        ("2026-11-21T10:00:00+01:00 text", "text"),
        ("2026-11-21 10:00:00 text", "2026-11-21 10:00:00 text"),
        ("x" * (LINE_LIMIT + 9), "x" * LINE_LIMIT),
    ],
)
def test_line_is_freed_of_what_stands_around_it(raw: str, text: str) -> None:
    assert read_line(1, raw.encode()).text == text
