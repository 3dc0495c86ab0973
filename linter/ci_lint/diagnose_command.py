"""`ci-lint diagnose`: why a run failed, from its log."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .command_group import Hindrance

if TYPE_CHECKING:
    from .diagnose import Diagnosis
    from .diagnose.remedies import Remedy

_FORMATS = ("text", "json", "markdown")


@click.command(epilog="Exit status: 0 the log was read, 2 it cannot be read, or wrong use, 3 a mistake in ci-lint.")
@click.argument("log", default="-")
@click.option("--workflow", metavar="PLACE", help="Look for the cause in this workflow, folder or repository too.")
@click.option("--fix", is_flag=True, help="With --workflow: repair what can be repaired without changing its meaning.")
@click.option("--unsafe-fixes", is_flag=True, help="With --workflow: also repairs that a person should look at.")
@click.option(
    "--format", "format_name", "-f", type=click.Choice(_FORMATS), default="text", show_default=True,
    help="How the diagnosis is written.",
)  # fmt: skip
@click.option("--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write it to this file.")
@click.option("--escalate", is_flag=True, help="Write an issue for those who can help, in Markdown.")
@click.option("--run-url", default="", metavar="URL", help="With --escalate: where the run is to be seen.")
@click.option("--impact", default="", metavar="TEXT", help="With --escalate: who cannot work because of it.")
@click.option("--since", default="", metavar="TEXT", help="With --escalate: since when it fails.")
@click.option("--tried", multiple=True, metavar="TEXT", help="With --escalate: what was tried already. Repeatable.")
def diagnose(  # noqa: PLR0913 - one argument an option
    *,
    log: str,
    workflow: str | None,
    fix: bool,
    unsafe_fixes: bool,
    format_name: str,
    output: Path | None,
    escalate: bool,
    run_url: str,
    impact: str,
    since: str,
    tried: tuple[str, ...],
) -> None:
    """Say why a run failed, from its log, and what to do. Nothing is sent anywhere.

    LOG is a file, the zip that GitHub offers for download, or `-` for standard input: `gh run view --log-failed
    | ci-lint diagnose`.
    """
    from .diagnose import SIGNATURES
    from .diagnose import diagnose as read
    from .diagnose.unreadable import UnreadableLog
    from .reports.escalation import Circumstances, escalation

    if (fix or unsafe_fixes) and workflow is None:
        raise click.UsageError("--fix and --unsafe-fixes need --workflow, which says where to look")
    circumstances = Circumstances(run_url, impact, since, tried)
    if not escalate and circumstances != Circumstances():
        raise click.UsageError("--run-url, --impact, --since and --tried need --escalate")
    try:
        diagnosis = read(log, SIGNATURES)
    except UnreadableLog as error:
        raise Hindrance(str(error)) from None
    found = _remedies(diagnosis, workflow, fix=fix, unsafe=unsafe_fixes) if workflow is not None else ()
    text = escalation(diagnosis, found, circumstances) if escalate else _rendered(diagnosis, found, format_name)
    _write(text, output)


def _remedies(diagnosis: "Diagnosis", workflow: str, *, fix: bool, unsafe: bool) -> "Sequence[Remedy]":
    """What the workflow says of the causes; the files are mended if that is wished, else only shown mended."""
    from .diagnose.remedies import remedies
    from .settings import SettingsError
    from .writer import write_fixed

    try:
        # Shown is also what a person should look at; written is only what was asked for.
        found = tuple(remedies(diagnosis.causes, workflow, unsafe=unsafe or not fix))
    except SettingsError as error:
        raise Hindrance(str(error)) from None
    for remedy in found if fix else ():
        for sentence in write_fixed(remedy.report).unwritten:
            click.echo(sentence, err=True)
    return found


def _rendered(diagnosis: "Diagnosis", found: "Sequence[Remedy]", format_name: str) -> str:
    from .reports import diagnosis_json, diagnosis_markdown, diagnosis_text

    if format_name == "json":
        return diagnosis_json.render(diagnosis, found, Path.cwd().as_posix())
    if format_name == "markdown":
        return diagnosis_markdown.render(diagnosis, found, Path.cwd().as_posix())
    return diagnosis_text.render(diagnosis, found, Path.cwd().as_posix())


def _write(text: str, output: Path | None) -> None:
    if output is None:
        click.echo(text.encode("utf-8", "replace"), nl=False)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise Hindrance(f"{output} cannot be written: {error.strerror}") from None
