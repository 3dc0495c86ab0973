"""A type checker reports errors in the code.

mypy writes `file.py:12: error: … [code]`, pyright `file.py:12:5 - error: … (reportX)`, the TypeScript compiler
`error TS2322: …`, Next.js `Type error: …`. The first line is as good as any; one wrong annotation often brings
many of them.

What it is not: errors that appear without a change of the code come from another version of the checker; a linter
(ruff, ESLint) or a compiler of C writes other lines; a wrong setting of the checker (TS5023, TS18003) is no error
in the code.
"""

from ...signature import Clue, Confidence, Signature, log_example

# Between file and message stand line and column, and in a log that was copied from GitHub's page a link to it.
_MYPY = r"\.pyi?:\d\S{0,250}: error: "
_UNUSED = r"[Uu]nused [\"']type: ignore\S{0,80}[\"'] comment"

SIGNATURE = Signature(
    id="types-errors",
    summary="the type checker reports errors",
    why=__doc__,
    decisive=(
        Clue(": error: ", rf"{_MYPY}(?!{_UNUSED})"),
        Clue(" - error: ", r"\.pyi?:\d+:\d+ - error: (?!Unnecessary \"# (?:type|pyright): ignore)"),
        Clue("error TS", r"\berror TS(?:1\d{3}|2\d{3,4}|4\d{3}|7\d{3}|80\d\d|9\d{3}): (?!Unused '@ts-expect-error')"),
        Clue("Type error: ", r"^\W{0,3}Type error: [A-Z\"'`]", beside=r"\.[cm]?tsx?:\d+:\d+|Failed to compile"),
        Clue(
            "error[",
            r"\berror\[(?:invalid|unresolved|missing|possibly|call|not|too|no|unsupported|bad|type)-[a-z-]{2,60}\]",
            beside=r"\.pyi?:\d+:\d+",
        ),
        Clue(
            "ERROR ", r"^\W*ERROR .{3,400} \[(?:bad|missing|no|invalid|unknown|not|unexpected|implicit)-[a-z-]{2,40}\]$"
        ),
        # Only the end was kept.
        Clue(
            "rror",
            r"\bFound [1-9]\d{0,5} errors? in [1-9]\d{0,5} files? \((?:checked|errors prevented) ",
            unless=_MYPY,
            confidence=Confidence.LIKELY,
        ),
        Clue(
            "rror",
            r"^\W*[1-9]\d{0,5} errors?, \d+ warnings?, \d+ (?:informations?|notes?)\b",
            unless=r" - error: ",
            confidence=Confidence.LIKELY,
        ),
    ),
    supporting=(
        Clue("rror", r"\bFound [1-9]\d{0,5} errors? in [1-9]\d{0,5} files?"),
        Clue("rror", r"^\W*[1-9]\d{0,5} errors?, \d+ warnings?, \d+ (?:informations?|notes?)\b"),
    ),
    cure=(
        "correct or annotate the lines that are named, from the first one on",
        "install the stubs that are missing: mypy --install-types, types-… packages",
        "silence one line only, with the code of the error and a reason",
    ),
    rules=("test-tool-unpinned",),
    references=(
        "https://mypy.readthedocs.io/en/stable/error_codes.html",
        "https://microsoft.github.io/pyright/#/configuration",
    ),
    examples=(
        log_example(
            """
            Run mypy shop
            shop/prices.py:14: error: Incompatible return value type (got "str", expected "int")  [return-value]  # <--
            shop/orders.py:3:1: error: Library stubs not installed for "yaml"  [import-untyped]  # <--
            Found 2 errors in 2 files (checked 31 source files)  # <--
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                Success: no issues found in 31 source files
                shop/scales.c:14:5: error: expected ';' before 'return'
                ##[error]Process completed with exit code 1.
                """,
                """
                shop/prices.py:14: error: Unused "type: ignore" comment  [unused-ignore]
                Found 1 error in 1 file (checked 31 source files)
                """,
            ),
        ),
        log_example(
            """
            /home/runner/work/till/till/shop/prices.py
              /home/runner/work/till/till/shop/prices.py:14:12 - error: Type "str" is not assignable to return type "int"  # <--
            1 error, 0 warnings, 0 informations  # <--
            """,
            near=(
                """
                0 errors, 2 warnings, 0 informations
                """,
            ),
        ),
        log_example(
            """
            src/prices.ts(14,3): error TS2322: Type 'string' is not assignable to type 'number'.  # <--
            src/orders.ts:3:19 - error TS7006: Parameter 'order' implicitly has an 'any' type.  # <--
            Found 2 errors in 2 files.  # <--
            """,
            near=(
                """
                error TS18003: No inputs were found in config file '/home/runner/work/till/till/tsconfig.json'.
                error TS5023: Unknown compiler option 'strcit'.
                """,
            ),
        ),
        log_example(
            """
            Failed to compile.

            ./src/app/page.tsx:12:7
            Type error: Property 'price' does not exist on type 'Order'.  # <--
            """,
        ),
    ),
)
