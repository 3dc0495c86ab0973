"""What a report depends on besides what was found."""

from msgspec import Struct

from ..rule import Severity


class ReportOptions(Struct, frozen=True):
    """How and for whom a report is rendered.

    `version` is ours. `working_directory` is an absolute path with forward slashes: what `Source.path` is
    relative to, and what paths in SARIF and annotations are made relative to. `width` and `color` are
    those of the terminal. `fail_on` is the lowest severity that fails the run, None if none does.
    `documentation` is the address of the folder that holds the rules' pages, if they are online.
    """

    version: str
    working_directory: str
    color: bool = False
    width: int = 100
    fail_on: Severity | None = Severity.WARNING
    documentation: str = ""
