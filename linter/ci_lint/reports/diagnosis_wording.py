"""Words that every report on a diagnosis uses."""

from ..diagnose.causes import Evidence
from ..diagnose.diagnosis import Diagnosis
from ..diagnose.failure import Failure, Outcome
from ..diagnose.lines import Line
from ..diagnose.secrets import redact
from .visible import shortened, visible

LINE_LIMIT = 400
NAME_LIMIT = 120
NOTHING_KNOWN = "No cause that is known here is in the log."
NO_FAILURE = "Nothing in the log says that anything failed."
WITHHELD = "Not mended: look at what would mend it, without --fix, then add --unsafe-fixes"
FIRST_ERRORS = "The first lines that look like errors, or stand before the end:"


def shown(evidence: Evidence) -> str:
    """A line of the log without credentials, and fit to be printed."""
    # That it is an error is plain where it is shown, and the mark would have to be written as an escape.
    text = evidence.line.text.strip().removeprefix("##[error]")
    return shortened(visible(redact(text)), LINE_LIMIT)


def where(evidence: Evidence) -> str:
    """`line 12`, with the file where the log is a zip."""
    at = f"line {evidence.line.number}"
    return f"{name(evidence.file)}, {at}" if evidence.file else at


def name(text: str) -> str:
    """The name of a job, a step or a file: strangers have written it, and a step may be named after its command."""
    return shortened(visible(redact(text)), NAME_LIMIT)


def what_failed(diagnosis: Diagnosis) -> str:
    """What ended the run, as a sentence without a full stop; "" if the log does not say."""
    return sentence(diagnosis.failures[0]) if diagnosis.failures else ""


def sentence(failure: Failure) -> str:
    """The job, the step and how it ended."""
    subject = f"job {name(failure.line.job)}" if failure.line.job else "the job"
    return f"{subject} {_ending(failure)}"


def _ending(failure: Failure) -> str:
    step = _step(failure.line)
    if failure.outcome is Outcome.TIMED_OUT:
        return f"ran into its time limit{step}"
    if failure.outcome is Outcome.RUNNER_LOST:
        return f"lost its runner{step}"
    if failure.outcome is Outcome.CANCELED:
        return f"was canceled{step}"
    code = f" with exit code {failure.exit_code}" if failure.exit_code is not None else ""
    return f"failed{step}{code}"


def _step(line: Line) -> str:
    return f" in step {name(line.step)}" if line.step else ""
