"""Tests that run at the same time, or one after the other without cleaning up, insert the same row.

The database refuses the second one: SQLite says `UNIQUE constraint failed`, PostgreSQL `duplicate key value
violates unique constraint`, MySQL `Duplicate entry … for key`, Prisma `Unique constraint failed on the fields`.
Names of catalogues (`pg_type_typname_nsp_index`, `pg_database_datname_index`) say that two workers have made
the same type, extension or database at once. The test that loses is another one in each run.

What it is not: the same from MongoDB says E11000; a PostgreSQL server writes every refusal into its own log,
also those that a test wanted, so lines of that log prove nothing; a migration that fails on rows that are
there twice needs other data, not other tests.
"""

from ...signature import Clue, Confidence, Signature, log_example
from .traces import TRACES

_MIGRATION = r"(?i)\balembic upgrade\b|manage\.py migrate\b|^\s*Applying \w+\.\d{4}_|\bprisma migrate\b|\bflyway\b"


def _refused(mark: str, pattern: str = "") -> Clue:
    return Clue(mark, pattern, unless=_MIGRATION, confidence=Confidence.LIKELY)


SIGNATURE = Signature(
    id="tests-shared-unique-constraint",
    summary="tests share one SQL database and insert the same row",
    why=__doc__,
    decisive=(
        _refused("UNIQUE constraint failed", r"\bUNIQUE constraint failed: \S"),
        # The server's own log begins with the number of its process, or with Compose's name of it.
        _refused(
            "uplicate ",
            r"^(?!.{0,120}\[\d+\][^:]{0,60} ERROR:|\S{1,80}\s{1,40}\| +ERROR: ).*\bduplicate key value violates unique constraint",
        ),
        _refused("Unique constraint failed on", r"\bUnique constraint failed on the (?:fields?|constraint)\b"),
        _refused("uplicate ", r"\bDuplicate entry '.{0,300}' for key\b"),
        _refused("annot insert duplicate key", r"\bCannot insert duplicate key (?:row )?in object\b"),
    ),
    supporting=TRACES,
    cure=(
        "give each worker a database or a schema of its own, named after PYTEST_XDIST_WORKER, JEST_WORKER_ID or the like",
        "make the values of test data unique, and roll back after each test",
        "until then run these tests one after the other: pytest -n 0, jest --runInBand, go test -p 1",
    ),
    rules=("test-parallel-shared-service",),
    brings=("tests-shared-401",),
    references=(
        "https://www.postgresql.org/docs/current/errcodes-appendix.html",
        "https://www.sqlite.org/rescode.html#constraint_unique",
        "https://pytest-xdist.readthedocs.io/en/stable/how-to.html",
    ),
    examples=(
        log_example(
            """
            [gw3] [ 41%] FAILED tests/orders/test_checkout.py::test_second_order
            E   sqlalchemy.exc.IntegrityError: (sqlite3.IntegrityError) UNIQUE constraint failed: customers.mail  # <--
            E   [SQL: INSERT INTO customers (mail, name) VALUES (?, ?)]
            E   [parameters: ('ann@example.com', 'Ann')]
            =========================== short test summary info ============================
            FAILED tests/orders/test_checkout.py::test_second_order - sqlalchemy.exc.Inte...
            ##[error]Process completed with exit code 1.
            """,
            near=(
                """
                pymongo.errors.DuplicateKeyError: E11000 duplicate key error collection: shop.customers index: mail_1 dup key: { mail: "ann@example.com" }
                """,
                """
                tests/test_models.py::test_unique_constraint_failed_is_told PASSED                [ 50%]
                E   sqlite3.IntegrityError: NOT NULL constraint failed: customers.mail
                """,
            ),
        ),
        log_example(
            """
            E       psycopg.errors.UniqueViolation: duplicate key value violates unique constraint "pg_database_datname_index"  # <--
            E       DETAIL:  Key (datname)=(test_shop) already exists.
            ERROR tests/test_stock.py::test_empty_shelf - psycopg.errors.UniqueViolation...
            """,
            near=(
                """
                Print service container logs: 0f3a_postgres16_9b1c
                 2026-03-04 10:11:12.131 UTC [77] ERROR:  duplicate key value violates unique constraint "customers_mail_key"
                 2026-03-04 10:11:12.131 UTC [77] DETAIL:  Key (mail)=(ann@example.com) already exists.
                db_1  | ERROR:  duplicate key value violates unique constraint "customers_mail_key"
                 2026-03-04 10:11:12.131 UTC [77] STATEMENT:  INSERT INTO customers (mail) VALUES ($1)
                """,
                """
                Running migrations:
                  Applying shop.0042_unique_mail...
                django.db.utils.IntegrityError: duplicate key value violates unique constraint "customers_mail_key"
                ##[error]Process completed with exit code 1.
                """,
            ),
        ),
        log_example(
            """
            --- FAIL: TestRegister (0.03s)
                register_test.go:31: create user: Error 1062 (23000): Duplicate entry 'ann' for key 'users.name'  # <--
            FAIL	example.com/shop/users	0.412s
            """,
        ),
        log_example(
            """
            FAIL src/users/users.e2e-spec.ts
              ● users are registered once

                PrismaClientKnownRequestError:
                Invalid `prisma.user.create()` invocation:
                Unique constraint failed on the fields: (`mail`)  # <--
            """,
        ),
    ),
)
