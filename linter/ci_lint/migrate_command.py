"""`ci-lint migrate`: what other linters were told, as settings of ours."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from .command_group import Hindrance

if TYPE_CHECKING:
    from .migration import Item, Migration


@click.command(short_help="Take over the settings of other linters.")
@click.argument("folder", default=".", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--write", is_flag=True, help="Write what is shown, without asking.")
@click.pass_context
def migrate(context: click.Context, *, folder: Path, write: bool) -> None:
    """Take over what zizmor.yml, actionlint.yaml, ghalint.yaml and .poutine.yml say.

    Shows a diff of our settings first, and names what has no counterpart. The files that are read stay as they are.
    """
    from .migration import Unreadable, migration
    from .offer import offer
    from .proposal import proposal
    from .settings import SettingsError
    from .settings_addition import settings_change
    from .settings_file import folders_upwards

    root = folders_upwards(folder.resolve())[-1]
    try:
        found = migration(root)
        change = settings_change(root, found.addition)
    except (SettingsError, Unreadable) as error:
        raise Hindrance(str(error)) from None
    offer(context, proposal((change,), _sentences(found)), wanted=write)


def _sentences(found: "Migration") -> Iterator[str]:
    from .reports.visible import visible

    if not found.files:
        yield "there is no zizmor.yml, actionlint.yaml, ghalint.yaml or .poutine.yml here"
    yield from (visible(_sentence(item)) for item in found.items)
    yield from found.notes


def _sentence(item: "Item") -> str:
    if not item.name:
        return f"{item.place}: {item.said}: {item.note}"
    where = f" for {item.path}" if item.path else ""
    return f"{item.place}: {item.said} becomes {item.name} = {item.word}{where}"
