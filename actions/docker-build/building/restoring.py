"""Taking in a local cache that actions/cache put into the workspace, before the workspace is sent as build context."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from kit.commands import say, warning
from kit.deadline import Deadline
from kit.workspace import workspace

from .homes import discard, move
from .layouts import Layout, LayoutFault, verify_layout

if TYPE_CHECKING:
    from pathlib import Path

    from .plans import Plan

VERIFYING = 300.0


def take_in(plan: Plan) -> Layout | None:
    """Make the restored cache the current one, if it is whole; otherwise say what is wrong and leave it out."""
    restored = workspace() / plan.path
    if not restored.exists():
        return None
    try:
        layout = verify_layout(restored, Deadline(min(VERIFYING, plan.deadline.remaining())))
        move(restored, plan.cache.new)
        plan.cache.exchange()
    except (LayoutFault, OSError, shutil.Error) as fault:
        warning(f"the restored cache is not used: {fault}", title="docker-build: broken cache")
        return None
    finally:
        leave_workspace(restored)
    say(f"restored a cache of {layout.size} bytes, every blob verified")
    return layout


def leave_workspace(path: Path) -> None:
    """Remove a folder of ours from the workspace, and those around it that it leaves empty."""
    discard(path)
    for folder in (path.parent, path.parent.parent):
        if folder.is_dir() and not any(folder.iterdir()):
            folder.rmdir()
