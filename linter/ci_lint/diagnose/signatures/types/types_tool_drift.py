"""The checker is another version than the one the code was last checked with.

An unpinned mypy, pyright, ruff or golangci-lint is a new one on the day of its release: what it now understands
makes ignore comments superfluous (`Unused "type: ignore" comment`), and checks it has learned fail code that nobody
has touched. Tools with a required version say outright that they are the wrong one.

What it is not: an error in code that has just been changed; a checker that offers a new version goes on with the
old one; a comment that was superfluous when it was written looks the same, so a look at the last green run's
version decides.
"""

from ...signature import Clue, Confidence, Signature, log_example

SIGNATURE = Signature(
    id="types-tool-drift",
    summary="the checker's version has changed, not the code",
    why=__doc__,
    decisive=(
        Clue(
            ": error: ",
            r"\.pyi?:\d\S{0,250}: error: [Uu]nused [\"']type: ignore\S{0,80}[\"'] comment",
            confidence=Confidence.LIKELY,
        ),
        Clue(" - error: ", r" - error: Unnecessary \"# (?:type|pyright): ignore", confidence=Confidence.LIKELY),
        Clue("error TS2578", r"\berror TS2578: Unused '@ts-expect-error' directive", confidence=Confidence.LIKELY),
        # Black, ruff; golangci-lint
        Clue(
            "does not match the running version",
            r"\b(?:The r|R)equired version `[^`]{1,60}` does not match the running version `",
        ),
        Clue(
            "rror: you are using a configuration",
            r"using a configuration file for golangci-lint v\d with golangci-lint v\d",
        ),
        Clue("rror: can't load config", r"used to build golangci-lint is lower than the targeted Go version"),
    ),
    supporting=(
        Clue("not covered by", r"note: Error code \"[\w-]{1,60}\" not covered by \"type: ignore\" comment"),
        Clue("new pyright version available", r"\bthere is a new pyright version available\b"),
    ),
    cure=(
        "pin the tool to one version, in the job and on laptops: a lock file, or .pre-commit-config.yaml",
        "raise the pinned version on purpose, in a change of its own that removes what has become superfluous",
    ),
    rules=("test-tool-unpinned",),
    references=("https://mypy.readthedocs.io/en/stable/existing_code.html",),
    examples=(
        log_example(
            """
            Run mypy shop
            shop/prices.py:14: error: Unused "type: ignore" comment  [unused-ignore]  # <--
            Found 1 error in 1 file (checked 31 source files)
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                shop/prices.py:14: error: Incompatible return value type (got "str", expected "int")  [return-value]
                Found 1 error in 1 file (checked 31 source files)
                """,
                """
                WARNING: there is a new pyright version available (v1.1.390 -> v1.1.391).
                0 errors, 0 warnings, 0 informations
                """,
            ),
        ),
        log_example(
            """
            Oh no! 💥 💔 💥 The required version `24.2.0` does not match the running version `25.1.0`!  # <--
            Error: you are using a configuration file for golangci-lint v2 with golangci-lint v1: please use golangci-lint v2  # <--
            """,
            near=(
                """
                error: Required uv version `==0.8.1` does not match the running version `0.9.2`
                """,
            ),
        ),
    ),
)
