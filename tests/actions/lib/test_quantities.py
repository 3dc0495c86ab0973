"""Durations, sizes and ranges mean what they say, and a bare number means nothing."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.quantities import QuantityError, duration, ranges, size, written

SPOILED = ("", " ", "-1s", "+1s", "1", "1.5", "x", "1x", "1 2s", "1e3s", "NaNs", "٣s", "$(touch pwned)", "1s\n", "1_0s")


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("90s", 90),
        ("2m", 120),
        ("1h30m", 5400),
        ("500ms", 0.5),
        ("1m500ms", 60.5),
        ("1.5m", 90),
        ("1d2h3m4s5ms", 93784.005),
        ("0s", 0),
        ("007s", 7),
    ],
)
def test_durations(text: str, seconds: float) -> None:
    assert duration(text) == pytest.approx(seconds)


@pytest.mark.parametrize("text", [*SPOILED, "30m1h", "1s1s", "1S", "1sec", "m", "1h 30m", "9999999999s", "1.2345s"])
def test_what_is_no_duration_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(QuantityError, match=r"90s, 5m or 1h30m|say which unit: .*s, .*m or .*h"):
        duration(text)


def test_a_bare_number_is_answered_with_its_units() -> None:
    with pytest.raises(QuantityError, match=r"^say which unit: 90s, 90m or 90h$"):
        duration("90")
    with pytest.raises(QuantityError, match=r"^say which unit: 2MiB, 2GiB, 2MB or 2GB$"):
        size("2")


@given(st.integers(0, 10**9))
def test_a_duration_is_written_as_it_is_read(milliseconds: int) -> None:
    assert duration(written(milliseconds / 1000)) == pytest.approx(milliseconds / 1000)


@pytest.mark.parametrize(
    ("text", "bytes_"),
    [
        ("2GiB", 2 * 1024**3),
        ("500MB", 500_000_000),
        ("1.5KiB", 1536),
        ("10B", 10),
        ("1 MiB", 1024**2),
        ("3tib", 3 * 1024**4),
        ("1kB", 1000),
        ("0B", 0),
    ],
)
def test_sizes(text: str, bytes_: int) -> None:
    assert size(text) == bytes_


@pytest.mark.parametrize("text", [*SPOILED, "2G", "2Gi", "2iB", "GiB", "-2GiB", "2PiB", "2GiBx", "0x10MB", "1  MB"])
def test_what_is_no_size_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(QuantityError, match=r"2GiB, 500MiB or 500MB|say which unit"):
        size(text)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("200", (range(200, 201),)),
        ("200-299,304", (range(200, 300), range(304, 305))),
        (" 200 - 201 , 5 ", (range(200, 202), range(5, 6))),
    ],
)
def test_ranges(text: str, expected: tuple[range, ...]) -> None:
    assert ranges(text) == expected


@pytest.mark.parametrize("text", ["", ",", "200,", "-5", "200-", "2xx", "200--299", "200-299-300", "1.5", "9" * 50])
def test_what_is_no_range_is_refused_with_the_way_out(text: str) -> None:
    with pytest.raises(QuantityError, match=r"such as 200-299,304"):
        ranges(text)


def test_a_range_has_its_lower_end_first() -> None:
    with pytest.raises(QuantityError, match="lower end"):
        ranges("299-200")


@given(st.text())
def test_any_text_is_a_quantity_or_refused(text: str) -> None:
    for read in (duration, size, ranges):
        with suppress(QuantityError):
            read(text)
