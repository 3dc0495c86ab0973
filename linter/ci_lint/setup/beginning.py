"""Everything that a repository gets that begins with ci-lint, as one proposal."""

from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from ..proposal import Proposal, proposal
from ..report import FileReport
from ..settings_addition import Addition, settings_change
from ..settings_file import find_settings
from .differences import differences
from .kit import Kit
from .pre_commit import pre_commit_changes
from .workflows import workflow_changes


class Wishes(Struct, frozen=True):
    """What the owner of the repository wants: `pre_commit` also where it is not used yet."""

    kit: Kit
    profile: str = "default"
    pre_commit: bool = False
    workflows: bool = True


def beginning(root: Path, wishes: Wishes) -> Proposal:
    """What is missing in a repository, and sentences on what is there.

    Raises SettingsError for settings that are wrong, OSError and TooLarge for files that cannot be read.
    """
    steps = list(_steps(root, wishes))
    changes = [step for step in steps if isinstance(step, FileReport)]
    return proposal(changes, (step for step in steps if isinstance(step, str)))


def _steps(root: Path, wishes: Wishes) -> Iterator[FileReport | str]:
    yield from _settings(root, wishes.profile)
    yield from pre_commit_changes(root, wishes.kit, wanted=wishes.pre_commit)
    if wishes.workflows:
        yield from workflow_changes(root, wishes.kit)


def _settings(root: Path, profile: str) -> Iterator[FileReport | str]:
    there = find_settings(root)
    if there is not None:
        yield f"settings are in {there.relative_to(root).as_posix()} already"
        return
    change = settings_change(root, Addition(tuple(differences(root, profile))))
    if change is None:
        yield "no settings are needed: the defaults fit"
    else:
        yield change
