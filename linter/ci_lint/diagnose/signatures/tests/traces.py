"""Lines that only test runners write: beside them, an error is one of the tests."""

from ...signature import Clue

# pytest-xdist's workers; pytest's summary, go test's verdicts, Jest's and unittest's headings; pytest's stacks.
TRACES = (
    Clue("gw", r"\[gw\d+\]"),
    Clue("FAIL", r"^(?:FAILED \S+::|FAIL[: ]+\S|--- FAIL: |=+ FAILURES =+)|\.(?:rb|py|[jt]sx?):\d+ FAILED\b"),
    Clue("ERROR", r"^(?:ERROR \S+::|_+ ERROR at (?:setup|teardown) of |ERROR: test\w* \()"),
)
