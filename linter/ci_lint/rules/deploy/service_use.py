"""What commands do with services that another command has started: use them, wait for them, or neither."""

import re
from enum import Enum
from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from ...purpose import Purpose, inner_words, is_for, runs_tests, script_names
from ...purpose.scripts import PACKAGE_MANAGERS, name_parts
from ...workflow import Step

if TYPE_CHECKING:
    from ...shell import Command

CLIENTS = ("psql", "mysql", "mysqladmin", "redis-cli", "mongosh", "mongo", "cqlsh", "kafka-topics", "grpcurl")
ASKING = ("curl", "wget", "http")
WAITING = ("sleep", "wait-for-it", "wait-for", "wait-on", "dockerize", "wait4x", "start-server-and-test")
# What these run may wait; nobody knows from here.
PROGRAMS = ("bash", "sh", "python", "python3", "node", "ruby", "source", ".")
MAY_WAIT = frozenset(("wait", "ready", "health", "start", "up", "setup", "services", "env", "serve", "prepare"))
ENDING = ("down", "stop", "kill", "rm")
OWN_MACHINE = ("localhost", "127.0.0.1", "0.0.0.0")  # noqa: S104 - an address to look for, nothing is bound

# Behind `docker compose exec`: what waits, and what needs an answer of a service, not only a container that runs.
_WAITS = late_pattern(r"(?:^|[\s/\"'_-])wait", re.IGNORECASE)
_TALKS = late_pattern(
    r"\b(?:db|database|postgres\w*|mysql\w*|mariadb|redis|mongo\w*|kafka|rabbitmq\w*|elasticsearch"
    r"|alembic|migrat\w+|schema|seeds?|setup|rails|rspec|tests?|artisan|manage\.py|"
    + "|".join((*CLIENTS, *ASKING))
    + r")(?![\w-])"
)


class Next(Enum):
    """What a command after the start does with the services."""

    USES = "uses them"
    WAITS = "waits, ends them, or may do so"
    NOTHING = "has nothing to do with them"


def later_kind(step: Step) -> Next:
    """What the first later step that has to do with the services does with them."""
    uses = (other.remember("what it does with services", step_kind) for other in step.later)
    return next((use for use in uses if use is not Next.NOTHING), Next.NOTHING)


def step_kind(step: Step) -> Next:
    """What a later step does with the services."""
    if step.uses is not None:
        waits = step.uses.local is not None or "wait" in step.uses.name or bool(step.input_text("wait-on"))
        if waits:
            return Next.WAITS
        return Next.USES if is_for(step, Purpose.TEST) else Next.NOTHING
    if step.run is None:
        return Next.NOTHING
    if step.script is None or is_for(step, Purpose.WAIT):
        return Next.WAITS
    return next((use for use in map(kind, step.script.commands) if use is not Next.NOTHING), Next.NOTHING)


def kind(command: "Command") -> Next:
    """What a command does with the services."""
    words = inner_words(command)
    if command.in_loop or command.name in WAITING or (words and words[0] in WAITING):
        return Next.WAITS
    if "compose" in command.text and any(word in ENDING for word in words):
        return Next.WAITS
    if runs_tests(command):
        return Next.USES
    if may_wait(command):
        return Next.WAITS
    if command.name in ASKING:
        asks = any(address in word.text for word in command.arguments for address in OWN_MACHINE)
        return Next.NOTHING if not asks else Next.WAITS if "retry" in command.text else Next.USES
    return inside(command) if "compose" in command.text else Next.USES if command.name in CLIENTS else Next.NOTHING


def inside(command: "Command") -> Next:
    """What a command of compose does: what runs in a container may talk to another one, or wait for it."""
    if not (command.starts_with("docker", "compose", "exec") or command.starts_with("docker-compose", "exec")):
        return Next.NOTHING
    if _WAITS.search(command.text):
        return Next.WAITS
    return Next.USES if _TALKS.search(command.text) else Next.NOTHING


def may_wait(command: "Command") -> bool:
    """Whether the command runs something of the project that may wait; package managers install things too."""
    if command.name in PACKAGE_MANAGERS:
        return any(not MAY_WAIT.isdisjoint(name_parts(name)) for name in script_names(command))
    return bool(script_names(command)) or command.name in PROGRAMS or command.text.startswith("./")
