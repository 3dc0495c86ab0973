"""The script of the action diagnose: fetches the logs of what has failed, has them read, says why."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

from diagnosing.session import Session
from diagnosing.settings import read_settings
from diagnosing.story import tell
from github_api.context import read_context
from kit.deadline import Deadline
from kit.failures import main
from kit.inputs import Inputs
from kit.outputs import set_output
from kit.workspace import temporary


def diagnose() -> int:
    """Diagnose the run; 0 whatever comes of it, unless the input `fail` wants a diagnosis or nothing."""
    set_output("result", "unavailable")  # until there is something to tell: the last value of an output wins
    set_output("causes", "[]")
    settings = read_settings(Inputs(os.environ))
    folder = Path(tempfile.mkdtemp(prefix="ci-kit-diagnose-", dir=temporary()))
    story = Session(settings, read_context(os.environ), folder, Deadline(settings.timeout)).story()
    tell(story)
    return 1 if settings.fail and story.result == "unavailable" else 0


if __name__ == "__main__":
    main(diagnose)
