"""Commands whose exit code nobody reads, because the script goes on after failing ones."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ...workflow import Step
from .telling_tests import STATUS

if TYPE_CHECKING:
    from ...shell import Command


def status_lost(step: Step, command: "Command") -> bool:
    """Whether the shell goes on after the command, and its exit code is neither read nor the last one."""
    script = step.script
    if script is None or command.in_condition or command.and_or or command.substitution or command.function:
        return False
    if not goes_on(script.named("set"), command):
        return False
    later = [other for other in script.later(command) if not other.substitution]
    return bool(later) and not STATUS.search(script.text[command.end :])


def goes_on(switches: Iterable["Command"], command: "Command") -> bool:
    """Whether the last `set` before a command that speaks of failing commands lets the script go on after them."""
    lenient = False
    for switch in switches:
        for word in switch.arguments if switch.start < command.start else ():
            if word.text == "errexit" or ("e" in word.text and word.text[0] in "+-"):
                lenient = "+" in switch.text
    return lenient
