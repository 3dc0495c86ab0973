"""Tests that run at the same time, or one after the other without cleaning up, write the same document.

MongoDB refuses the second one: `E11000 duplicate key error`, with the collection, the index and the key. The
test that loses is another one in each run. Alone, each of them passes.

What it is not: the same from a SQL database says `UNIQUE constraint failed` or `duplicate key value violates
unique constraint`; a login that answers 401 because another test has removed the user has no E11000.
"""

from ...signature import Clue, Signature, log_example

SIGNATURE = Signature(
    id="tests-shared-duplicate-key",
    summary="tests share one MongoDB and write the same key",
    why=__doc__,
    decisive=(Clue("E11000 duplicate key error", r"\bE11000 duplicate key error\b"),),
    supporting=(Clue("gw", r"\[gw\d+\]"),),
    cure=(
        "give each worker a database of its own, named after PYTEST_XDIST_WORKER or the like",
        "make the keys of test data unique, and clean up before each test, not after the last one",
        "until then run these tests one after the other: pytest -n 0",
    ),
    rules=("test-parallel-shared-service",),
    brings=("tests-shared-401",),
    references=("https://www.mongodb.com/docs/manual/core/index-unique/",),
    examples=(
        log_example(
            """
            [gw1] [ 12%] ERROR tests/integration/test_chat.py::test_first_message
            ==================================== ERRORS ====================================
            ______________ ERROR at setup of test_first_message ______________
            E   pymongo.errors.DuplicateKeyError: E11000 duplicate key error collection: shop.users index: username_1 dup key: { username: "ann" }  # <--
            =========================== short test summary info ============================
            ERROR tests/integration/test_chat.py::test_first_message
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                E   sqlalchemy.exc.IntegrityError: (sqlite3.IntegrityError) UNIQUE constraint failed: users.name
                ##[error]Process completed with exit code 1.
                """,
            ),
        ),
    ),
)
