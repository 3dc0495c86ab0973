"""Requests that must not get through: a check that something is blocked, or has gone."""

import re
from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from .requests import PRINTERS, Request

if TYPE_CHECKING:
    from ...shell import Command

_OTHER_BRANCH = late_pattern(r"^\s*(?:else|elif|fi)\b", re.MULTILINE)


def is_unwanted(request: Request) -> bool:
    """Whether an answer is the error: the script gives up when there is one."""
    command = request.command
    if command.negated or command.in_loop:
        return False
    branch = next(iter(command.and_or), None)
    if branch is not None:
        return branch.operator == "&&" and any(map(_gives_up, branch.commands))
    if not command.in_condition:
        return False
    following = next((other for other in request.behind if other.name not in PRINTERS), None)
    if following is None or not _gives_up(following):
        return False
    return not _OTHER_BRANCH.search(request.script.text[command.end : following.start])


def _gives_up(command: "Command") -> bool:
    """Whether a command ends the script with an error."""
    return command.name in ("exit", "return") and command.arguments[:1] != () and command.arguments[0].text != "0"
