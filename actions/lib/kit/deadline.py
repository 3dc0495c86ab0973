"""One end for everything that an action does.

The steps of a composite action cannot have a time limit, and limits for single attempts add up to more than anybody
asked for. So every wait of an action asks the same deadline how much is left. It is read from a clock that nobody can
turn back.
"""

from __future__ import annotations

import time
from typing import Callable


class Deadline:
    """A moment, `seconds` after its making, by which everything must be over.

    `clock` gives seconds, `pause` waits for some; both are arguments so that tests need not wait.
    """

    def __init__(
        self,
        seconds: float,
        clock: Callable[[], float] = time.monotonic,
        pause: Callable[[float], None] = time.sleep,
    ) -> None:
        self.seconds = max(0.0, float(seconds))
        self._clock = clock
        self._pause = pause
        self._end = clock() + seconds

    def __repr__(self) -> str:
        return f"<Deadline of {self.seconds:g} s, {self.remaining():.1f} s left>"

    def remaining(self) -> float:
        """Seconds that are left, never below 0."""
        return max(0.0, self._end - self._clock())

    @property
    def expired(self) -> bool:
        """Whether nothing is left."""
        return self.remaining() <= 0.0

    def cap(self, seconds: float) -> float:
        """The seconds, or what is left if that is less."""
        return min(seconds, self.remaining())

    def sleep(self, seconds: float) -> bool:
        """Wait for some seconds, but not past the end; whether anything is left afterwards."""
        wait = max(0.0, self.cap(seconds))
        if wait:
            self._pause(wait)
        return not self.expired

    def reserve(self, seconds: float) -> Deadline:
        """A deadline that ends some seconds earlier than this one, to keep them for reports and cleaning up."""
        earlier = Deadline(self.seconds - seconds, self._clock, self._pause)
        earlier._end = self._end - seconds
        return earlier
