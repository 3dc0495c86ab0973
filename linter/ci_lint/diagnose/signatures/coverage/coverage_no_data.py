"""The tests ran, and the measurement saw none of the code.

`No data was collected` means that no line of what `--cov` or `source` names was run in this process: the path or
the package name is wrong, an installed copy was tested instead of the source, the tests ran in other processes
that were not measured, or none ran at all. `No data to report` is the same, at the end.

What it is not: a low figure is a figure; a worker or subprocess may warn that it has seen nothing while the others
have, and the table that follows shows so.
"""

from ...signature import Clue, Signature, log_example

# The table of a measurement that saw something.
_MEASURED = r"^TOTAL\s+(?:\d+\s+){2,4}(?:[1-9]|100)\d?(?:\.\d{1,8})?%"

SIGNATURE = Signature(
    id="coverage-no-data",
    summary="no coverage data was collected",
    why=__doc__,
    decisive=(
        Clue(
            "No data ",
            r"(?:CoverageWarning|[Cc]overage(?:\.py)? warning): No data was collected\b",
            unless=_MEASURED,
            reach=80,
        ),
        Clue(
            "No data ",
            r"(?:Failed to generate report|NoDataError|CoverageException|^): ?No data to (?:report|combine)\b|^No data to (?:report|combine)\b",
        ),
        Clue("overage", r"\bJest: Coverage data for \S{1,200} was not found\b"),
        Clue("ERROR", r"\b(?:geninfo|lcov): ERROR: .{0,40}no \.gcda files found\b"),
        Clue("ERROR", r"\b(?:lcov|genhtml): ERROR: .{0,40}no valid records found in tracefile\b"),
        Clue("missing", r"\bSkipping JaCoCo execution due to missing execution data file\b"),
    ),
    brings=("coverage-threshold",),
    cure=(
        "let --cov or source name what the tests import: the package, or its folder in the installed place",
        "measure the processes that run the tests: pytest --cov -n 4 instead of coverage run, patch = subprocess",
        "check that tests were collected at all",
        "combine before reporting where each process writes its own file: coverage combine",
    ),
    rules=("test-coverage-run-xdist",),
    references=("https://coverage.readthedocs.io/en/latest/messages.html",),
    examples=(
        log_example(
            """
            tests/test_prices.py ....                                                [100%]
            /opt/venv/lib/python3.12/site-packages/coverage/control.py:915: CoverageWarning: No data was collected. (no-data-collected); see https://coverage.readthedocs.io/en/latest/messages.html#warning-no-data-collected  # <--
              self._warn("No data was collected.", slug="no-data-collected")
            WARNING: Failed to generate report: No data to report.  # <--
            """,
            near=(
                """
                /opt/venv/lib/python3.12/site-packages/coverage/control.py:915: CoverageWarning: No data was collected. (no-data-collected)
                Name                 Stmts   Miss  Cover
                ----------------------------------------
                shop/prices.py          31      4    87%
                TOTAL                   31      4    87%
                """,
                """
                FAIL Required test coverage of 80% not reached. Total coverage: 71.68%
                """,
            ),
        ),
        log_example(
            """
            Run coverage report
            No data to report.  # <--
            ##[error]Process completed with exit code 1.
            """,
        ),
        log_example(
            """
            geninfo: ERROR: no .gcda files found in build/till  # <--
            [INFO] Skipping JaCoCo execution due to missing execution data file.  # <--
            """,
        ),
    ),
)
