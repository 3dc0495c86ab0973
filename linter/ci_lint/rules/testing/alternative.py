"""What follows a command behind `||`, taken away."""

from typing import TYPE_CHECKING

from ...edits import Edit, Refusal, replace_in_scalar
from ...late_pattern import late_pattern

if TYPE_CHECKING:
    from ...shell import Command

# Redirects and closing brackets stay with the command.
_OPERATOR = late_pattern(
    r"(?P<kept>[^|;{}\\\s]*(?:[ \t]+[^|;{}\\\s]+)*)[ \t]*(?:\\\n[ \t]*)?\|\|[ \t]*(?:\\?\n[ \t]*)?"
)


def without_alternative(command: "Command") -> Edit:
    """Take away what runs when a command fails, so that the script ends there.

    Raises Refusal where that is more than one command, or more hangs on it.
    """
    last, text = command.otherwise[-1], command.scalar.text
    between = _OPERATOR.fullmatch(text, command.end, last.start)
    if between is None or len(command.otherwise) > 1 or len(command.and_or) > 1 or last.redirects or last.heredocs:
        raise Refusal("more than one command hangs on the failure")
    return replace_in_scalar(command.scalar, between.end("kept"), last.end, "")
