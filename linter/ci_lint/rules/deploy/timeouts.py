"""Time limits of kubectl: how long they are, and which one a file would choose."""

from ...late_pattern import late_pattern
from ...workflow import Document, Job, Step
from .kubectl import kubectl_calls

_PART = late_pattern(r"(\d+(?:\.\d+)?)(ms|h|m|s)")
_DURATION = late_pattern(r"(?:\d+(?:\.\d+)?(?:ms|h|m|s))+")
_SECONDS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}
# As long as a Deployment may be without progress before its rollout counts as failed (progressDeadlineSeconds).
USUAL = "10m"


def seconds(text: str) -> float | None:
    """The length of a duration such as `1h30m` or `90s` as Go reads it; None if it is no such text."""
    if text.strip("+") == "0":
        return 0.0
    if len(text) > 40 or not _DURATION.fullmatch(text):  # noqa: PLR2004 - longer ones are none that people write
        return None
    return sum(float(number) * _SECONDS[unit] for number, unit in _PART.findall(text))


def longest_timeout(step: Step, usual: str = USUAL) -> str:
    """The longest limit that a rollout of the file has, or else the usual one."""
    document: Document = step.parent.workflow if isinstance(step.parent, Job) else step.parent
    return document.remember("longest timeout of a rollout", _longest) or usual


def _longest(document: Document) -> str:
    given = [
        call.text("timeout")
        for step in document.steps()
        for call in kubectl_calls(step)
        if call.subcommand == "rollout status"
    ]
    return max((text for text in given if seconds(text)), key=lambda text: seconds(text) or 0.0, default="")
