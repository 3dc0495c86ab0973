"""What the processes of a run wrote down about themselves, read back.

The writer is our plugin, but it lives in the process of the tests: whatever stands in these files is taken for a claim
of unknown origin, and a line that makes no sense is left out.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator

LONGEST_LINE = 64 * 1024 * 1024


@dataclass(frozen=True)
class Note:
    """A test, a worker or nothing in particular, and what is to be said about it."""

    subject: str
    message: str


@dataclass(frozen=True)
class Phase:
    """Set-up, call or tear-down of a test."""

    test: str
    outcome: str
    expected_failure: bool
    message: str
    file: str
    line: int


@dataclass(frozen=True)
class Start:
    """The begin of a test: when, by the monotonic clock of the machine, and where it stands."""

    test: str
    at: float
    file: str
    line: int


@dataclass(frozen=True)
class Process:
    """One process of a run. `status` is None if it never came to its regular end; `collected` likewise."""

    role: str
    process: int
    stacks: str
    root: str
    seed: str
    shuffled: bool
    collected: tuple[str, ...] | None
    collection_errors: tuple[Note, ...]
    starts: tuple[Start, ...]
    phases: tuple[Phase, ...]
    running: Start | None
    downs: tuple[tuple[Note, float], ...]
    internal_error: str
    interrupted: str
    status: int | None
    stopped: str

    @property
    def runs_tests(self) -> bool:
        """Whether tests run in it: the controller only passes on what its workers say."""
        return self.role != "controller"

    @property
    def is_worker(self) -> bool:
        """Whether it is one of several that share the tests."""
        return self.role not in ("main", "controller")


def read_processes(folder: Path) -> tuple[Process, ...]:
    """The processes that wrote into a folder, by name."""
    return tuple(_process(path) for path in sorted(folder.glob("*.jsonl")))


def _process(path: Path) -> Process:
    events = tuple(_events(path))
    session = next((event for event in events if event["event"] == "session"), {})
    ends = [event for event in events if event["event"] == "exit"]
    collections = [event for event in events if event["event"] == "collected"]
    starts = tuple(map(_start, _of(events, "started")))
    finished = {_text(event, "test") for event in _of(events, "finished")}
    return Process(
        role=_text(session, "role") or path.name.split("-", 1)[0],
        process=_whole(session, "process"),
        stacks=_text(session, "stacks"),
        root=_text(session, "root"),
        seed=_text(session, "seed"),
        shuffled=session.get("shuffled") is True,
        collected=_names(collections[-1]) if collections else None,
        collection_errors=tuple(_note(event, "test") for event in _of(events, "collection-error")),
        starts=starts,
        phases=tuple(map(_phase, _of(events, "report"))),
        running=starts[-1] if starts and starts[-1].test not in finished else None,
        downs=tuple((_note(event, "worker"), _number(event, "at")) for event in _of(events, "worker-down")),
        internal_error=_last_message(events, "internal-error"),
        interrupted=_last_message(events, "interrupted"),
        status=_whole(ends[-1], "status") if ends else None,
        stopped=_text(ends[-1], "stopped") if ends else "",
    )


def _events(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8", errors="replace") as file:
        while True:
            line = file.readline(LONGEST_LINE)
            if not line:
                return
            event = _parsed(line)
            if isinstance(event, dict) and isinstance(event.get("event"), str):
                yield event


def _parsed(line: str) -> object:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None  # cut off by the end of its writer


def _of(events: tuple[dict[str, Any], ...], kind: str) -> Iterator[dict[str, Any]]:
    return (event for event in events if event["event"] == kind)


def _start(event: dict[str, Any]) -> Start:
    return Start(_text(event, "test"), _number(event, "at"), _text(event, "file"), _whole(event, "line"))


def _phase(event: dict[str, Any]) -> Phase:
    return Phase(
        test=_text(event, "test"),
        outcome=_text(event, "outcome"),
        expected_failure=event.get("expected_failure") is True,
        message=_text(event, "message"),
        file=_text(event, "file"),
        line=_whole(event, "line"),
    )


def _note(event: dict[str, Any], subject: str) -> Note:
    return Note(_text(event, subject), _text(event, "message"))


def _last_message(events: tuple[dict[str, Any], ...], kind: str) -> str:
    return next((_text(event, "message") or kind for event in reversed(tuple(_of(events, kind)))), "")


def _names(event: dict[str, Any]) -> tuple[str, ...]:
    tests = event.get("tests")
    return tuple(str(test) for test in tests) if isinstance(tests, list) else ()


def _text(event: dict[str, Any], name: str) -> str:
    value = event.get(name)
    return value if isinstance(value, str) else ""


def _number(event: dict[str, Any], name: str) -> float:
    value = event.get(name)
    return float(value) if isinstance(value, (int, float)) else 0.0


def _whole(event: dict[str, Any], name: str) -> int:
    return int(_number(event, name))
