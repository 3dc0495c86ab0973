"""The tests ran, and cover less of the code than the project asks for.

The line says how much was reached and how much was wanted. Often a small change tips it: new code without tests
in a project that was just above the mark.

What it is not: coverage of nothing at all means that no data was collected; where tests fail or cannot be imported,
coverage falls as a consequence; a script that is printed before it runs mentions its threshold too.
"""

from ...signature import Clue, Confidence, Signature, log_example

# A script as it is shown before it runs, or traced.
_SCRIPT = (
    r"^(?!.{0,400}(?:\becho\b|\bprintf?\b|\bif\b|\belif\b|\bthen\b|Write-(?:Host|Error|Output)|\bthrow\b|\braise\b))"
)
_PERCENT = r"\d{1,3}(?:\.\d{1,8})?\s?%?"

SIGNATURE = Signature(
    id="coverage-threshold",
    summary="test coverage is below what is required",
    why=__doc__,
    decisive=(
        # pytest-cov and coverage.py
        Clue("overage", r"\bRequired test coverage of [\d.]{1,12}%? not reached\b"),
        Clue("overage", r"\bCoverage failure: total of [\d.]{1,12} is less than fail-under=[\d.]{1,12}"),
        # Jest, Istanbul with nyc, c8 and Vitest
        Clue("overage", r"\bcoverage threshold for \w{1,20} \([\d.-]{1,12}%?\) not met\b"),
        Clue("overage", rf"\bCoverage for \w{{1,20}}\s+\({_PERCENT}\) does not meet "),
        # SimpleCov; JaCoCo and Kover; Coverlet; tarpaulin; diff-cover; mix test; very_good
        Clue(
            "overage",
            r"\([\d.]{1,12}%\)(?: covered\. This)? is below the expected minimum coverage\b",
        ),
        Clue(
            "Rule violated",
            r"\bRule violated(?: for \w{1,20} .{1,300})?: .{1,80}(?:covered|missed|coverage).{0,80}\bexpected (?:minimum|maximum) is ",
        ),
        Clue("overage", r"\bThe (?:total|minimum|average) \w{1,20} coverage is below the specified "),
        Clue("overage", r"\b[Cc]overage is below the failure threshold\b"),
        Clue("overage", r"\bFailure\. Coverage is below [\d.]{1,12}%"),
        Clue("overage", r"\bCoverage test failed, threshold not met\b"),
        Clue("overage", r"\bExpected coverage >= [\d.]{1,12}% but actual is "),
        # In the project's own words
        Clue(
            "overage",
            rf"{_SCRIPT}.{{0,400}}\b[Cc]overage\b[^\w]{{0,4}}(?:of |is |was )?(?:{_PERCENT}\)? )?(?:is |was |are )?(?:too low|below|under|less than|lower than)"
            rf"(?: (?:the|required|minimum|our))?(?: \w{{1,20}})?[^\w]{{0,4}}{_PERCENT}",
            confidence=Confidence.LIKELY,
        ),
        Clue(
            "overage",
            rf"{_SCRIPT}.{{0,400}}\b[Cc]overage\b[^\w]{{0,4}}(?:of |is |was )?{_PERCENT}\)? (?:is |was )?(?:below|under|less than|lower than|does not meet)"
            r" .{0,40}\b(?:threshold|minimum|required?)",
            confidence=Confidence.LIKELY,
        ),
    ),
    cure=(
        "test what has the most missed lines: --cov-report=term-missing names them",
        "compare with the last green run: did a file join, or did tests not run",
        "lower the threshold only on purpose, in a change that says so",
    ),
    rules=("test-coverage-run-xdist",),
    references=(
        "https://coverage.readthedocs.io/en/latest/config.html#report-fail-under",
        "https://jestjs.io/docs/configuration#coveragethreshold-object",
    ),
    examples=(
        log_example(
            """
            TOTAL                              1204    341    72%
            ERROR: Coverage failure: total of 72 is less than fail-under=80  # <--
            FAIL Required test coverage of 80% not reached. Total coverage: 71.68%  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                Required test coverage of 80% reached. Total coverage: 91.20%
                1 failed, 204 passed in 12.01s
                ##[error]Process completed with exit code 1.
                """,
                """
                ##[group]Run coverage report
                if [ "$reached" -lt 80 ]; then echo "Coverage below 80% threshold"; exit 1; fi
                ##[endgroup]
                """,
            ),
        ),
        log_example(
            """
            Jest: "global" coverage threshold for branches (80%) not met: 62.5%  # <--
            ERROR: Coverage for lines (62.73%) does not meet global threshold (80%)  # <--
            Line coverage (71.43%) is below the expected minimum coverage (80.00%).  # <--
            """,
        ),
        log_example(
            """
            Coverage: 24.8%
            Coverage below 25% threshold  # <--
            ##[error]Process completed with exit code 1.
            """,
        ),
        log_example(
            """
            [WARNING] Rule violated for bundle till: lines covered ratio is 0.71, but expected minimum is 0.80  # <--
            """,
        ),
    ),
)
