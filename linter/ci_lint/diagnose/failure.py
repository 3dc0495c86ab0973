"""What the runner writes where a step or a job ends badly, and lines that look like errors.

The wordings are those of the runner (ScriptHandler, StepsRunner, JobRunner, ActionManager), of its service,
and of the toolkit with which most actions run programs. The log has `##[error]` where the web page that shows
it has `Error: `.
"""

import re
from enum import IntEnum

from msgspec import Struct

from ..late_pattern import late_pattern
from .lines import Line

ERRORS_SHOWN = 5


class Outcome(IntEnum):
    """How something ended. Where several are told of one step the greater one says more."""

    ERROR = 1  # an error without exit code: actions that are written in JavaScript have none
    CANCELED = 2
    RUNNER_LOST = 3
    EXIT_CODE = 4
    TIMED_OUT = 5


class Failure(Struct, frozen=True):
    """Where the log says that something ended badly.

    `errors` are the first lines of the step that look like errors, or its last ones if none does; `file` is
    its place in a zip, "" outside of one.
    """

    line: Line
    outcome: Outcome
    exit_code: int | None = None
    file: str = ""
    errors: tuple[Line, ...] = ()

    @property
    def said_by_runner(self) -> bool:
        """Whether the line is the runner's own, which says that something failed and not why."""
        return self.outcome is not Outcome.ERROR


_SAID = r"^(?:##\[error\]|Error: ){1,2}"
_EXIT = late_pattern(
    r"^(?:(?:##\[error\]|Error: )?Process completed"
    r"|(?:##\[error\]|Error: ){1,2}(?:The process '.{1,500}' failed|Docker \w{1,10} fail(?:ed)?|.{0,200}\bfailed))"
    r" with (?:the )?exit code:? (-?\d{1,11})\.?$"
)
_TIMED_OUT = late_pattern(
    _SAID + r"(?:The (?:action|background step) '.{1,300}' has timed out|The action has timed out"
    r"|The job (?:running on runner .{1,300} )?has exceeded the maximum execution time)"
)
_RUNNER_LOST = late_pattern(
    r"^(?:##\[error\]|Error: )?(?:The runner has received a shutdown signal"
    r"|The (?:self-)?hosted runner:? .{0,300}lost communication with the server)"
)
_CANCELED = late_pattern(
    _SAID + r"(?:The operation was canceled\.|The run was canceled|The job was canceled|Canceling since a)"
)
_ERROR_COMMAND = late_pattern(r"^##\[error\](?=.*\w)")
_OTHERS = ((_TIMED_OUT, Outcome.TIMED_OUT), (_RUNNER_LOST, Outcome.RUNNER_LOST), (_CANCELED, Outcome.CANCELED))

_NO_ERROR = late_pattern(
    r"^\s{0,40}(?:##\[(?!error\])|\[?(?:debug|info|warn(?:ing)?|notice)\b|[-+*] |--\w)", re.IGNORECASE
)
_ERROR = late_pattern(
    r"^\W{0,40}(?:E {1,8})?(?:(?:\w[\w.]{0,80})?(?:Error|Exception|ERROR|FAILED|FAILURE|FATAL)|error|[Ff]atal|FAIL"
    r"|[Ff]ailed|panic|PANIC|npm ERR!|npm error|ERR!|Traceback|Failure)(?!\w|[-/.]\w|\(|=)"
    r"|##\[error\]|\b(?:error|fatal|Error|ERROR)(?:\[\w{1,20}\]|\s\w{1,6}\d{2,5})?: |\]\s{1,3}ERROR\b|\bFAILED\b"
)
_HARMLESS = late_pattern(
    r"\b(?:0|no|zero|without) (?:\w{1,20} )?(?:errors?|failed|failures?|exceptions?)\b"
    r"|\b(?:failed|errors?|failures?)[=:] ?0\b|--fail|if-no-files-found|continue-on-error|fail-fast|ignore-error"
    r"|set -\w{0,8}e",
    re.IGNORECASE,
)


def failure_in(line: Line) -> Failure | None:
    """The failure that a line of the runner tells of."""
    if ended := _EXIT.search(line.text):
        code = int(ended[1])
        return Failure(line, Outcome.EXIT_CODE, code) if code else None
    for expression, outcome in _OTHERS:
        if expression.search(line.text):
            return Failure(line, outcome)
    return Failure(line, Outcome.ERROR) if _ERROR_COMMAND.search(line.text) else None


def looks_like_error(text: str) -> bool:
    """Whether a program that wrote this line most likely meant an error."""
    return bool(_ERROR.search(text)) and not _NO_ERROR.search(text) and not _HARMLESS.search(text)
