"""The steps of the docker-build action, each by its name: plan, prepare, watch, judge, settle, report."""

from __future__ import annotations

import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

from building.judging import judge_step
from building.planning import plan_step
from building.plans import read_plan
from building.preparing import prepare_step
from building.reporting import report_step
from building.settling import settle_step
from building.watches import Watch
from kit.failures import main

if TYPE_CHECKING:
    from typing import Callable

WATCH = (__file__, "watch")


def watch_step(folder: str, number: str) -> None:
    """Watch over a build until it is over; runs beside the steps, started by one of them."""
    plan = read_plan(folder)
    if plan is not None:
        Watch(plan, int(number)).keep()


STEPS: dict[str, Callable[..., int | None]] = {
    "plan": plan_step,
    "prepare": partial(prepare_step, WATCH),
    "watch": watch_step,
    "judge": partial(judge_step, WATCH),
    "settle": settle_step,
    "report": report_step,
}

if __name__ == "__main__":
    main(partial(STEPS[sys.argv[1]], *sys.argv[2:]))
