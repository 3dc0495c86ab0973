"""The script of the action ci-lint: `check` finds out, `report` shows and judges once the upload is over."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "lib"))

from checking.annotations import annotate
from checking.linting import NotChecked
from checking.outcome import EXIT_CODES, Outcome, load, save, set_outputs
from checking.page import headline, log, page
from checking.session import Session
from checking.settings import MOST_ANNOTATIONS, read_settings
from github_api.context import read_context
from installation.troubles import InstallationFailed
from kit.commands import error, say, warning
from kit.deadline import Deadline
from kit.failures import main
from kit.inputs import Inputs
from kit.outputs import set_output
from kit.summaries import append_summary, block
from kit.workspace import temporary

# When an upload fails, the action behind it says so with an error, and this one with a warning.
_TAKEN_BY_UPLOAD = {"error": 1, "warning": 1, "info": 0}


def check() -> int:
    """Check, and leave everything for the next step; 0 wherever there is a report, whatever it says."""
    set_output("result", "error")  # until there is a verdict: the last value of an output wins
    settings = read_settings(Inputs(os.environ))
    folder = Path(tempfile.mkdtemp(prefix="ci-kit-ci-lint-", dir=temporary()))
    try:
        outcome = Session(settings, read_context(os.environ), folder, Deadline(settings.timeout)).outcome()
    except (InstallationFailed, NotChecked) as trouble:
        error(str(trouble), title="ci-lint: not checked")
        append_summary(f"### 💥 ci-lint: not checked\n\n{block(str(trouble))}")
        return EXIT_CODES["error"]
    save(outcome, folder / "outcome.json")
    set_outputs(outcome)
    set_output("state", folder / "outcome.json")
    log(outcome)
    append_summary(page(outcome))
    return 0


def report() -> int:
    """Annotate what nobody would see otherwise, and end as the verdict says."""
    state = os.environ.get("CIKIT_STATE", "")
    if not state:
        return 0  # the step before has failed, and said why
    outcome = load(Path(state))
    uploaded = outcome.upload and os.environ.get("CIKIT_UPLOAD_OUTCOME") == "success"
    set_output("sarif-uploaded", uploaded)
    if outcome.upload and not uploaded:
        warning("the SARIF file was not uploaded: see the log of the step; the verdict is the same", title="ci-lint")
        append_summary("- SARIF: the upload failed\n")
    _annotate(outcome, uploaded=uploaded)
    for trouble in outcome.report.troubles[:1]:
        error(trouble, title="ci-lint: not everything was checked")
    say(headline(outcome))
    return EXIT_CODES[outcome.result]


def _annotate(outcome: Outcome, *, uploaded: bool) -> None:
    """Show the worst findings, where code scanning does not do it or it is wished in any case."""
    if outcome.annotations == "never" or (outcome.annotations == "auto" and uploaded):
        return
    taken = _TAKEN_BY_UPLOAD if outcome.upload else dict.fromkeys(_TAKEN_BY_UPLOAD, 0)
    troubles = {"error": len(outcome.report.troubles[:1])}
    places = {
        level: max(0, min(outcome.max_annotations, MOST_ANNOTATIONS - number - troubles.get(level, 0)))
        for level, number in taken.items()
    }
    annotate(outcome.report.findings, places)


if __name__ == "__main__":
    main({"check": check, "report": report}[sys.argv[1]])
