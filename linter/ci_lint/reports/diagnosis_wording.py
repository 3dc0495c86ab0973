"""Words that every report on a diagnosis uses."""

from ..diagnose.causes import Evidence
from ..diagnose.diagnosis import Diagnosis
from ..diagnose.secrets import redact
from .visible import shortened, visible

LINE_LIMIT = 400
NOTHING_KNOWN = "No cause that is known here is in the log."
NO_FAILURE = "Nothing in the log says that anything failed."


def shown(evidence: Evidence) -> str:
    """A line of the log without credentials, and fit to be printed."""
    return shortened(visible(redact(evidence.line.text.strip())), LINE_LIMIT)


def where(evidence: Evidence) -> str:
    """`line 12`, with the file where the log is a zip."""
    at = f"line {evidence.line.number}"
    return f"{visible(evidence.file)}, {at}" if evidence.file else at


def what_failed(diagnosis: Diagnosis) -> str:
    """The job, step and exit code of the first failure, as a sentence; "" if the log does not say."""
    if not diagnosis.failures:
        return ""
    failure = diagnosis.failures[0]
    job = f"job {visible(failure.line.job)}" if failure.line.job else "the job"
    step = f" in step {visible(failure.line.step)}" if failure.line.step else ""
    return f"{job} failed{step} with exit code {failure.exit_code}"
