"""What failed, from what the runner itself writes; and the lines that are worth showing where no cause is known."""

from pathlib import Path

import pytest

from ci_lint.diagnose import SIGNATURES, Diagnosis, diagnose
from ci_lint.diagnose.failure import Outcome, looks_like_error


def read(log: str, folder: Path) -> Diagnosis:
    (folder / "run.log").write_text(log, encoding="utf-8")
    return diagnose(str(folder / "run.log"), SIGNATURES)


@pytest.mark.parametrize(
    ("line", "outcome", "code"),
    [
        ("##[error]Process completed with exit code 2.", Outcome.EXIT_CODE, 2),
        ("Error: Process completed with exit code 137.", Outcome.EXIT_CODE, 137),
        ("##[error]Process completed with exit code -1073741819.", Outcome.EXIT_CODE, -1073741819),
        ("##[error]The process '/usr/bin/git' failed with exit code 128", Outcome.EXIT_CODE, 128),
        ("##[error]Error: The process '/usr/bin/docker' failed with exit code 1", Outcome.EXIT_CODE, 1),
        ("##[error]Docker build failed with exit code 1", Outcome.EXIT_CODE, 1),
        ("##[error]The action 'Run tests' has timed out after 30 minutes.", Outcome.TIMED_OUT, None),
        (
            "##[error]The job running on runner A 7 has exceeded the maximum execution time of 360 minutes.",
            Outcome.TIMED_OUT,
            None,
        ),
        ("##[error]The job has exceeded the maximum execution time of 6h0m0s", Outcome.TIMED_OUT, None),
        ("##[error]The operation was canceled.", Outcome.CANCELED, None),
        ("##[error]The runner has received a shutdown signal. This can happen when", Outcome.RUNNER_LOST, None),
        ("##[error]Input required and not supplied: token", Outcome.ERROR, None),
    ],
)
def test_end_of_a_step_is_known(line: str, outcome: Outcome, code: int | None, tmp_path: Path) -> None:
    found = read(f"##[group]Run make\nmake\n##[endgroup]\nhello\n{line}\n", tmp_path)
    assert [(each.outcome, each.exit_code, each.line.step) for each in found.failures] == [(outcome, code, "Run make")]


@pytest.mark.parametrize(
    "line",
    [
        "Process completed with exit code 0.",
        "The process '/usr/bin/git' failed with exit code 128",
        "##[warning]Docker pull failed with exit code 1, back off 3.2 seconds before retry.",
        "##[debug]Docker Action run completed with exit code 1",
        "the operation was canceled by ann",
        "##[error]",
    ],
)
def test_what_only_resembles_an_end_is_none(line: str, tmp_path: Path) -> None:
    assert not read(f"##[group]Run make\n##[endgroup]\n{line}\n", tmp_path).failures


def test_step_has_one_end_which_says_most(tmp_path: Path) -> None:
    log = "##[error]something\n##[error]The operation was canceled.\n##[error]Process completed with exit code 3.\n"
    assert [each.exit_code for each in read(log, tmp_path).failures] == [3]


def test_remarks_of_steps_that_went_on_are_no_end_where_one_is_told(tmp_path: Path) -> None:
    log = """\
##[group]Run lint
##[endgroup]
##[error]src/a.py:1: unused import
##[group]Run make
##[endgroup]
##[error]Process completed with exit code 2.
"""
    assert [each.line.step for each in read(log, tmp_path).failures] == ["Run make"]


def test_what_a_step_was_given_is_no_error(tmp_path: Path) -> None:
    log = """\
##[group]Run make || echo "ERROR: E11000 duplicate key error collection: a index: b"
\x1b[36;1mmake || echo "ERROR: E11000 duplicate key error collection: a index: b"\x1b[0m
with:
  error: fatal: nothing
##[endgroup]
cc: fatal error: no input files
##[error]Process completed with exit code 1.
"""
    found = read(log, tmp_path)
    assert not found.causes
    assert [each.line.text for each in found.errors] == ["cc: fatal error: no input files"]


def test_announcement_without_end_is_read_as_what_it_holds(tmp_path: Path) -> None:
    """An excerpt: somebody has left out lines."""
    log = "##[group]Run make\nE11000 duplicate key error collection: a\n##[error]Process completed with exit code 1.\n"
    assert read(log, tmp_path).causes


def test_step_without_errors_shows_its_last_lines(tmp_path: Path) -> None:
    log = "##[group]Run make\n##[endgroup]\none\n\ntwo\n##[error]Process completed with exit code 1.\n"
    assert [each.line.text for each in read(log, tmp_path).errors] == ["one", "two"]


def test_step_that_says_nothing_shows_its_end(tmp_path: Path) -> None:
    log = "##[group]Run make\n##[endgroup]\n##[error]Process completed with exit code 1.\n"
    assert [each.line.number for each in read(log, tmp_path).errors] == [3]


def test_errors_are_those_of_the_step_that_failed(tmp_path: Path) -> None:
    log = """\
##[group]Run true
##[endgroup]
ERROR: nobody minds
##[group]Run make
##[endgroup]
make: *** [Makefile:3: all] Error 2
##[error]Process completed with exit code 2.
##[group]Run cleanup
##[endgroup]
ERROR: nobody minds
"""
    assert [each.line.number for each in read(log, tmp_path).errors] == [6]


@pytest.mark.parametrize(
    "line",
    [
        "error: no such file",
        "  ERROR  in src/a.ts",
        "src/a.ts(3,4): error TS2304: Cannot find name 'a'.",
        "error[E0425]: cannot find value `a`",
        "npm ERR! code E404",
        "npm error code E404",
        "java.lang.IllegalStateException: no",
        "E   AssertionError: assert 1 == 2",
        "FAILED tests/test_a.py::test_b - assert 1 == 2",
        "Traceback (most recent call last):",
        "panic: runtime error: index out of range",
        "fatal: not a git repository",
        "[12:00:01] ERROR basket is empty",
        "--- FAIL: TestBasket (0.00s)",
        "##[error]basket is empty",
        "Error: basket is empty",
    ],
)
def test_error_looks_like_one(line: str) -> None:
    assert looks_like_error(line)


@pytest.mark.parametrize(
    "line",
    [
        "0 errors, 3 warnings",
        "Found no errors",
        "12 passed, 0 failed",
        "errors: 0",
        "Tests: failed=0 passed=12",
        "curl --fail https://example.com",
        "set -euo pipefail; set -e",
        "  if-no-files-found: error",
        "tests/test_error.py::test_failed PASSED",
        "Downloading error-handler-1.2.0.tgz",
        "##[debug]error was nothing",
        "##[warning]error: nobody minds",
        "[INFO] no failures",
        "failover is ready",
        "continue-on-error: true",
        "compiling src/errors.rs",
    ],
)
def test_what_only_has_the_word_looks_like_none(line: str) -> None:
    assert not looks_like_error(line)
