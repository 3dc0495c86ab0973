"""The folder in which a cache lives while a job runs, and how one cache replaces another without a moment of none.

    current/   what the next build reads
    new/       what a build writes
    trash/     the cache before, between the two renames of an exchange

Each change is a rename inside one folder. Whatever is interrupted, `recover` finds a whole cache again, if there was
one before.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """The folder of one cache."""

    root: Path

    @property
    def current(self) -> Path:
        """The cache that builds read."""
        return self.root / "current"

    @property
    def new(self) -> Path:
        """Where a build writes; whole only after it was verified."""
        return self.root / "new"

    @property
    def trash(self) -> Path:
        """The replaced cache, until it is removed."""
        return self.root / "trash"

    def recover(self) -> None:
        """Undo what an interrupted run left: a half-done exchange, litter of an export. Raises OSError."""
        self.root.mkdir(parents=True, exist_ok=True)
        if self.trash.exists() and not self.current.exists():
            self.trash.rename(self.current)
        for leftover in (self.trash, self.new):
            discard(leftover)

    def exchange(self) -> None:
        """Make `new` the current cache. Raises OSError, and then the cache before is still in place."""
        discard(self.trash)
        shutil.rmtree(self.new / "ingest", ignore_errors=True)
        if self.current.exists():
            self.current.rename(self.trash)
        try:
            self.new.rename(self.current)
        except OSError:
            if self.trash.exists():
                self.trash.rename(self.current)
            raise
        discard(self.trash)


def discard(path: Path) -> None:
    """Remove a file, link or folder, whether it is there or not. Raises OSError."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    elif path.exists():
        shutil.rmtree(path)


def move(source: Path, target: Path) -> None:
    """Move a folder to a place that is free; a copy where the two are on different disks. Raises OSError."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.rename(target)
    except OSError:
        _copy(source, target)
        discard(source)


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copytree(source, target, symlinks=True)
    except OSError:
        discard(target)
        raise
