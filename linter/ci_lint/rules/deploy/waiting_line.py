"""A wait for a rollout, right behind the call of kubectl that begins it."""

from ...edits import Edit, Refusal
from .kubectl import Call, Workload
from .next_line import run_next
from .timeouts import longest_timeout


def wait_in_next_line(call: Call, workloads: tuple[Workload, ...], limit: str = "") -> Edit:
    """Wait for each of the workloads, in the same cluster and as the same user as the call.

    The limit is that of other rollouts of the file unless one is given. Raises Refusal where the script
    computes what is changed in a way that cannot be told again.
    """
    if any(not workload.target and not set("/ ") & set(workload.written) for workload in workloads):
        raise Refusal("the script computes which workload is changed")
    command = call.command
    program = command.scalar.text[command.start : command.words[0].end]
    limit = limit or longest_timeout(call.step)
    return run_next(command, [_line(call, program, workload, limit) for workload in workloads])


def _line(call: Call, program: str, workload: Workload, limit: str) -> str:
    return f"{program} rollout status {workload.written}{call.connection()} --timeout={limit}"
