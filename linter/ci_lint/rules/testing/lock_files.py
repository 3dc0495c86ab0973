"""Lock files of a project: where they lie, and whether there is one for sure."""

import posixpath
from typing import TYPE_CHECKING

from msgspec import Struct

from ...docker.dockerfiles import repository_of
from ...workflow import Step
from .working_directory import directory

if TYPE_CHECKING:
    from ...shell import Command

_FOLDER_OPTIONS = ("--prefix", "--dir", "-C", "--cwd", "--directory", "--project")
_SETUPS = ("actions/setup-node",)


class LockFile(Struct, frozen=True):
    """A lock file. `text` is None where only the workflow tells that it is there: a cache is keyed by it."""

    path: str
    text: str | None


def lock_file(step: Step, command: "Command", *names: str) -> LockFile | None:
    """The lock file of one of these names that a command would use: in its folder, or in the root for workspaces."""
    folder = directory(step, command)
    option = command.option(*_FOLDER_OPTIONS)
    if folder is None or (option is not None and not option.static):
        return None
    folder = posixpath.normpath(posixpath.join(folder, option.text if option else ""))
    repository = repository_of(step)
    for place in dict.fromkeys((folder, ".")):
        for name in names:
            path = posixpath.normpath(posixpath.join(place, name))
            text = repository.text(path)
            if text is not None:
                return LockFile(path, text)
    return _named_by_cache(step, folder, names)


def _named_by_cache(step: Step, folder: str, names: tuple[str, ...]) -> LockFile | None:
    """The lock file that the cache of `actions/setup-node` is keyed by; without it the action fails."""
    for setup in step.earlier:
        if setup.uses is None or not setup.uses.names(*_SETUPS) or not setup.input_text("cache"):
            continue
        named = setup.input_text("cache-dependency-path").split() or (
            [names[0]] if _is_cache_of(setup, names[0]) else []
        )
        for path in map(posixpath.normpath, named):
            if posixpath.basename(path) in names and (posixpath.dirname(path) or ".") == folder:
                return LockFile(path, None)
    return None


def _is_cache_of(setup: Step, name: str) -> bool:
    managers = {"npm": "package-lock.json", "yarn": "yarn.lock", "pnpm": "pnpm-lock.yaml"}
    return managers.get(setup.input_text("cache")) == name
