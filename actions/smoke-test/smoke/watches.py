"""What is watched while a service is asked: a process, a container, a log file; each only where it was named."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from .log_tail import tail

if TYPE_CHECKING:
    from pathlib import Path

    from kit.deadline import Deadline

    from .watched_container import WatchedContainer
    from .watched_process import WatchedProcess


@dataclass(frozen=True)
class Watches:
    """All that is watched."""

    process: WatchedProcess | None = None
    container: WatchedContainer | None = None
    log_file: Path | None = None

    @property
    def mortal(self) -> bool:
        """Whether anything is watched that can end."""
        return bool(self.process or self.container)

    def ended(self, deadline: Deadline) -> str:
        """How the process or the container ended, "" while both live."""
        ended = self.process.ended() if self.process else ""
        return ended or (self.container.ended(deadline) if self.container else "")

    def logs(self, deadline: Deadline) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Title and last lines of each log there is."""
        file = ((f"End of {self.log_file.name}", tail(self.log_file)),) if self.log_file else ()
        container = self.container
        output = ((f"End of the output of {container.name}", container.log(deadline)),) if container else ()
        return tuple((title, lines) for title, lines in (*file, *output) if lines)
