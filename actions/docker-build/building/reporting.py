"""The last step, always taken: outputs, warnings, the summary, and the verdict."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from kit.commands import error, say, warning
from kit.deadline import Deadline
from kit.outputs import set_output
from kit.summaries import append_summary, escape, table
from kit.workspace import workspace

from .attempts import UNKNOWN, Result, read_result
from .plans import Plan, read_document, read_plan
from .promoting import take_back
from .registries import cache_size, pushed_tags
from .restoring import leave_workspace
from .settling import SETTLED
from .troubles import first_run, troubles
from .verdicts import Kept, Run

ASKING = 60.0


def report_step() -> int:
    """Tell how it went; 1 if there is no image."""
    plan = read_plan(os.environ.get("CIKIT_STATE", ""))
    if plan is None:
        _set_outputs({"pushed": "false", "cache-backend": "none", "cache-exported": "false"}, "nothing was decided")
        return 0
    run = read_run(plan)
    for trouble in troubles(run):
        warning(trouble, title="docker-build: cache")
    if first_run(run):
        say("nothing is cached yet under this name: that is how it is the first time")
    pushed = _pushed(run)
    size = _size(run)
    _set_outputs(
        {
            "pushed": pushed,
            "cache-backend": plan.backend,
            "cache-hit-ratio": run.hit_ratio,
            "cache-exported": run.exported,
            "cache-size": UNKNOWN if size is None else str(size),
        },
        run.reason,
    )
    append_summary(_summary(run, pushed, size))
    _clean_up(plan)
    return _verdict(run, pushed)


def read_run(plan: Plan) -> Run:
    """Everything the steps before have written down."""
    results = (read_result(plan, number) for number in (1, 2))
    return Run(plan, tuple(result for result in results if result), _kept(plan))


def _kept(plan: Plan) -> Kept:
    settled = read_document(plan.file(SETTLED))
    if settled is None:
        return Kept()
    layout = settled.get("layout") or {}
    return Kept(
        size=layout.get("size"),
        to_save=bool(os.environ.get("CIKIT_SAVE_KEY")),
        found=os.environ.get("CIKIT_SAVED") == "true",
        obstacle=str(settled.get("obstacle", "")),
    )


def _pushed(run: Run) -> str:
    """`true`, `false`, `partly` or `unknown`."""
    if not run.plan.push or run.last is None:
        return "false"
    if run.succeeded:
        return "true"
    return _pushed_by_red_build(run, run.last)


def _pushed_by_red_build(run: Run, last: Result) -> str:
    answers = pushed_tags(last, run.plan.tags, run.plan.builder, Deadline(ASKING))
    for tag, answer in answers.items():
        say(f"{tag}: {_SENTENCES[answer]}")
    found = set(answers.values())
    if len(found) == 1:
        return found.pop()
    return "partly" if "true" in found else UNKNOWN


_SENTENCES = {
    "true": "the registry has the image of this build, although the build is red",
    "false": "the registry does not have the image of this build",
    UNKNOWN: "it is not known whether the image of this build was pushed",
}


def _size(run: Run) -> int | None:
    if run.plan.backend == "local":
        return run.kept.size
    if run.plan.backend != "registry" or run.exported != "true":
        return None
    return cache_size(run.plan.own_ref or run.plan.cache_ref, run.plan.builder, Deadline(ASKING))


def _set_outputs(values: dict[str, str], reason: str) -> None:
    for name in ("pushed", "cache-backend", "cache-hit-ratio", "cache-exported", "cache-size"):
        set_output(name, values.get(name, UNKNOWN))
    set_output("reason", reason)


def _summary(run: Run, pushed: str, size: int | None) -> str:
    measured = run.measured
    steps = f"{measured.cached} of {measured.steps} from a cache" if measured and measured.recorded else UNKNOWN
    rows = [
        ("Image", "built" if run.succeeded else "not built"),
        ("Pushed", pushed if run.plan.push_asked else "not asked"),
        ("Cache", f"{run.plan.backend} ({run.plan.reason})"),
        ("Steps", steps),
        ("Cache written", run.exported),
        ("Cache size", UNKNOWN if size is None else f"{size / 1e6:.1f} MB"),
    ]
    lines = "".join(f"- {escape(trouble)}\n" for trouble in troubles(run))
    return f"### Image {'built' if run.succeeded else 'not built'}\n\n{table(('', ''), rows)}\n{lines}"


def _clean_up(plan: Plan) -> None:
    try:
        take_back(plan)
        leave_workspace(workspace() / plan.path)
    except (OSError, shutil.Error) as fault:
        warning(f"the workspace could not be cleaned up: {fault}", title="docker-build")
    shutil.rmtree(Path(plan.folder), ignore_errors=True)


def _verdict(run: Run, pushed: str) -> int:
    if run.succeeded or run.last is None:
        return 0
    tail = "" if not run.plan.push else f"; pushed: {pushed}"
    error(f"{run.last.reason}{tail}", title="docker-build: no image")
    return 1
