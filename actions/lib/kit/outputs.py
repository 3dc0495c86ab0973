"""Values for later steps: outputs, variables of the environment, folders to look for programs in.

Each is a file that the runner reads when the step is over. A value of several lines ends at a delimiter; if its
author could guess it, the value could go on to set outputs of its own. So each value gets a fresh one.
"""

from __future__ import annotations

import os
import re
import secrets
from pathlib import Path

from .commands import say

_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
# The runner refuses NODE_OPTIONS, and sets the others itself.
_RESERVED = re.compile(r"(?:GITHUB_|RUNNER_|ACTIONS_).*|NODE_OPTIONS|CI", re.IGNORECASE)


def set_output(name: str, value: object) -> None:
    """Set an output of this step. Booleans are written as `true` and `false`, None as nothing."""
    _append("GITHUB_OUTPUT", _assignment(_checked(name), _text(value)))


def set_environment(name: str, value: object) -> None:
    """Set a variable for all later steps of the job. Raises ValueError for names that belong to the runner."""
    if _RESERVED.fullmatch(_checked(name)):
        raise ValueError(f"{name} belongs to the runner")
    _append("GITHUB_ENV", _assignment(name, _text(value)))


def add_path(folder: str | Path) -> None:
    """Have later steps look for programs in a folder first. Raises ValueError if its name has several lines."""
    text = str(folder)
    if not text or re.search(r"[\r\n\0]", text):
        raise ValueError("the name of the folder is empty or has several lines")
    _append("GITHUB_PATH", f"{text}\n")


def delimiter(value: str) -> str:
    """A line that ends a value: different each time, and not in the value."""
    while True:
        candidate = f"end_{secrets.token_hex(16)}"
        if candidate not in value:
            return candidate


def _assignment(name: str, value: str) -> str:
    end = delimiter(value)
    return f"{name}<<{end}\n{value}\n{end}\n"


def _checked(name: str) -> str:
    if not _NAME.fullmatch(name):
        raise ValueError(f"{name!r} is no name")
    return name


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value).replace("\0", "\ufffd")


def _append(variable: str, text: str) -> None:
    target = os.environ.get(variable)
    if not target:
        # Outside of a workflow: whoever runs the script by hand sees what would have been set.
        say(f"{variable}: {text}".rstrip("\n"))
        return
    with Path(target).open("ab") as file:
        file.write(text.encode("utf-8", "replace"))
