"""How commands show what they propose: as a diff first, written when asked to."""

import sys
from pathlib import Path

import click

from .command_group import USAGE
from .proposal import Proposal, write
from .reports.patch import patch, readable
from .reports.visible import visible
from .terminal import colored, on_terminal, print_text, unheeded


def offer(context: click.Context, proposed: Proposal, *, wanted: bool) -> None:
    """Show the diff and the notes; write if it is `wanted`, or if a person at a terminal says so.

    Ends the command with exit status 2 if something could not be written.
    """
    # It is for reading: carriage returns at the ends of lines would only be in the way.
    diff = patch(proposed.report, Path.cwd().as_posix()).replace("\r\n", "\n")
    print_text(unheeded(readable(diff, color=colored("auto"))))
    for note in proposed.notes:
        click.echo("- " + "\n".join(map(visible, note.split("\n"))), err=True)
    if not proposed.changes:
        print_text("there is nothing to do\n")
        return
    files = ", ".join(proposed.paths)
    if not wanted and not _agreed(files):
        print_text(f"nothing is written yet; --write writes {files}\n")
        return
    failures = write(proposed)
    for failure in failures:
        click.echo(failure, err=True)
    if failures:
        context.exit(USAGE)
    print_text(f"wrote {files}\n")


def _agreed(files: str) -> bool:
    return on_terminal(sys.stdin) and on_terminal(sys.stdout) and click.confirm(f"Write {files}?")
