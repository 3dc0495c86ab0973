"""The workers of pytest-xdist have collected different tests, so none was run.

Each worker collects by itself, and all must find the same tests in the same order. Parameters from a set, from
random values, from the clock, or test ids with a memory address in them differ from process to process.

What it is not: a module that cannot be imported fails in all workers alike; a worker that dies does so while
tests run.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="tests-xdist-collection-differs",
    summary="the pytest-xdist workers collected different tests",
    why=__doc__,
    decisive=(Clue("gw", r"\bDifferent tests were collected between \S*gw\d+ and \S*gw\d+"),),
    cure=(
        "sort what is parametrized; take no set, no random value and no time into it",
        "give parameters an id of their own where their text holds an address: pytest.param(…, id=…)",
        "set PYTHONHASHSEED until the parameters are sorted",
    ),
    references=("https://pytest-xdist.readthedocs.io/en/stable/known-limitations.html",),
    examples=(
        log_example(
            """
            gw0 [240] / gw1 [240]
            ==================================== ERRORS ====================================
            _____________________________ ERROR collecting gw1 _____________________________
            Different tests were collected between gw0 and gw1. The difference is:  # <--
            --- gw0
            +++ gw1
            -tests/test_prices.py::test_rate[<Rate object at 0x7f6c1d2e0a90>]
            +tests/test_prices.py::test_rate[<Rate object at 0x7fa20b6f0b50>]
            """,
            near=(
                """
                collected 240 items / 1 error
                ==================================== ERRORS ====================================
                ___________________ ERROR collecting tests/test_prices.py ____________________
                E   SyntaxError: invalid syntax
                """,
            ),
        ),
    ),
)
