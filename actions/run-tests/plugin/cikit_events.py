"""A pytest plugin that writes down what happened, because exit codes and summaries can lie.

A test that calls `os._exit(0)` ends pytest with code 0 and no report; a worker that cannot import its conftest ends it
with "no tests"; a process that hangs says nothing at all. So every process of the run (pytest itself, or each xdist
worker) appends one line for each step it takes to a file of its own in the folder named by `CIKIT_EVENTS`. A file for
each process needs no locking, on Windows neither, and survives a crash of its writer.

It is loaded with `-p cikit_events` into the user's interpreter: Python 3.8 or later, pytest 7 or later, nothing else.
"""

# ruff: noqa: INP001 - a folder on PYTHONPATH, not a package
from __future__ import annotations

import faulthandler
import json
import os
import signal
import threading
import time
from pathlib import Path
from typing import Any, Callable

import pytest

LONGEST_MESSAGE = 500
DUMP_REQUEST = "dump-stacks"  # a file of this name asks for stacks where processes take no signals


class Recorder:
    """The hooks of one process, and the file it writes to."""

    def __init__(self, config: pytest.Config, folder: Path) -> None:
        self.role = _role(config)
        self.process = os.getpid()
        self.path = folder / f"{self.role}-{self.process}.jsonl"
        self.stacks = _offer_stacks(folder / f"{self.role}-{self.process}.stacks")
        self.names: dict[str, str] = {}

    def write(self, event: str, clock: Callable[[], float] = time.monotonic, **details: object) -> None:
        """Append one event; the clock is bound early, so that tests that freeze time do not freeze ours."""
        if os.getpid() != self.process:
            return  # a fork of a test must not speak for its parent
        line = json.dumps({"event": event, "at": round(clock(), 3), **details}, default=str)
        try:
            with self.path.open("a", encoding="utf-8", errors="backslashreplace") as file:
                file.write(line + "\n")
        except OSError:
            return  # a full disk must not change the result of a test; what is missing here counts as lost

    def name(self, nodeid: str) -> str:
        """The name that a test has in every run: with `--dist loadgroup` xdist appends its group to it."""
        return self.names.get(nodeid, nodeid)

    @property
    def runs_tests(self) -> bool:
        """Whether tests run in this process: the controller of xdist only passes on what its workers say."""
        return self.role != "controller"

    def pytest_sessionstart(self, session: pytest.Session) -> None:
        """Say who writes, and which order was asked for."""
        config = session.config
        self.write(
            "session",
            role=self.role,
            process=self.process,
            stacks=self.stacks,
            root=str(config.rootpath),
            seed=_seed(config),
            shuffled=_shuffled(config),
        )

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Note what could not be collected."""
        if report.failed and self.runs_tests:
            message = _last_line(str(report.longrepr))
            self.write("collection-error", test=report.nodeid, message=message)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep only the tests listed in the file named by `CIKIT_SELECTION`.

        A file takes names of any length, number and spelling; a command line does not.
        """
        path = os.environ.get("CIKIT_SELECTION")
        if not path or not self.runs_tests:
            return
        wanted = set(json.loads(Path(path).read_text(encoding="utf-8")))
        others = [item for item in items if item.nodeid not in wanted]
        items[:] = [item for item in items if item.nodeid in wanted]
        if others:
            config.hook.pytest_deselected(items=others)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Note what will run, in order."""
        if self.runs_tests:
            self.names = {item.nodeid: _own_name(item) for item in session.items}
            self.write("collected", tests=[self.name(item.nodeid) for item in session.items])

    def pytest_runtest_logstart(self, nodeid: str, location: Any) -> None:
        """Note which test begins: the one that is never finished is the one that hangs or kills."""
        if self.runs_tests:
            self.write("started", test=self.name(nodeid), file=location[0], line=(location[1] or 0) + 1)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the outcome of one phase of a test."""
        if not self.runs_tests:
            return
        self.write(
            "report",
            test=self.name(report.nodeid),
            when=report.when,
            outcome=report.outcome,
            expected_failure=hasattr(report, "wasxfail"),
            **(_crash(report) if report.failed else {}),
        )

    def pytest_runtest_logfinish(self, nodeid: str) -> None:
        """Note that a test is over."""
        if self.runs_tests:
            self.write("finished", test=self.name(nodeid))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Note, in the controller, that a worker went away and whether it meant to."""
        if error:
            self.write("worker-down", worker=node.gateway.id, message=_last_line(str(error)))

    def pytest_internalerror(self, excrepr: object) -> None:
        """Note that pytest or one of its plugins broke."""
        self.write("internal-error", message=_last_line(str(excrepr)))

    def pytest_keyboard_interrupt(self, excinfo: Any) -> None:
        """Note `pytest.exit()` and interrupts."""
        self.write("interrupted", message=_last_line(str(excinfo.value)) or excinfo.typename)

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Note that the session came to its regular end."""
        stop = session.shouldfail or session.shouldstop
        self.write("exit", status=int(exitstatus), stopped=_last_line(str(stop)) if stop else "")


