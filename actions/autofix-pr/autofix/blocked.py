"""Why nothing is published, as a word for other steps and a sentence for people.

Some obstacles are nobody's mistake, such as a run in a fork: the job stays green. Others want somebody to act.
"""

from __future__ import annotations

# reason -> whether the step fails
REASONS = {
    "workflows-permission": False,
    "fork": False,
    "foreign-commits": False,
    "declined": False,
    "untrusted-event": True,
    "token": True,
    "permissions": True,
    "pull-requests-setting": True,
    "unsigned": True,
    "checkout": True,
    "github": True,
}


class Blocked(Exception):
    """Nothing is published, for one of REASONS. `paths` are the files that are to blame, if any are."""

    def __init__(self, reason: str, message: str, paths: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.reason = reason
        self.message = message
        self.paths = paths

    @property
    def fails(self) -> bool:
        """Whether somebody has to act, so that the step is red."""
        return REASONS[self.reason]
