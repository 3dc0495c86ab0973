"""How long the actions wait before they ask GitHub again."""

import pytest

from github_api.exchange import Answer
from github_api.patience import PAUSES, limit_pause, trouble_pause

NOW = 1_000_000.0


def answer(status: int, body: bytes = b"", **headers: str) -> Answer:
    return Answer(status, {name.replace("_", "-"): value for name, value in headers.items()}, body)


@pytest.mark.parametrize(
    ("given", "seconds"),
    [
        (answer(429, retry_after="17"), 17),
        (answer(403, retry_after="0"), 0),
        (answer(403, x_ratelimit_remaining="0", x_ratelimit_reset="1000030"), 31),
        (answer(403, x_ratelimit_remaining="0", x_ratelimit_reset="999000"), 1),
        (answer(403, b'{"message": "You have exceeded a secondary rate limit"}'), 60),
        (answer(429), 60),
        (answer(429, retry_after="Wed, 21 Oct 2026 07:28:00 GMT"), 60),
        (answer(403, b'{"message": "Resource not accessible by integration"}', x_ratelimit_remaining="4000"), None),
        (answer(200, x_ratelimit_remaining="0", x_ratelimit_reset="1000030"), None),
        (answer(500, retry_after="5"), None),
    ],
)
def test_limit_is_told_from_a_refusal(given: Answer, seconds: float | None) -> None:
    assert limit_pause(given, NOW) == seconds


def test_server_in_trouble_is_asked_again_a_few_times() -> None:
    assert [trouble_pause(answer(502), attempt) for attempt in range(4)] == [*PAUSES, None]
    assert trouble_pause(None, 0) == PAUSES[0]
    assert trouble_pause(answer(404), 0) is None
