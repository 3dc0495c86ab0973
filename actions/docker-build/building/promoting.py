"""Replacing the local cache by the one a build has just written, and never by less than a whole one."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.deadline import Deadline
from kit.workspace import workspace

from .homes import discard, move
from .layouts import Layout, LayoutFault, verify_layout
from .restoring import VERIFYING

if TYPE_CHECKING:
    from .plans import Plan


@dataclass(frozen=True)
class Promotion:
    """What became of the cache a build has written; `obstacle` is why the one before was kept."""

    layout: Layout | None
    obstacle: str = ""


def promote(plan: Plan) -> Promotion:
    """Verify the new cache and make it the current one; if anything is wrong with it, the one before stays."""
    try:
        layout = verify_layout(plan.cache.new, Deadline(VERIFYING))
        _hold_to_size(layout, plan.max_size)
        plan.cache.exchange()
    except (LayoutFault, OSError, shutil.Error) as fault:
        discard_quietly(plan)
        return Promotion(None, str(fault))
    return Promotion(layout)


def _hold_to_size(layout: Layout, most: int) -> None:
    if layout.size > most:
        raise LayoutFault(f"it has {layout.size} bytes, more than cache-max-size allows ({most})")


def offer(plan: Plan) -> str:
    """Put the current cache into the workspace, where actions/cache saves it from; the obstacle if that fails."""
    place = workspace() / plan.path
    try:
        discard(place)
        move(plan.cache.current, place)
    except (OSError, shutil.Error) as fault:
        return str(fault)
    return ""


def take_back(plan: Plan) -> None:
    """Undo `offer`: the cache serves the next build of this job, and the workspace is as it was."""
    place = workspace() / plan.path
    if place.exists() and not plan.cache.current.exists():
        move(place, plan.cache.current)


def discard_quietly(plan: Plan) -> None:
    """Remove the new cache; litter that cannot be removed now is removed by the next run."""
    shutil.rmtree(plan.cache.new, ignore_errors=True)
