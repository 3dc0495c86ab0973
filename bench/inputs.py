"""The files that all tools get: those ci-lint finds in a folder, copied so that nothing else is near them."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from ci_lint.paths import InputFile, find_files
from runs import run

_YAML = (".yml", ".yaml")
_SKIPPED = (".git", "node_modules", ".gitignore")
# Findings (10 to 14), none (0), or nothing to audit because no file could be parsed (3).
_ZIZMOR_WENT_THROUGH = (0, 3, 10, 11, 12, 13, 14)
_ZIZMOR_OPTIONS = ("--offline", "--no-config", "--no-progress")


@dataclass(frozen=True)
class Inputs:
    """Paths of files from a folder, by what they are."""

    workflows: tuple[str, ...]
    actions: tuple[str, ...]
    dependabot: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """Every file."""
        return (*self.workflows, *self.actions, *self.dependabot)

    def without(self, left_out: Sequence[str]) -> "Inputs":
        """The same without some files."""
        kinds = (self.workflows, self.actions, self.dependabot)
        return Inputs(*(tuple(path for path in kind if path not in left_out) for kind in kinds))


def find_inputs(folder: Path) -> Inputs:
    """The workflows, actions and dependabot.yml files in a folder, by their paths in it."""
    found = find_files([folder]).files
    paths = {file.path.relative_to(folder.resolve()).as_posix(): _kind(file) for file in found}
    workflows, actions, dependabot = (
        tuple(path for path, kind in paths.items() if kind == wanted) for wanted in ("workflow", "action", "dependabot")
    )
    return Inputs(workflows, actions, dependabot)


def _kind(file: InputFile) -> str:
    loose = not file.relative.startswith(".github/workflows/")
    return file.path.stem if loose and file.path.stem in ("action", "dependabot") else "workflow"


def mirror(folder: Path, inputs: Inputs, target: Path) -> None:
    """Copy the inputs to a new folder, and link their neighbours there, but no other YAML file.

    ci-lint reads Dockerfiles, lock files and the like beside a workflow; any other YAML file, and whatever
    a `.gitignore` says, would make tools that search a folder see different files.
    """
    chosen = set(inputs.all)
    for path in _files_below(folder):
        if path in chosen or not path.endswith(_YAML):
            _place(folder / path, target / path, link=path not in chosen)


def _files_below(folder: Path) -> Iterator[str]:
    for top, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in _SKIPPED]
        for name in names:
            path = Path(top, name)
            if name not in _SKIPPED and path.is_file() and not path.is_symlink():
                yield path.relative_to(folder).as_posix()


def _place(file: Path, copy: Path, *, link: bool) -> None:
    copy.parent.mkdir(parents=True, exist_ok=True)
    if link:
        try:
            copy.hardlink_to(file)
        except OSError:
            # Another file system, or one without hard links.
            link = False
    if not link:
        shutil.copyfile(file, copy)


def spoilers(zizmor: str, folder: Path, paths: Sequence[str]) -> tuple[str, ...]:
    """The files on account of which zizmor audits nothing at all, found by halving.

    A file it cannot parse is only passed over; one that it parses and cannot make sense of ends the run.
    """
    if not paths or run((zizmor, *_ZIZMOR_OPTIONS, "--quiet", *paths), folder).code in _ZIZMOR_WENT_THROUGH:
        return ()
    if len(paths) == 1:
        return tuple(paths)
    middle = len(paths) // 2
    return (*spoilers(zizmor, folder, paths[:middle]), *spoilers(zizmor, folder, paths[middle:]))
