"""What a rule may see of the repository around a file: the one door to its neighbours.

Rules read Dockerfiles, lock files, local actions and reusable workflows through here, so an example can
give them as plain texts, and nothing outside the repository is ever opened.
"""

import json
import os
from functools import cached_property, lru_cache
from pathlib import Path, PurePosixPath
from typing import Any

from msgspec import Struct, field

from .source import SIZE_LIMIT, Source, decode
from .tree import Tree, parse


class Repository:
    """Files by their path from the root, with forward slashes. Subclasses say where they come from."""

    def content(self, path: str) -> bytes | None:
        """The bytes of a regular file inside the repository, else None."""
        raise NotImplementedError

    def names(self, folder: str) -> tuple[str, ...]:
        """The names in a folder, sorted; empty if there is no such folder."""
        raise NotImplementedError

    @cached_property
    def _sources(self) -> dict[str, Source | None]:
        return {}

    @cached_property
    def _trees(self) -> dict[str, Tree | None]:
        return {}

    def source(self, path: str) -> Source | None:
        """A file as text, or None if there is none; read once."""
        path = normal(path)
        if path not in self._sources:
            content = self.content(path)
            self._sources[path] = None if content is None else decode(path, content)
        return self._sources[path]

    def text(self, path: str) -> str | None:
        """The text of a file, or None if there is none."""
        source = self.source(path)
        return source.text if source else None

    def exists(self, path: str) -> bool:
        """Whether a file or a folder has this path."""
        whole = normal(path)
        folder, _, name = whole.rpartition("/")
        return whole == "." or name in self.names(folder)

    def tree(self, path: str) -> Tree | None:
        """A YAML file as a tree, or None if there is no such file; parsed once."""
        path = normal(path)
        if path not in self._trees:
            source = self.source(path)
            self._trees[path] = parse(source) if source else None
        return self._trees[path]

    def json(self, path: str) -> Any:
        """The value of a JSON file, or None if it is missing or broken."""
        try:
            return json.loads(self.text(path) or "null")
        except (ValueError, RecursionError):
            return None

    def workflows(self) -> tuple[str, ...]:
        """The paths of the workflow files."""
        folder = ".github/workflows"
        return tuple(f"{folder}/{name}" for name in self.names(folder) if name.endswith((".yml", ".yaml")))

    def action(self, folder: str) -> Tree | None:
        """The action whose `action.yml` or `action.yaml` is in the folder."""
        folder = normal(folder)
        return self.tree(f"{folder}/action.yml") or self.tree(f"{folder}/action.yaml")


@lru_cache(maxsize=4096)  # the same few names are asked for in every repository
def normal(path: str) -> str:
    """The path without `.` and without leading or doubled slashes; `..` is kept and matches nothing."""
    return str(PurePosixPath("/", path)).lstrip("/") or "."


class Folder(Repository, Struct, frozen=True, dict=True):
    """A repository on disk."""

    root: Path

    def content(self, path: str) -> bytes | None:
        """See `Repository.content`; links that leave the root and files above 1 MiB are not read."""
        # Most files that are asked for are not there, and a listing is had sooner than a resolved path.
        file = self._inside(path) if self.exists(path) else None
        try:
            if file is None or not file.is_file() or file.stat().st_size > SIZE_LIMIT:
                return None
            return file.read_bytes()
        except OSError:
            return None

    def names(self, folder: str) -> tuple[str, ...]:
        """See `Repository.names`."""
        return self._listing(normal(folder))

    @cached_property
    def _listings(self) -> dict[str, tuple[str, ...]]:
        return {}

    def _listing(self, folder: str) -> tuple[str, ...]:
        if folder not in self._listings:
            place = self._inside(folder)
            try:
                found = tuple(sorted(entry.name for entry in place.iterdir())) if place else ()
            except OSError:
                found = ()
            self._listings[folder] = found
        return self._listings[folder]

    def _inside(self, path: str) -> Path | None:
        if ".." in PurePosixPath(path).parts or "\0" in path:
            return None
        try:
            place = (self.root / path).resolve()
        except (OSError, RuntimeError):
            return None
        return place if place.is_relative_to(self._resolved_root) else None

    @cached_property
    def _resolved_root(self) -> Path:
        return self.root.resolve()


class Texts(Repository, Struct, frozen=True):
    """A repository given as texts by path."""

    files: dict[str, str] = field(default_factory=dict)

    def content(self, path: str) -> bytes | None:
        """See `Repository.content`."""
        text = self.files.get(normal(path))
        return None if text is None else text.encode()

    def names(self, folder: str) -> tuple[str, ...]:
        """See `Repository.names`."""
        folder = normal(folder)
        prefix = "" if folder == "." else f"{folder}/"
        return tuple(sorted({p[len(prefix) :].split("/")[0] for p in self.files if p.startswith(prefix)}))


class Overlay(Repository, Struct, frozen=True):
    """A repository with files that are about to be made in it."""

    below: Repository
    files: dict[str, str]

    def source(self, path: str) -> Source | None:
        """See `Repository.source`; what is not new is read and parsed once, below."""
        return super().source(path) if normal(path) in self.files else self.below.source(path)

    def tree(self, path: str) -> Tree | None:
        """See `Repository.tree`."""
        return super().tree(path) if normal(path) in self.files else self.below.tree(path)

    def content(self, path: str) -> bytes | None:
        """See `Repository.content`."""
        text = self.files.get(normal(path))
        return self.below.content(path) if text is None else text.encode()

    def names(self, folder: str) -> tuple[str, ...]:
        """See `Repository.names`."""
        return tuple(sorted({*self.below.names(folder), *Texts(self.files).names(folder)}))


def repository_root(file: Path) -> Path:
    """The folder that holds the `.github` of a file, or else its `.git`, or else the file's own folder."""
    for parent in file.parents:
        if parent.name == ".github":
            return parent.parent
    for parent in file.parents:
        if os.path.isdir(parent / ".github") or os.path.exists(parent / ".git"):
            return parent
    return file.parent
