"""Tests that run at the same time write to one SQLite file, and one of them has waited too long for it.

SQLite lets one connection write at a time. Whoever waits longer than its time limit gets `database is locked`
(SQLITE_BUSY); with a shared cache, as for a database in memory that several connections share, it is `database
table is locked`. Which test it hits changes from run to run.

What it is not: a lock of a package manager (`Could not get lock /var/lib/dpkg/lock-frontend`), of Terraform's
state or of coverage's data file has other words and other cures; a service that writes `database is locked`
into its own log may well go on.
"""

from ...signature import Clue, Confidence, Signature, log_example
from .traces import TRACES

# Lines of a service's log, a lock on coverage's data, and what is tried again.
_OTHERS = r"\b(?:level|lvl|logger)=|Couldn't use data file|(?i:\bretry|\btry(?:ing)? again)"
_LOCKED = r"\bdatabase (?:(?:table|schema) )?is locked\b"


def _locked(pattern: str, confidence: Confidence) -> Clue:
    return Clue("is locked", pattern, unless=_OTHERS, reach=0, confidence=confidence)


SIGNATURE = Signature(
    id="tests-database-locked",
    summary="tests share one SQLite database, and it was locked",
    why=__doc__,
    decisive=(
        _locked(rf"(?:OperationalError|(?i:sqlite)|SQLITE_(?:BUSY|LOCKED)).{{0,200}}{_LOCKED}", Confidence.CERTAIN),
        _locked(rf"{_LOCKED}.{{0,40}}\bSQLITE_(?:BUSY|LOCKED)\b", Confidence.CERTAIN),
        _locked(rf"(?i:error|fail|exception|panic).{{0,200}}{_LOCKED}", Confidence.LIKELY),
    ),
    supporting=TRACES,
    cure=(
        "give each worker an SQLite file of its own, or one in memory",
        "run the tests that write to one file one after the other",
        "for few writers: journal_mode=WAL and a longer busy timeout",
    ),
    rules=("test-parallel-shared-service",),
    references=("https://www.sqlite.org/rescode.html#busy", "https://www.sqlite.org/rescode.html#locked"),
    examples=(
        log_example(
            """
            tests/test_basket.py::test_add_item FAILED                               [ 33%]
            E   django.db.utils.OperationalError: database is locked  # <--
            FAILED tests/test_basket.py::test_add_item - django.db.utils.OperationalError...
            """,
            near=(
                """
                E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 1734 (apt-get)
                E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?
                """,
                """
                logger=sqlstore level=error msg="Failed to save" error="database is locked"
                ##[error]Process completed with exit code 1.
                """,
            ),
        ),
        log_example(
            """
            --- FAIL: TestStock (5.01s)
                stock_test.go:44: database is locked (5) (SQLITE_BUSY)  # <--
            """,
            near=(
                """
                coverage.exceptions.DataError: Couldn't use data file '/home/runner/work/shop/shop/.coverage': database is locked
                """,
            ),
        ),
        log_example(
            """
            SQLite3::BusyException: database is locked  # <--
            Error: SQLITE_LOCKED: database table is locked: orders  # <--
            """,
        ),
    ),
)
