"""Commands that start something, and those that ask whether it is ready."""

from typing import TYPE_CHECKING

from ...workflow import Step

if TYPE_CHECKING:
    from ...shell import Command

ASKING = ("curl", "wget", "http", "nc", "grpcurl")
_RETRIES = ("--retry", "--retry-connrefused", "--retry-all-errors", "--tries", "--retry-max-time")
_STARTS = (("docker", "run"), ("docker", "start"), ("docker", "compose", "up"), ("docker-compose", "up"))
_SERVICE = (("systemctl", "start"), ("systemctl", "restart"), ("service",), ("pm2", "start"))


def starts(command: "Command") -> bool:
    """Whether a command starts something and does not wait for it."""
    if command.background:
        return True
    if any(command.starts_with(*words) for words in _SERVICE):
        return True
    if not any(command.starts_with(*words) for words in _STARTS) or command.has("--wait"):
        return False
    return command.has("-d", "--detach") or command.starts_with("docker", "start")


def asks_again(command: "Command") -> bool:
    """Whether a command repeats a question until it is answered."""
    return command.name in ASKING and any(word.text.partition("=")[0] in _RETRIES for word in command.arguments)


def last_question(step: Step) -> int:
    """The place of the last command of a script that a loop or an option repeats; -1 if there is none."""
    commands = step.script.commands if step.script else ()
    places = reversed(range(len(commands)))
    return next((place for place in places if commands[place].in_loop or asks_again(commands[place])), -1)
