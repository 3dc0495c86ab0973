"""Loops that wait for something, and what ends them."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from ...late_pattern import late_pattern
from ...source import Span
from ...workflow import Document, Job, Step

if TYPE_CHECKING:
    from ...shell import Command, Loop

_ARITHMETIC = ("((", "let", "expr")
_CLOCK = late_pattern(r"\b(?:EPOCH)?SECONDS\b|\bdate\b")
# What these wait for is on the same machine, and ends by itself.
_PROCESSES = ("kill", "pgrep", "ps", "wait", "read", "getopts", "mapfile")


def waiting_loops(document: Document) -> Iterator[tuple[Step, "Loop"]]:
    """Each loop that sleeps between its rounds and runs in the foreground."""
    for step in document.steps():
        if step.run is None or "sleep" not in step.run.text or "do" not in step.run.text or step.script is None:
            continue
        sleeping = {command.loop: command for command in step.script.named("sleep")}
        beside = {command.name for command in step.script.commands if command.background and command.name}
        for loop in step.script.loops:
            sleep = sleeping.get(loop)
            if sleep is not None and not sleep.background and sleep.function not in beside:
                yield step, loop


def loop_commands(loop: "Loop") -> tuple["Command", ...]:
    """The commands of condition and body."""
    return (*loop.condition, *loop.body)


def head(loop: "Loop") -> Span:
    """The place of the word that begins it."""
    return loop.scalar.part(loop.start, loop.start + len(loop.kind))


def counts(loop: "Loop") -> bool:
    """Whether it counts its rounds, or goes through a list."""
    if loop.kind == "for":
        return True
    return any(
        command.name in _ARITHMETIC or "$((" in command.text or _adds(command) for command in loop_commands(loop)
    )


def _adds(command: "Command") -> bool:
    return any(assignment.append for assignment in command.assignments)


def watches_clock(loop: "Loop") -> bool:
    """Whether it looks at the time."""
    return any(_CLOCK.search(command.text) for command in loop_commands(loop))


def follows_process(loop: "Loop") -> bool:
    """Whether it goes on for as long as a process runs, or something comes in."""
    return any(command.name in _PROCESSES for command in loop.condition)


def limited(step: Step, loop: "Loop") -> bool:
    """Whether the step has a time limit, or a loop around this one looks at the time."""
    if step.node.get("timeout-minutes") is not None:
        return True
    return loop.outer is not None and watches_clock(loop.outer)


def job_is_limited(step: Step) -> bool:
    """Whether the job has a time limit."""
    return isinstance(step.parent, Job) and step.parent.node.get("timeout-minutes") is not None
