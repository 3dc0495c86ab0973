"""The step before the build: takes in the cache that was restored, and starts the watch."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from kit.outputs import set_output

from .cache_options import cache_from, cache_to
from .plans import read_plan, write_document, write_plan
from .restoring import take_in
from .watches import Watch

if TYPE_CHECKING:
    from typing import Sequence

RESTORED = "restored.json"


def prepare_step(watch_command: Sequence[str]) -> None:
    """Say what the build reads and writes, and watch over it from now on."""
    plan = read_plan(os.environ.get("CIKIT_STATE", ""))
    if plan is None:
        return
    plan = replace(plan, builder=os.environ.get("CIKIT_BUILDER", plan.builder))
    layout = take_in(plan) if plan.backend == "local" else None
    write_document(plan.file(RESTORED), {"digest": layout.digest if layout else ""})
    write_plan(plan)
    set_output("cache-from", cache_from(plan, wanted=plan.imports))
    set_output("cache-to", cache_to(plan, wanted=plan.exports))
    Watch(plan, 1).start(watch_command)
