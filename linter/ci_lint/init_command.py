"""`ci-lint init`: settings, an entry for pre-commit and workflows for a repository that begins with ci-lint."""

from pathlib import Path

import click

from .command_group import Hindrance
from .setup.kit import DEFAULT_SOURCE


@click.command(short_help="Set a repository up: settings, pre-commit, workflows.")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Write what is shown, without asking.")
@click.option(
    "--source",
    default=DEFAULT_SOURCE,
    show_default=True,
    metavar="OWNER/REPO@REF",
    help="Where the actions of this kit are; best a commit.",
)
@click.option(
    "--profile",
    type=click.Choice(["default", "strict"]),
    default="default",
    show_default=True,
    help="What the settings choose; strict adds opinions and audits.",
)
@click.option("--pre-commit", is_flag=True, help="Make .pre-commit-config.yaml if there is none.")
@click.option("--no-workflows", is_flag=True, help="Leave .github/workflows alone.")
@click.pass_context
def init(  # noqa: PLR0913 - one argument an option
    context: click.Context,
    *,
    folder: Path,
    write: bool,
    source: str,
    profile: str,
    pre_commit: bool,
    no_workflows: bool,
) -> None:
    """Set a repository up: settings where it differs, pre-commit, a workflow that checks, one that fixes weekly.

    Shows a diff first. What is there already is not touched.
    """
    from .offer import offer
    from .settings import SettingsError
    from .settings_file import folders_upwards
    from .setup.beginning import Wishes, beginning
    from .setup.kit import WrongKit, parse_kit
    from .source import TooLarge

    root = folders_upwards(folder.resolve())[-1]
    try:
        wishes = Wishes(parse_kit(source), profile, pre_commit, not no_workflows)
        proposed = beginning(root, wishes)
    except WrongKit as error:
        raise click.UsageError(f"--source: {error}") from None
    except (SettingsError, TooLarge) as error:
        raise Hindrance(str(error)) from None
    except OSError as error:
        raise Hindrance(f"{error.filename} cannot be read: {error.strerror}") from None
    offer(context, proposed, wanted=write)
