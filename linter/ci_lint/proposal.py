"""Changes of files that a person is shown before they are made: existing ones get a new text, others come to be."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from .edits import NewFile
from .report import FileReport, Report
from .source import Source, read_source
from .writer import write_fixed


class Proposal(Struct, frozen=True):
    """What is to be done in a repository, as a report of changed and new files.

    `notes` are sentences on what is there already, and on what is left to a person.
    """

    changes: tuple[FileReport, ...]
    notes: tuple[str, ...] = ()

    @property
    def report(self) -> Report:
        """The changes as a diff and the writer take them."""
        return Report(self.changes)

    @property
    def paths(self) -> tuple[str, ...]:
        """The files that would change or come to be, relative to the root of the repository."""
        named = ((change.path, *(new.path for new in change.new_files)) for change in self.changes)
        return tuple(path for paths in named for path in paths if path)


def changed(root: Path, before: Source, after: Source) -> FileReport:
    """A file with a new text."""
    path = Path(before.path).relative_to(root).as_posix()
    return FileReport(after, (), original=before, root=root.as_posix(), path=path)


def made(root: Path, path: str, text: str) -> FileReport:
    """A file that is not there yet."""
    return FileReport(Source("", ""), (), root=root.as_posix(), new_files=(NewFile(path, text),))


def read(root: Path, path: str) -> Source:
    """A file of the repository as it is. Raises OSError and TooLarge."""
    return read_source(root / path, (root / path).as_posix())


def proposal(changes: Iterable[FileReport | None], notes: Iterable[str]) -> Proposal:
    """The changes that are one."""
    return Proposal(tuple(change for change in changes if change is not None), tuple(notes))


def write(proposed: Proposal) -> tuple[str, ...]:
    """Make the changes, each file in one step or not at all; a sentence for each that failed."""
    return write_fixed(proposed.report).unwritten
