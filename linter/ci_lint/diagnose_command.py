"""`ci-lint diagnose`: why a run failed, from its log."""

import shutil
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from msgspec.structs import replace

from . import __version__
from .command_group import Hindrance
from .terminal import colored, on_terminal, write

if TYPE_CHECKING:
    from .diagnose import Diagnosis
    from .diagnose.remedies import Remedy
    from .diagnose.streams import Stream

_FORMATS = ("text", "json", "markdown")
_PROGRESS_AFTER, _PROGRESS_EVERY = 1.0, 0.1  # seconds
_MEBIBYTE = 1024**2

_HELP = """\
Say why a run failed, from its log, and what to do. Nothing is sent anywhere.

LOG is a file with the log, the zip that GitHub offers for download, or `-`, standard input. What looks like a
credential is masked in everything that is written.

\b
  gh run view 123456 --log-failed | ci-lint diagnose
  ci-lint diagnose logs_123456.zip --workflow .
  ci-lint diagnose run.log --workflow . --fix
  ci-lint diagnose run.log --escalate --impact "no release can be made"
"""


@click.command(
    help=_HELP, epilog="Exit status: 0 the log was read, 2 it cannot be read, or wrong use, 3 a mistake in ci-lint."
)
@click.argument("log", default="-", metavar="[LOG]")
@click.option(
    "--workflow", metavar="PLACE",
    help="Look in this workflow, folder or repository for what causes it, and show what would mend it.",
)  # fmt: skip
@click.option("--fix", is_flag=True, help="With --workflow: repair what can be repaired without changing its meaning.")
@click.option("--unsafe-fixes", is_flag=True, help="With --fix: also repairs that a person should look at.")
@click.option(
    "--format", "format_name", "-f", type=click.Choice(_FORMATS), default="text", show_default=True,
    help="How the diagnosis is written.",
)  # fmt: skip
@click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write the diagnosis to this file."
)
@click.option(
    "--color", type=click.Choice(["auto", "always", "never"]), default="auto", show_default=True,
    help="auto: only on terminals.",
)  # fmt: skip
@click.option("--escalate", is_flag=True, help="Write an issue for those who can help, in Markdown.")
@click.option("--run-url", default="", metavar="URL", help="With --escalate: where the run is to be seen.")
@click.option("--impact", default="", metavar="TEXT", help="With --escalate: who cannot work because of it.")
@click.option("--since", default="", metavar="TEXT", help="With --escalate: since when it fails.")
@click.option("--tried", multiple=True, metavar="TEXT", help="With --escalate: what was tried already. Repeatable.")
def diagnose(
    *, log: str, workflow: str | None, fix: bool, unsafe_fixes: bool, output: Path | None, **wishes: Any
) -> None:
    """Print or write the diagnosis of the log; mend the workflow if that is wished."""
    _check_use(log, workflow, wishes, fix=fix, unsafe=unsafe_fixes)
    diagnosis = _diagnosis(log)
    found, unwritten = (
        _remedies(diagnosis, workflow, fix=fix, unsafe=unsafe_fixes) if workflow is not None else ((), ())
    )
    write(_rendered(diagnosis, found, output, wishes), output)
    if unwritten:
        raise Hindrance("; ".join(unwritten))


def _check_use(log: str, workflow: str | None, wishes: dict[str, Any], *, fix: bool, unsafe: bool) -> None:
    """Raise for wishes that do not go together, and for a log or a workflow that is not there."""
    if fix and workflow is None:
        raise click.UsageError("--fix needs --workflow, which says where to look")
    if unsafe and not fix:
        raise click.UsageError("--unsafe-fixes needs --fix")
    if not wishes["escalate"] and any(wishes[name] for name in ("run_url", "impact", "since", "tried")):
        raise click.UsageError("--run-url, --impact, --since and --tried need --escalate")
    if wishes["escalate"] and wishes["format_name"] != "text":
        raise click.UsageError("--escalate has a format of its own, so it goes without --format")
    if log == "-" and on_terminal(sys.stdin):
        raise click.UsageError("name a log, or pipe one in: gh run view RUN --log-failed | ci-lint diagnose")
    if workflow is not None and not Path(workflow).exists():
        raise Hindrance(f"{workflow} does not exist")


