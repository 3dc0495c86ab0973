"""Whether a name or a comment says that a step may fail: then nobody is misled."""

import re

from ...late_pattern import late_pattern
from ...workflow import Job, Step

_MAY_FAIL = late_pattern(
    r"""
    non[- ]?(?:blocking|gating|critical|fatal|required|voting) | not\ (?:blocking|gating|required|fatal|yet)
    | inform(?:ational|ative) | advisory | optional | best[- ]effort | experimental | nightly | canary
    | flak[ey] | quarantine | known\ (?:failure|failing|issue)
    | (?:allow(?:ed)?|may|can|might|expected|permitted|continue)\ (?:to\ )?fail | allow(?:ed)?[- _]failure
    | fail(?:ure|ing)?s?\ (?:is|are)\ (?:ok|fine|expected|ignored)
    | (?:ignore|tolerate|swallow)\w*\ (?:\w+\ )?(?:error|failure)
    | (?:do\ not|don'?t|should(?:\ not|n'?t)|must\ not|never|without)\ (?:block|fail|break|stop)
    | \bfor\ (?:\w+\ )?(?:updates|upgrades)\b
    | even\ if | regardless\ of | not?\ fail
    """,
    re.IGNORECASE | re.VERBOSE,
)


def says_it_may_fail(step: Step) -> bool:
    """Whether the step's name, its job's name, or a comment in or right above the step says so."""
    names = [step.name]
    if isinstance(step.parent, Job):
        names += (step.parent.id, step.parent.node.text("name") or "")
    return any(_MAY_FAIL.search(text) for text in (*names, *_comments(step)))


def _comments(step: Step) -> list[str]:
    """The texts behind a `#` in the lines of the step and in the comment lines right above it."""
    source = step.node.source
    first, last = (
        source.position(offset).line for offset in (step.node.start, max(step.node.end - 1, step.node.start))
    )
    while first > 1 and source.line_text(first - 1).lstrip().startswith("#"):
        first -= 1
    lines = (source.line_text(line) for line in range(first, last + 1))
    return [line.partition("#")[2] for line in lines if "#" in line]
