"""Whether a container still runs, and what it said last, asked of the docker program."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from kit.deadline import Deadline
from kit.processes import run

if TYPE_CHECKING:
    from typing import Any

    from kit.processes import Outcome

# docker answers within milliseconds, or its daemon hangs.
_PATIENCE = 5.0
_LINES = 100


@dataclass(frozen=True)
class WatchedContainer:
    """A container by name or id, and the docker program to ask with."""

    name: str
    docker: str

    def ended(self, deadline: Deadline) -> str:
        """How it ended, "" while it runs and where docker does not say."""
        outcome = self._ask(deadline, "inspect", "--type", "container", "--format", "{{json .State}}", "--", self.name)
        return f"container {self.name} {state_end(outcome)}" if state_end(outcome) else ""

    def complaint(self, deadline: Deadline) -> str:
        """Why the container cannot be watched, "" if it can."""
        outcome = self._ask(deadline, "inspect", "--type", "container", "--format", "{{json .State}}", "--", self.name)
        if outcome.succeeded or state_end(outcome):
            return ""
        return " ".join(outcome.tail[-1:]) or f"docker gave no answer ({outcome.reason})"

    def log(self, deadline: Deadline) -> tuple[str, ...]:
        """The last lines of its output; empty where docker does not hand them out."""
        outcome = self._ask(deadline, "logs", "--tail", str(_LINES), "--", self.name)
        return outcome.tail[-_LINES:] if outcome.succeeded else ()

    def _ask(self, deadline: Deadline, *arguments: str) -> Outcome:
        # The inputs hold secrets, and are none of docker's business.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("CIKIT_")}
        limit = Deadline(deadline.cap(_PATIENCE))
        return run((self.docker, *arguments), deadline=limit, env=environment, on_line=lambda _: None, grace=0.2)


def state_end(outcome: Outcome) -> str:
    """How a container ended by what `docker inspect` printed, "" while it runs and where it did not say."""
    printed = "\n".join(outcome.tail)
    if not outcome.succeeded:
        gone = outcome.reason == "exit" and "no such" in printed.lower()
        return "does not exist" if gone else ""
    try:
        state = json.loads(printed)
    except ValueError:
        return ""
    return _describe(state) if isinstance(state, dict) and state.get("Status") in ("exited", "dead") else ""


def _describe(state: dict[str, Any]) -> str:
    code = state.get("ExitCode")
    how = "was killed for want of memory" if state.get("OOMKilled") else "has ended"
    why = f": {state['Error']}" if state.get("Error") else ""
    return f"{how} with exit code {code}{why}"
