"""One decision for one run: whether the SARIF file is written and handed to code scanning, and why not if not.

The verdict never depends on it. What the table rests on: GitHub takes the file from tokens with `security-events:
write` only, which no pull request from a fork has; a private repository needs a plan with code scanning; the alerts
are filed under the commit and the branch of the event, so what was checked must be just that; and alerts that a file
does not hold count as mended, so a part of the files must not stand for the whole.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

SARIF = ("auto", "upload", "file", "never")
# Under these events the workspace holds what the event names. pull_request_target and workflow_run run on the default
# branch, and those who use them may have checked out something else.
_FILED_AS_CHECKED = (
    "push",
    "pull_request",
    "merge_group",
    "schedule",
    "workflow_dispatch",
    "repository_dispatch",
)
# GitHub takes a file of 10 MB, packed.
LARGEST_PACKED = 10_000_000


class Access(Enum):
    """What GitHub said when it was asked for the alerts of the repository."""

    GRANTED = "granted"
    REFUSED = "refused"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Circumstances:
    """What the decision depends on. `partial`: not all files were looked at; `packed_size` in bytes."""

    wish: str
    event: str
    fork: bool
    private: bool
    token: bool
    access: Access = Access.UNKNOWN
    partial: bool = False
    packed_size: int = 0


@dataclass(frozen=True)
class Plan:
    """What becomes of the SARIF file, and why in words that follow a colon."""

    write: bool
    upload: bool
    reason: str


def decide(given: Circumstances) -> Plan:
    """The plan for one run; depends on its argument only."""
    if given.wish == "never":
        return Plan(write=False, upload=False, reason="sarif is never")
    obstacle = next(filter(None, (_impossible(given), _unwise(given))), "")
    if obstacle:
        return Plan(write=True, upload=False, reason=obstacle)
    wished = "sarif is upload" if given.wish == "upload" else f"{given.event} with a token that may"
    return Plan(write=True, upload=True, reason=wished)


def _impossible(given: Circumstances) -> str:
    """What no wish can change."""
    if given.wish == "file":
        return "sarif is file"
    if given.fork:
        return "the token of a pull request from a fork may only read"
    if not given.token:
        return "there is no token"
    if given.packed_size > LARGEST_PACKED:
        return f"GitHub takes {LARGEST_PACKED // 1_000_000} MB, and packed it has {given.packed_size // 1_000_000} MB"
    return ""


def _unwise(given: Circumstances) -> str:
    """What `auto` shies away from, and `upload` does not."""
    if given.wish == "upload":
        return ""
    if given.event not in _FILED_AS_CHECKED:
        return (
            f"under {given.event or 'an unknown event'} the alerts might be filed under a branch that was not checked"
        )
    if given.partial:
        return "only changed files were checked, and the alerts of the others would count as mended"
    if given.access is Access.REFUSED:
        return "code scanning is closed to the token: grant security-events: write; a private repository needs the plan"
    if given.access is Access.UNKNOWN and given.private:
        return "whether this private repository has code scanning could not be found out; sarif: upload tries it"
    return ""