def pytest_configure(config: pytest.Config) -> None:
    """Begin to write, where a folder was named."""
    folder = os.environ.get("CIKIT_EVENTS")
    if folder:
        config.pluginmanager.register(Recorder(config, Path(folder)), "cikit-recorder")


def _role(config: pytest.Config) -> str:
    """`gw0`, `gw1`, … in a worker; `controller` where workers run the tests; else `main`."""
    worker = getattr(config, "workerinput", None)
    if worker is not None:
        return str(worker["workerid"])
    return "controller" if config.getoption("dist", "no") != "no" and config.getoption("tx", None) else "main"


def _offer_stacks(path: Path) -> str:
    """Make the stacks of all threads available on request; the way to ask is returned."""
    file = path.open("w", encoding="utf-8")  # stays open: faulthandler writes to its descriptor
    if hasattr(signal, "SIGUSR1") and hasattr(faulthandler, "register"):
        faulthandler.register(signal.SIGUSR1, file=file, all_threads=True, chain=False)
        return "signal"
    threading.Thread(target=_dump_when_asked, args=(path.with_name(DUMP_REQUEST), file), daemon=True).start()
    return "file"


def _dump_when_asked(request: Path, file: Any) -> None:
    """Wait for the request file, then dump once: Windows has no signal that faulthandler could answer."""
    while not request.exists():
        time.sleep(0.2)
    faulthandler.dump_traceback(file=file, all_threads=True)


def _own_name(item: pytest.Item) -> str:
    own = f"{item.parent.nodeid}::{item.name}" if item.parent else item.nodeid
    return own if item.nodeid.startswith(f"{own}@") else item.nodeid


def _seed(config: pytest.Config) -> str | None:
    """The seed that pytest-randomly or pytest-random-order shuffles with, as text."""
    if not _shuffled(config):
        return None
    seed = config.getoption("randomly_seed") if _randomly(config) else config.getoption("random_order_seed")
    return str(seed).replace("default:", "")


def _shuffled(config: pytest.Config) -> bool:
    """Whether a plugin will change the order of tests."""
    if _randomly(config):
        return bool(config.getoption("randomly_reorganize"))
    chosen = (config.getoption(name, None) for name in ("random_order_bucket", "random_order_seed"))
    # pytest-random-order marks what nobody asked for.
    by_option = any(value and not str(value).startswith("default:") for value in chosen)
    return by_option or bool(config.getoption("random_order_enabled", None))


def _randomly(config: pytest.Config) -> bool:
    """Whether pytest-randomly is at work."""
    return config.pluginmanager.hasplugin("randomly") and config.getoption("randomly_seed", None) is not None


def _crash(report: pytest.TestReport) -> dict[str, Any]:
    """Where a failed phase broke, and its message in one line."""
    crash = getattr(report.longrepr, "reprcrash", None)
    if crash is None:
        return {"message": _last_line(str(report.longrepr))}
    return {
        "message": str(crash.message).strip().split("\n", 1)[0][:LONGEST_MESSAGE],
        "file": str(crash.path),
        "line": int(crash.lineno),
    }


def _last_line(text: str) -> str:
    """The last line that says something: where tracebacks name the error. pytest marks it with an `E`."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    last = lines[-1] if lines else ""
    return (last[1:].strip() if last.startswith("E  ") else last)[:LONGEST_MESSAGE]
