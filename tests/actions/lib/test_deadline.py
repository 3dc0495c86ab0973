"""One deadline for everything: what is left, and who may use it."""

import time
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.deadline import Deadline

seconds = st.floats(min_value=0, max_value=1e6)


@dataclass
class Clock:
    """A clock that goes on when somebody waits."""

    now: float = 1000.0

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


def deadline(seconds: float) -> tuple[Deadline, Clock]:
    clock = Clock()
    return Deadline(seconds, clock, clock.wait), clock


def test_what_is_left_shrinks_to_nothing_and_not_below() -> None:
    limit, clock = deadline(10)
    assert limit.remaining() == pytest.approx(10)
    clock.now += 4
    assert limit.remaining() == pytest.approx(6)
    assert not limit.expired
    clock.now += 60
    assert limit.remaining() == 0
    assert limit.expired


def test_nothing_is_left_of_a_deadline_of_zero_or_less() -> None:
    for length in (0, -5):
        limit, _ = deadline(length)
        assert limit.expired
        assert limit.seconds == 0


def test_sleep_ends_at_the_end() -> None:
    limit, clock = deadline(5)
    assert limit.sleep(2)
    assert not limit.sleep(60)
    assert clock.now == pytest.approx(1005)
    assert not limit.sleep(1)
    assert clock.now == pytest.approx(1005)


def test_sleep_of_a_negative_time_is_none() -> None:
    limit, clock = deadline(5)
    assert limit.sleep(-1)
    assert clock.now == pytest.approx(1000)


def test_reserve_ends_earlier_and_leaves_the_first_alone() -> None:
    limit, clock = deadline(10)
    clock.now += 2
    work = limit.reserve(3)
    assert work.remaining() == pytest.approx(5)
    assert limit.remaining() == pytest.approx(8)
    assert work.seconds == pytest.approx(7)
    assert limit.reserve(60).expired


def test_reserve_keeps_clock_and_pause() -> None:
    limit, clock = deadline(10)
    assert not limit.reserve(4).sleep(60)
    assert clock.now == pytest.approx(1006)


@given(seconds, seconds)
def test_cap_is_never_more_than_what_is_left_nor_than_what_was_asked(length: float, wanted: float) -> None:
    limit, _ = deadline(length)
    assert 0 <= limit.cap(wanted) <= wanted
    assert limit.cap(wanted) <= limit.remaining()


def test_the_clock_of_the_machine_is_the_default() -> None:
    limit = Deadline(0.2)
    start = time.monotonic()
    while limit.sleep(0.05):
        pass
    assert 0.19 <= time.monotonic() - start < 1
