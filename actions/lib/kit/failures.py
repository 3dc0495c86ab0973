"""How an action ends when something is wrong: one sentence for the person who can mend it."""

from __future__ import annotations

import os
import signal
import sys
import traceback
from pathlib import Path
from types import FrameType
from typing import Callable, NoReturn

from .commands import error, fence, group, say
from .inputs import InputError

WRONG_INPUT = 2
OUR_MISTAKE = 3
CANCELLED = 128 + signal.SIGTERM


def main(entry: Callable[[], int | None]) -> NoReturn:
    """Run an action's script and end the process: with what `entry` returns, None being 0.

    2 if an input is wrong, 3 if we are. When the run is cancelled, `entry` is left by an exception, so that what
    stands in its `finally` is done.
    """
    _print_anything()
    signal.signal(signal.SIGTERM, _leave)
    try:
        sys.exit(entry())
    except InputError as mistake:
        error(str(mistake), title=f"{action()}: wrong input")
        sys.exit(WRONG_INPUT)
    except KeyboardInterrupt:
        sys.exit(128 + signal.SIGINT)
    except Exception as unexpected:  # noqa: BLE001 - whatever it is, the user gets one sentence and we get the rest
        _report(unexpected)
        sys.exit(OUR_MISTAKE)


def action() -> str:
    """The name of the action that runs, from the name of its script."""
    return Path(sys.argv[0]).stem.replace("_", "-")


def _report(unexpected: Exception) -> None:
    with group("Traceback, for the report"), fence():
        say("".join(traceback.format_exception(type(unexpected), unexpected, unexpected.__traceback__)))
    error(
        f"this is a mistake in the action, not in your workflow: {type(unexpected).__name__}: {unexpected}. "
        f"Please report it at {_issues()}, with the traceback from the log",
        title=f"{action()}: internal error",
    )


def _issues() -> str:
    repository = os.environ.get("GITHUB_ACTION_REPOSITORY")
    server = os.environ.get("GITHUB_SERVER_URL", "https://github.com")
    return f"{server}/{repository}/issues" if repository else "the issues of ci-kit"


def _leave(_number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(CANCELLED)


def _print_anything() -> None:
    # On Windows the encoding of a pipe is the one of the country, which lacks most characters.
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace", newline="\n")
