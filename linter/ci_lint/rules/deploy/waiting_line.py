"""Waits for rollouts, behind the calls of kubectl that begin them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from ...edits import Edit, Refusal
from ...workflow import Step
from .kubectl import Call, Workload
from .next_line import neighbours, require_plain, run_next
from .timeouts import longest_timeout

if TYPE_CHECKING:
    from ...shell import Command


class Unwatched(Struct, frozen=True, eq=False):
    """A call that begins rollouts, and the workloads that nothing waits for."""

    call: Call
    workloads: tuple[Workload, ...]


def wait_behind(begun: Unwatched, others: Sequence[Unwatched], limit: str = "") -> Edit:
    """Wait for what a call begins, and for what the others begin that stand in the lines around it.

    The waits come behind all of these, so that one that fails keeps none of them from being begun. The limit
    is that of other rollouts of the file unless one is given. Raises Refusal where the script computes what
    is changed in a way that cannot be told again.
    """
    around = _block(begun.call.step, begun.call.command)
    together = [other for other in others if other.call.command in around] or [begun]
    lines = [_line(other.call, workload, limit) for other in together for workload in other.workloads]
    return run_next(together[-1].call.command, list(dict.fromkeys(lines)))


def _block(step: Step, command: "Command") -> tuple["Command", ...]:
    """The calls of kubectl in the lines around one, itself included."""
    return next((block for block in _blocks(step) if command in block), ())


def _blocks(step: Step) -> tuple[tuple["Command", ...], ...]:
    script = step.script
    return step.remember("neighbouring calls", lambda _: tuple(neighbours(script, "kubectl")) if script else ())


def _line(call: Call, workload: Workload, limit: str) -> str:
    if not workload.target and not set("/ ") & set(workload.written):
        raise Refusal("the script computes which workload is changed")
    program = call.command.scalar.text[call.command.start : call.command.words[0].end]
    limit = limit or longest_timeout(call.step)
    line = f"{program} rollout status {workload.written}{call.connection()} --timeout={limit}"
    require_plain(line)
    return line
