"""Of a log that is too long the end is kept, from the beginning of a line."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from diagnosing.endings import NOTE, keep_end


def kept(chunks: list[bytes], limit: int, folder: Path) -> tuple[bytes, int]:
    left_out = keep_end(chunks, folder / "a.log", limit)
    assert [path.name for path in folder.iterdir()] == ["a.log"]
    return (folder / "a.log").read_bytes(), left_out


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(chunks=st.lists(st.binary(max_size=30), max_size=30), limit=st.integers(2, 100))
def test_nothing_is_lost_but_the_beginning(chunks: list[bytes], limit: int, tmp_path: Path) -> None:
    whole = b"".join(chunks)
    found, left_out = kept(chunks, limit, tmp_path)
    if left_out == 0:
        assert found == whole
        return
    assert found.startswith(NOTE)
    assert whole.endswith(found[len(NOTE) :])
    assert left_out + limit + 30 + len(NOTE) >= len(whole) - limit  # a piece may be as long as the limit allows


def test_long_log_keeps_at_least_half_of_what_is_allowed(tmp_path: Path) -> None:
    lines = [b"line %06d of the log\n" % number for number in range(50_000)]
    found, left_out = kept(lines, 100_000, tmp_path)
    rest = found[len(NOTE) :].splitlines(keepends=True)
    assert rest == lines[-len(rest) :]
    assert 50_000 - 100 <= len(found) <= 100_000 + len(NOTE)
    assert left_out > 900_000


@pytest.mark.parametrize("chunks", [[], [b""], [b"short\n"]])
def test_short_log_is_kept_as_it_is(chunks: list[bytes], tmp_path: Path) -> None:
    assert kept(chunks, 1000, tmp_path) == (b"".join(chunks), 0)


def test_second_attempt_leaves_nothing_of_the_first(tmp_path: Path) -> None:
    kept([b"x" * 60 + b"\n"] * 50, 1000, tmp_path)
    assert kept([b"new\n"], 1000, tmp_path) == (b"new\n", 0)