def _diagnosis(log: str) -> "Diagnosis":
    from .diagnose import SIGNATURES
    from .diagnose import diagnose as read
    from .diagnose.unreadable import UnreadableLog

    progress = _Progress()
    try:
        return read(log, SIGNATURES, progress.show if on_terminal(sys.stderr) else lambda _stream, _done: None)
    except UnreadableLog as error:
        raise Hindrance(str(error)) from None
    finally:
        progress.end()


class _Progress:
    """A line on a terminal that says how much of a long log is read, and is gone at its end."""

    def __init__(self) -> None:
        self._began = self._last = time.monotonic()
        self._shown = False

    def show(self, stream: "Stream", done: int) -> None:
        """Say how far it is, now and then."""
        now = time.monotonic()
        if now - self._began < _PROGRESS_AFTER or now - self._last < _PROGRESS_EVERY:
            return
        self._last, self._shown = now, True
        total = f" of {stream.size // _MEBIBYTE}" if stream.size else ""
        click.echo(f"\r\033[Kread {done // _MEBIBYTE}{total} MiB", nl=False, err=True)

    def end(self) -> None:
        """Leave the line as it was."""
        if self._shown:
            click.echo("\r\033[K", nl=False, err=True)


def _remedies(
    diagnosis: "Diagnosis", workflow: str, *, fix: bool, unsafe: bool
) -> "tuple[Sequence[Remedy], Sequence[str]]":
    """What the workflow says of the causes, mended if that is wished, and sentences on what was not written."""
    from .diagnose.remedies import remedy
    from .settings import SettingsError

    found: list[Remedy] = []
    unwritten: list[str] = []
    try:
        for cause in diagnosis.causes:
            # Shown is also what a person should look at. One after the other: two causes may be in one file.
            seen = remedy(cause, workflow, unsafe=True)
            if seen is not None and fix:
                seen, trouble = _mended(seen, workflow, unsafe=unsafe)
                unwritten += trouble
            found += [seen] if seen is not None else []
    except SettingsError as error:
        raise Hindrance(str(error)) from None
    return found, unwritten


def _mended(proposed: "Remedy", workflow: str, *, unsafe: bool) -> "tuple[Remedy, Sequence[str]]":
    """What was made of a remedy, in the files, and sentences on what could not be written."""
    from .diagnose.remedies import remedy
    from .writer import write_fixed

    wished = proposed if unsafe else (remedy(proposed.cause, workflow, unsafe=False) or proposed)
    if not wished.mends:
        return replace(wished, withheld=proposed.mends), ()
    report = write_fixed(wished.report)
    return replace(wished, report=report, written=not report.unwritten), report.unwritten


def _rendered(diagnosis: "Diagnosis", found: "Sequence[Remedy]", output: Path | None, wishes: dict[str, Any]) -> str:
    from .reports import diagnosis_json, diagnosis_markdown, diagnosis_text
    from .reports.escalation import Circumstances, escalation
    from .reports.options import ReportOptions

    here = Path.cwd().as_posix()
    if wishes["escalate"]:
        known = Circumstances(wishes["run_url"], wishes["impact"], wishes["since"], wishes["tried"])
        return escalation(diagnosis, found, known)
    if wishes["format_name"] == "json":
        return diagnosis_json.render(diagnosis, found, here)
    if wishes["format_name"] == "markdown":
        return diagnosis_markdown.render(diagnosis, found, here)
    color = colored(wishes["color"]) and output is None
    width = shutil.get_terminal_size((100, 24)).columns
    return diagnosis_text.render(diagnosis, found, ReportOptions(__version__, here, color=color, width=width))
