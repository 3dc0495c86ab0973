"""The choice between parallel and serial, and the signs it goes by."""

import pytest

from testrun.mode import Situation, decide, usable_processors
from testrun.services import shared_services

from .action import Suite

ROOMY = Situation(wanted="auto", workers=0, processors=4, xdist=True, services=(), tests=1000)


@pytest.mark.parametrize(
    ("situation", "workers", "reason"),
    [
        (ROOMY, 4, "1000 tests, 4 processors, no sign of a shared server"),
        (ROOMY._replace(workers=3), 3, "1000 tests"),
        (ROOMY._replace(wanted="serial"), 0, "as asked"),
        (ROOMY._replace(wanted="parallel", tests=1, services=("DATABASE_URL",)), 4, "as asked"),
        (ROOMY._replace(xdist=False), 0, "pytest-xdist is not installed or switched off"),
        (ROOMY._replace(processors=1), 0, "there is one processor"),
        (ROOMY._replace(workers=1), 0, "one worker was asked for"),
        (ROOMY._replace(services=("DATABASE_URL", "REDIS_URL")), 0, "share a server: DATABASE_URL, REDIS_URL set"),
        (ROOMY._replace(tests=49), 0, "49 tests are too few"),
        (ROOMY._replace(tests=50), 4, "50 tests"),
    ],
)
def test_mode_follows_from_the_situation(situation: Situation, workers: int, reason: str) -> None:
    mode = decide(situation)
    assert mode.workers == workers
    assert reason in str(mode)
    assert not mode.open


def test_tests_are_counted_only_where_their_number_decides() -> None:
    assert decide(ROOMY._replace(tests=None)).open
    assert not decide(ROOMY._replace(tests=None, xdist=False)).open
    assert not decide(ROOMY._replace(tests=None, wanted="parallel")).open


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql+asyncpg://u:p@db/x"),
        ("CACHE", "REDIS://cache"),
        ("MONGODB_URI", "mongodb://m/x"),
        ("PGHOST", "localhost"),
        ("MYSQL_DATABASE", "app"),
    ],
)
def test_variable_of_a_server_is_a_hint(name: str, value: str) -> None:
    assert shared_services({name: value, "PATH": "/bin"}) == (name,)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("DATABASE_URL", ""),
        ("HOMEPAGE", "https://redis.io"),
        ("REDIS_PASSWORD", "x"),
    ],
)
def test_variable_of_something_else_is_none(name: str, value: str) -> None:
    assert shared_services({name: value}) == ()


def test_suite_that_is_large_enough_runs_in_parallel_by_itself(suite: Suite) -> None:
    text = "import pytest\n@pytest.mark.parametrize('n', range(60))\ndef test_n(n): pass\n"
    done = suite.write({"test_n.py": text}).run(workers="2")
    assert done.verdict == (0, "passed", "none")
    assert f"mode: parallel, 2 workers (60 tests, {usable_processors()} processors" in done.log
    done = suite.run({"DATABASE_URL": "postgres://u:hunter2@db/x"}, workers="2")
    assert "mode: serial (tests may share a server: DATABASE_URL set)" in done.log
    assert "hunter2" not in done.log
