"""What the action found out, and how it is told: in the log, on the page of the run, as outputs."""

from __future__ import annotations

import json
from dataclasses import dataclass

from kit.commands import notice, say, warning
from kit.outputs import set_output
from kit.summaries import append_summary, escape

from .reading import Diagnosis


@dataclass(frozen=True)
class Story:
    """How a diagnosis went.

    `result` is diagnosed, unknown (no cause that is known), nothing (no job has failed) or unavailable (the logs
    cannot be had); `remarks` are sentences on what is missing.
    """

    result: str
    failed_jobs: tuple[str, ...] = ()
    diagnosis: Diagnosis | None = None
    remarks: tuple[str, ...] = ()
    comment_url: str = ""


def tell(story: Story) -> None:
    """Tell everybody."""
    set_output("result", story.result)
    set_output("causes", json.dumps(story.diagnosis.causes if story.diagnosis else ()))
    set_output("failed-jobs", json.dumps(story.failed_jobs))
    set_output("report-json", story.diagnosis.report if story.diagnosis else "")
    set_output("comment-url", story.comment_url)
    append_summary(page(story))
    if story.diagnosis:
        say(story.diagnosis.markdown)
    _annotate(story)


def page(story: Story) -> str:
    """The page in Markdown."""
    parts = (
        [story.diagnosis.markdown] if story.diagnosis else ["## Why the run failed\n\nThis could not be found out.\n"]
    )
    if story.result == "nothing":
        parts = ["## Why the run failed\n\nNo job of this run has failed so far.\n"]
    return "\n".join([*parts, *(f"- {escape(remark)}" for remark in story.remarks), ""])


def _annotate(story: Story) -> None:
    """One line at the run, so that nobody has to know where to look."""
    if story.diagnosis and story.diagnosis.causes:
        notice(f"{', '.join(story.diagnosis.causes)}: see the summary of the run", title="Why the run failed")
    for remark in story.remarks[:5]:
        warning(remark, title="diagnose")
