"""Runs tests so that a red result says what kind of failure it is, and a green one can be believed."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

from kit.commands import say
from kit.deadline import Deadline
from kit.failures import main
from kit.inputs import Inputs
from kit.outputs import set_output
from kit.summaries import append_summary
from kit.workspace import temporary
from testrun.annotations import annotate
from testrun.page import page
from testrun.report import set_outputs, write_report
from testrun.session import tell
from testrun.settings import read_settings
from testrun.story import Story

# Of the whole time, what is kept for ending processes and for the report.
_SHARE = 0.1
_LEAST, _MOST = 1.0, 20.0


def run() -> int:
    """Run the tests and report; 0 if everything is well, else 1."""
    set_output("result", "failed")  # until the opposite is proved: the last value of an output wins
    settings = read_settings(Inputs(os.environ))
    total = settings.limits.total
    deadline = Deadline(total).reserve(min(_MOST, max(_LEAST, total * _SHARE)))
    folder = Path(tempfile.mkdtemp(prefix="run-tests-", dir=temporary()))
    story = tell(settings, folder, deadline)
    tell_everybody(story, folder / "report.json")
    return 0 if story.verdict.result == "passed" else 1


def tell_everybody(story: Story, report: Path) -> None:
    """Write outputs first: they are small and somebody may wait for them."""
    write_report(story, report)
    set_outputs(story, report)
    append_summary(page(story))
    annotate(story)
    numbers = story.verdict.counts
    say(f"{story.verdict.result}: {numbers.passed} of {numbers.total} tests passed ({story.verdict.failure.value})")


if __name__ == "__main__":
    main(run)
