"""How long to wait before the same request may be sent again.

GitHub says it in `retry-after`, or in `x-ratelimit-reset` once nothing remains of the limit; where it says only that
there were too many, its documentation asks for a minute at least. Servers in trouble get a few seconds.
"""

from __future__ import annotations

from .exchange import Answer

_TOO_MANY, _FORBIDDEN = 429, 403
_IN_TROUBLE = (500, 502, 503, 504)
_A_MINUTE = 60.0
# How often servers in trouble are asked again, and for how many seconds they are left alone first.
PAUSES = (1.0, 3.0, 9.0)


def limit_pause(answer: Answer, now: float) -> float | None:
    """Seconds until GitHub takes requests again; None if it does not refuse because of their number.

    `now` is in seconds since the epoch, as in the header.
    """
    if answer.status not in (_TOO_MANY, _FORBIDDEN):
        return None
    after = answer.headers.get("retry-after", "")
    if after.isdigit():
        return float(after)
    reset = answer.headers.get("x-ratelimit-reset", "")
    if answer.headers.get("x-ratelimit-remaining") == "0" and reset.isdigit():
        return max(0.0, float(reset) - now) + 1.0
    limited = answer.status == _TOO_MANY or b"rate limit" in answer.body.lower()
    return _A_MINUTE if limited else None


def trouble_pause(answer: Answer | None, attempt: int) -> float | None:
    """Seconds until a server in trouble is asked again, None for one that is not, or that was asked often enough.

    `answer` is None where there was none, `attempt` counts from 0.
    """
    troubled = answer is None or answer.status in _IN_TROUBLE
    return PAUSES[attempt] if troubled and attempt < len(PAUSES) else None
