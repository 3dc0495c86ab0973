"""Whether the folder that is built holds the commit GitHub started the run for, and nothing else.

On events that strangers can cause, GitHub names a commit of the default branch. A workflow that fetches the head of
a pull request all the same builds what nobody reviewed; then nothing may be pushed and no password used. Anything
beside the commit, untracked and ignored files too, may be such code, so it counts as something else.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Iterable

LIMIT = 30.0
# The repository's own configuration must not run anything.
_QUIET = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null", "-c", "core.untrackedCache=false")


def holds_only(commit: str, folders: Iterable[Path]) -> bool | None:
    """True if all folders are in a clean checkout of a commit; None if git cannot tell."""
    answers = [_holds_only(commit, folder) for folder in folders]
    if not answers or not commit or None in answers:
        return None
    return all(answers)


def _holds_only(commit: str, folder: Path) -> bool | None:
    head = _git(folder, "rev-parse", "HEAD")
    changes = _git(folder, "status", "--porcelain", "--untracked-files=normal", "--ignored", ":/")
    if head is None or changes is None:
        return None
    return head.strip() == commit and not changes.strip()


def _git(folder: Path, *arguments: str) -> str | None:
    command = ["git", *_QUIET, "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=LIMIT, check=False)  # noqa: S603 - no shell
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout if done.returncode == 0 else None
