"""A login whose password comes from a pipe instead of the command line."""

from typing import TYPE_CHECKING

from ...docker.option_edits import replace_option
from ...edits import Edit, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...workflow import Step
from .secret_variable import add, variable_for

if TYPE_CHECKING:
    from ...shell import Command, Word

_PLAIN = late_pattern(r"\$\w+|\$\{\w+\}|\$\([^()`\"'\\]*\)|[\w.,:/@%+-]+")
# The option of each program that takes the password from its standard input.
_FROM_PIPE = {"regctl": "--pass-stdin"}


def pipe_password(step: Step, command: "Command", password: "Word") -> tuple[Edit, ...]:
    """The edits that print the password into the command. Raises Refusal where the command reads something else."""
    if command.position or command.heredocs or any("<" in redirect.operator for redirect in command.redirects):
        raise Refusal("the command reads from somewhere else already")
    if len(list(command.options("--password", "-p"))) > 1:
        raise Refusal("the command has several passwords")
    value, variables = printable(step, password)
    # printf, since echo takes a password such as -n for an option, and in sh changes its backslashes.
    printed = replace_in_scalar(command.scalar, command.start, command.start, f"printf '%s' {value} | ")
    option = replace_option(command, password, _FROM_PIPE.get(command.name, "--password-stdin"))
    return (printed, option, *add(step, variables))


def printable(step: Step, password: "Word") -> tuple[str, dict[str, str]]:
    """The password as one word of the shell, and the variables that it needs."""
    if "${{" in password.text:
        name, variables = variable_for(step, password.text)
        return f'"${name}"', dict(variables)
    if password.quote in ('"', "'") or (password.static and _PLAIN.fullmatch(password.raw)):
        return written(password), {}
    if _PLAIN.fullmatch(password.raw):
        return f'"{password.raw}"', {}
    raise Refusal("how the shell reads the password is not certain")


def written(word: "Word") -> str:
    """The word as it stands in the script, with the quotes around it."""
    raw = word.raw
    if raw[:1] == word.quote or not word.quote:
        return raw
    return f"{word.quote}{raw}{word.quote}"
