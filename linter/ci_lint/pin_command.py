"""`ci-lint pin`: name the commits of actions, or look them up."""

from pathlib import Path

import click

from .command_group import INTERNAL, USAGE, Hindrance
from .remote_refs import GITHUB, SECONDS

UNPINNED = 1


@click.command(short_help="Put commits in the place of tags.")
@click.argument("paths", nargs=-1)
@click.option("--update", is_flag=True, help="Look up what is not pinned yet, and write it to the pin file.")
@click.option(
    "--mirror",
    metavar="PLACE",
    help=f"With --update: a folder or address with the repositories as OWNER/NAME. [default: {GITHUB}]",
)
@click.option("--branches", is_flag=True, help="With --update: pin branches too, to their newest commits.")
@click.option(
    "--timeout",
    type=click.FloatRange(min=0.1),
    metavar="SECONDS",
    help=f"With --update: how long to wait for a repository. [default: {SECONDS}]",
)
@click.option(
    "--config", type=click.Path(dir_okay=False, path_type=Path), help="Settings file, instead of the nearest."
)
@click.pass_context
def pin(  # noqa: PLR0913 - one argument an option
    context: click.Context,
    *,
    paths: tuple[str, ...],
    update: bool,
    mirror: str | None,
    branches: bool,
    timeout: float | None,
    config: Path | None,
) -> None:
    """Put the commits of the pin file into workflows and actions; with --update, make the pin file.

    The pin file is `.ci-lint-pins.toml` in the root of the repository. The exit status is 1 if something has no pin.
    """
    from .settings import SettingsError

    if not update and (mirror or branches or timeout):
        raise click.UsageError("--mirror, --branches and --timeout need --update")
    try:
        if update:
            context.exit(_update(paths, mirror or GITHUB, timeout or SECONDS, config, branches=branches))
        context.exit(_apply(paths, config))
    except SettingsError as error:
        raise Hindrance(str(error)) from None


def _update(paths: tuple[str, ...], place: str, seconds: float, config: Path | None, *, branches: bool) -> int:
    from .check import Request
    from .pin import sentences, update_pins
    from .remote_refs import Mirror

    outcome = update_pins(Request(paths, config=config), Mirror(place, seconds), branches=branches)
    for update in outcome.updates:
        for sentence in sentences(update):
            click.echo(sentence)
    problems = [*outcome.problems, *(update.problem for update in outcome.updates if update.problem)]
    for problem in problems:
        click.echo(problem, err=True)
    if problems:
        return USAGE
    return UNPINNED if any(update.failures for update in outcome.updates) else 0


def _apply(paths: tuple[str, ...], config: Path | None) -> int:
    from .check import Fixes, Request, check
    from .settings import Options
    from .writer import write_fixed

    options = Options(select=("unpinned-action",), external=False)
    report = write_fixed(check(Request(paths, options, config, fixes=Fixes(only=("unpinned-action",)))))
    made = [repair for repair in report.repairs() if not repair.refusal]
    left = [repair for repair in report.repairs() if repair.refusal]
    for repair in left:
        source, start = repair.finding.source, repair.finding.span.start
        click.echo(f"{source.path}:{source.position(start).line}: {repair.refusal}")
    for sentence in (*report.notes, *report.unreadable, *report.unwritten):
        click.echo(sentence, err=True)
    files = len({repair.finding.source.path for repair in made})
    click.echo(
        f"pinned {len(made)} actions in {files} files, {len(left)} are left" if made or left else "nothing to pin"
    )
    for error in report.errors():
        click.echo(f"{error.path}: rule {error.rule}: {error.message}", err=True)
    if any(report.errors()):
        return INTERNAL
    if report.unreadable or report.unwritten:
        return USAGE
    return UNPINNED if left else 0
