"""The step after the last build: keeps the new local cache, if it is whole and the build is good."""

from __future__ import annotations

import os
from dataclasses import asdict

from kit.commands import say, warning
from kit.outputs import set_output

from .attempts import Result, gather, read_ending, read_result
from .judging import SKIPPED
from .plans import Plan, read_document, read_plan, write_document
from .preparing import RESTORED
from .promoting import Promotion, discard_quietly, offer, promote

SETTLED = "settled.json"


def settle_step() -> None:
    """Gather the second build, if there was one, and exchange the local cache after a good build."""
    plan = read_plan(os.environ.get("CIKIT_STATE", ""))
    if plan is None:
        return
    result = last_result(plan)
    if plan.backend != "local" or result is None or not result.exports:
        return
    if not result.succeeded:
        discard_quietly(plan)
        say("the build failed: the local cache stays as it was")
        return
    promotion = promote(plan)
    key = _key(plan, promotion)
    write_document(plan.file(SETTLED), {**asdict(promotion), "key": key})
    if promotion.layout is None:
        kept = f"the new cache is not kept, the one before stays: {promotion.obstacle}"
        warning(kept, title="docker-build: cache not written")
    elif promotion.layout.digest == (read_document(plan.file(RESTORED)) or {}).get("digest"):
        say("the cache has the content it had before: there is nothing to save")
    else:
        _save(plan, key)


def last_result(plan: Plan) -> Result | None:
    """The result of the last build that took place."""
    second = read_ending("CIKIT_AGAIN")
    if second.outcome in SKIPPED:
        return read_result(plan, 1)
    imports, exports = (os.environ.get(f"CIKIT_AGAIN_{half}") == "true" for half in ("IMPORTS", "EXPORTS"))
    gather(plan, 2, second, imports=imports, exports=exports)
    return read_result(plan, 2)


def _key(plan: Plan, promotion: Promotion) -> str:
    return f"{plan.key}{promotion.layout.digest[:16]}" if promotion.layout else ""


def _save(plan: Plan, key: str) -> None:
    obstacle = offer(plan)
    if obstacle:
        warning(f"the cache cannot be saved: {obstacle}", title="docker-build: cache not saved")
        return
    set_output("save", value=True)
    set_output("key", key)
