"""What came of the checks: each attempt with its time, each check with its verdict."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import Sequence

    from .causes import Cause


class Kind(Enum):
    """What a check is for; the values are what reports say."""

    READY = "ready"
    ENDPOINT = "endpoint"
    WITHOUT_TOKEN = "without token"  # noqa: S105 - the name of a kind
    LOGIN = "login"
    WITH_TOKEN = "with token"  # noqa: S105 - the name of a kind


class Verdict(Enum):
    """How a check went."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_RUN = "not run"


@dataclass(frozen=True)
class Attempt:
    """One probe: when it began, in seconds since the start, how many seconds it took, and what came of it.

    `cause` is None where it brought what was expected; `status` is None where no answer came.
    """

    at: float
    seconds: float
    status: int | None
    cause: Cause | None
    message: str = ""


@dataclass(frozen=True)
class Result:
    """One check; `message` says why it did not pass."""

    kind: Kind
    name: str
    verdict: Verdict
    attempts: tuple[Attempt, ...] = ()
    message: str = ""
    cause: Cause | None = None

    @property
    def passed(self) -> bool:
        """Whether it brought what was expected."""
        return self.verdict is Verdict.PASSED

    @property
    def seconds(self) -> float:
        """From the beginning of its first attempt to the end of its last."""
        return self.attempts[-1].at + self.attempts[-1].seconds - self.attempts[0].at if self.attempts else 0.0


def from_attempt(kind: Kind, name: str, attempt: Attempt) -> Result:
    """The result of a check that is tried once."""
    verdict = Verdict.FAILED if attempt.cause else Verdict.PASSED
    return Result(kind, name, verdict, (attempt,), attempt.message, attempt.cause)


def overall(results: Sequence[Result], death: str) -> str:
    """The word for the whole run; `death` says how what was watched ended, "" while it lives."""
    if results and all(result.passed for result in results):
        return "passed"
    if death:
        return "died"
    return "failed" if results and results[0].passed else "not-ready"


def ready_seconds(results: Sequence[Result]) -> float | None:
    """Seconds from the start until the service was ready, None if it never was."""
    if not results or not results[0].passed or not results[0].attempts:
        return None
    last = results[0].attempts[-1]
    return last.at + last.seconds
