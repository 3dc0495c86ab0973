"""What failed, worked out from the log itself: job, step, exit code, and the lines that say "error"."""

import re
from collections import deque
from dataclasses import dataclass, replace

from .lines import Line
from .streams import Stream

# Lines with one of these are looked at, whatever the signatures ask for.
ERROR_MARKS = ("##[", "exit code", "rror", "RROR", "FAIL", "ail", "atal", "Traceback")
ERRORS_SHOWN = 5

_GROUP = re.compile(r"^##\[group\](Run .{1,300})|^##\[group\]")
_EXIT = re.compile(r"^(?:##\[error\]|Error: )?(?:.{0,60}\b)?(?:Process completed|failed) with exit code (\d{1,10})\.?$")
_ERROR = re.compile(
    r"^\W{0,4}(?:##\[error\]|(?:[\w.]{0,80}(?:Error|Exception|ERROR|FAILED|FAILURE|FATAL)|error|fatal|Fatal|failed|panic"
    r"|npm ERR!|ERR!|Traceback)\b)|\berror:|: fatal:|\bERROR\b"
)
_HARMLESS = re.compile(
    r"\b(?:0 errors?|no errors?|0 failed|errors?=0|without errors?|--fail|if-no-files-found)\b", re.IGNORECASE
)


@dataclass(frozen=True)
class Failure:
    """Where the log says that something ended: None and "" where it does not say."""

    line: Line
    exit_code: int | None = None


class Events:
    """Follows the steps of a log, and keeps the first lines that look like errors and the failures."""

    def __init__(self) -> None:
        self.errors: list[Line] = []
        self.last_errors: deque[Line] = deque(maxlen=ERRORS_SHOWN)
        self.failures: list[Failure] = []
        self._step = ""

    def see(self, line: Line, stream: Stream) -> None:
        """Take notice of a line."""
        if begun := _GROUP.match(line.text):
            self._step = begun[1] or self._step
            return
        ended = _EXIT.search(line.text)
        if ended and len(self.failures) < ERRORS_SHOWN:
            self.failures.append(Failure(self.place(line, stream), int(ended[1])))
        if not ended and _ERROR.search(line.text) and not _HARMLESS.search(line.text):
            placed = self.place(line, stream)
            if len(self.errors) < ERRORS_SHOWN:
                self.errors.append(placed)
            self.last_errors.append(placed)

    def place(self, line: Line, stream: Stream) -> Line:
        """The line with the job and the step in which it stands, as far as the log says."""
        return replace(line, job=line.job or stream.job, step=line.step or stream.step or self._step)
