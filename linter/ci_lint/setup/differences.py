"""What is special about a repository, so that its settings should say it."""

import math
from collections.abc import Iterator
from pathlib import Path

from ..paths import find_files
from ..repository import Folder
from ..settings import Settings
from ..settings_addition import Statement
from ..tree import Scalar
from ..workflow import view

# Folders that hold other people's files, or files that are made to be wrong.
_NOT_OURS = ("vendor", "third_party", "third-party", "testdata", "fixtures")
_LONGEST = 6 * 60  # GitHub's own limit


def differences(root: Path, profile: str) -> Iterator[Statement]:
    """The settings in which a repository differs from the defaults; `profile` is what its owner wants."""
    if profile != Settings().profile.value:
        yield Statement("profile", profile)
    excluded = _not_ours(root)
    if excluded:
        yield Statement("exclude", excluded, "files that GitHub does not run")
    longest = _longest_limit(root)
    if longest > Settings().timeout_minutes:
        yield Statement("timeout-minutes", longest, "what fixes give a job: the longest limit that a job has today")


def _not_ours(root: Path) -> tuple[str, ...]:
    """Folders with files that would be linted although they are not this project's."""
    files = [file for file in find_files((str(root),)).files if file.root == root]
    return tuple(sorted({folder for file in files if (folder := _folder_of_others(file.relative))}))


def _folder_of_others(path: str) -> str:
    parts = path.split("/")
    place = next((n for n, part in enumerate(parts) if part in _NOT_OURS), None)
    return "" if place is None else "/".join(parts[: place + 1])


def _longest_limit(root: Path) -> int:
    repository = Folder(root)
    trees = ((path, repository.tree(path)) for path in repository.workflows())
    documents = (view(tree, path, repository) for path, tree in trees if tree)
    limits = (job.node.get("timeout-minutes") for document in documents for job in document.jobs())
    minutes = [limit.number for limit in limits if isinstance(limit, Scalar) and limit.number is not None]
    return max((math.ceil(number) for number in minutes if number <= _LONGEST), default=0)
