"""The step after the build: whether the cache was the cause of a failure, and a second build is worth it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from kit.commands import fence, say, warning
from kit.outputs import set_output

from .attempts import gather, read_ending
from .cache_options import cache_from, cache_to
from .causes import Cause, find_cause
from .homes import discard
from .plans import Plan, read_plan
from .watches import Watch

if TYPE_CHECKING:
    from typing import Sequence

SKIPPED = ("", "skipped")


def judge_step(watch_command: Sequence[str]) -> None:
    """Decide on a second build."""
    plan = read_plan(os.environ.get("CIKIT_STATE", ""))
    ending = read_ending("CIKIT_BUILD")
    if plan is None or ending.outcome in SKIPPED:
        return
    imports = bool(cache_from(plan, wanted=plan.imports))
    cause = find_cause(gather(plan, 1, ending, imports=imports, exports=plan.exports))
    with fence():
        say(cause.reason)
    if cause.again and ending.outcome != "cancelled":
        build_again(plan, cause, watch_command)


def build_again(plan: Plan, cause: Cause, watch_command: Sequence[str]) -> None:
    """Set up a second build with what is left of the cache."""
    warning(f"building once more, {_without(cause)}: {cause.reason}", title="docker-build: second try")
    if plan.backend == "local":
        discard(plan.cache.new)
    set_output("again", value=True)
    set_output("cache-from", cache_from(plan, wanted=cause.imports))
    set_output("cache-to", cache_to(plan, wanted=cause.exports))
    set_output("imports", cause.imports)
    set_output("exports", cause.exports)
    Watch(plan, 2).start(watch_command)


def _without(cause: Cause) -> str:
    if not cause.imports and not cause.exports:
        return "without a cache"
    return "without writing the cache" if cause.imports else "without reading the cache"
