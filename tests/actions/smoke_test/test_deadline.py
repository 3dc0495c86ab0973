"""One deadline for everything, and a limit for each probe, measured on the whole process."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from . import servers
from .script import Ran, run, start
from .servers import Server, answer, serving

SECONDS = 4.0
# Where a run of four seconds can be held up: before it is ready, in a check, in a login, in many checks.
HOLD_UPS = {
    "ready on a mute server": {"ready_path": "/mute", "probe_timeout": "60s"},
    "ready on a dripping server": {"ready_path": "/drip", "probe_timeout": "60s"},
    "ready on a failing server": {"ready_path": "/broken", "interval": "300ms"},
    "ready with a long pause": {"ready_path": "/broken", "interval": "60s"},
    "ready a thousand times": {"ready_path": "/fine", "stable_count": "1000", "interval": "100ms"},
    "a mute endpoint": {"endpoints": "/fine\n/mute\n/fine", "probe_timeout": "60s"},
    "a dripping endpoint": {"endpoints": "/drip", "probe_timeout": "60s"},
    "many mute endpoints": {"endpoints": "/mute\n" * 20, "probe_timeout": "700ms"},
    "a mute login": {"login_url": "/mute", "login_body": "{}", "auth_endpoints": "/fine", "probe_timeout": "60s"},
}


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    behaviours = {
        "/": answer(),
        "/fine": answer(),
        "/broken": answer(503, b"starting"),
        "/mute": servers.mute,
        "/drip": servers.drip_body,
    }
    with serving(behaviours) as one:
        yield one


@pytest.fixture(scope="module")
def held_up(server: Server, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Ran]:
    """All of them at once: each is to end in time by itself."""
    started = {
        name: start(tmp_path_factory.mktemp("run"), base_url=server.url, timeout=f"{SECONDS:g}s", **inputs)
        for name, inputs in HOLD_UPS.items()
    }
    return {name: running.wait() for name, running in started.items()}


@pytest.mark.parametrize("name", HOLD_UPS)
def test_deadline_is_kept_within_a_tenth(held_up: dict[str, Ran], name: str) -> None:
    ran = held_up[name]
    assert ran.returncode == 1, ran.log
    assert ran.report["seconds"] <= SECONDS * 1.1
    assert ran.report["seconds"] >= SECONDS * 0.9


def test_runs_that_were_held_up_say_what_was_not_done(held_up: dict[str, Ran]) -> None:
    assert held_up["a mute endpoint"].outputs["result"] == "failed"
    assert [check["result"] for check in held_up["a mute endpoint"].report["checks"]] == [
        "passed",
        "passed",
        "failed",
        "not run",
    ]
    assert held_up["ready on a mute server"].outputs["result"] == "not-ready"
    assert held_up["ready on a failing server"].outputs["ready-seconds"] == ""
    assert "all well, but fewer than the 1000" in held_up["ready a thousand times"].log
    assert "all that was left of timeout" in held_up["a mute login"].log


def test_whole_process_is_over_in_time(server: Server, tmp_path: Path) -> None:
    start_of_python = run(tmp_path, base_url="wrong").seconds
    ran = run(tmp_path, base_url=server.url, endpoints="/mute", probe_timeout="60s", timeout=f"{SECONDS:g}s")
    assert SECONDS <= ran.seconds <= SECONDS * 1.1 + start_of_python


def test_probe_limit_is_kept_within_a_tenth(server: Server, tmp_path: Path) -> None:
    ran = run(tmp_path, base_url=server.url, endpoints="/mute\n/drip\n/fine", probe_timeout="1s")
    times = {check["request"]: check["seconds"] for check in ran.report["checks"]}
    assert 1 <= times["GET /mute"] <= 1.1
    assert 1 <= times["GET /drip"] <= 1.1
    assert ran.check("GET /fine")["result"] == "passed"
