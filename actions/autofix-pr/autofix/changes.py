"""What differs between two states of a checkout, file by file, as git sees it."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Iterable, Iterator, Mapping

from .git import Git

ABSENT = "000000"
SUBMODULE = "160000"
_WORKFLOWS = ".github/workflows/"


@dataclass(frozen=True)
class Entry:
    """A file in a tree: its mode as git writes it, ABSENT if there is none, and the id of its content."""

    mode: str
    blob: str


@dataclass(frozen=True)
class Change:
    """A file that is new, gone or different; names that are not UTF-8 hold surrogates."""

    path: str
    before: Entry
    after: Entry

    @property
    def deletes(self) -> bool:
        """Whether the file is gone."""
        return self.after.mode == ABSENT

    @property
    def of_workflow(self) -> bool:
        """Whether GitHub wants the workflows permission for it."""
        return self.path.startswith(_WORKFLOWS)

    @property
    def speakable(self) -> bool:
        """Whether the name can stand in JSON."""
        return not any("\ud800" <= character <= "\udfff" for character in self.path)


def snapshot(git: Git, commit: str, index: Path) -> str:
    """The tree of the checkout as it lies there, ignored files left out; neither files nor index are touched.

    `index` is a file to work in; what is known of unchanged files is taken from the index of the checkout.
    """
    own = git.folder / git.line("rev-parse", "--git-path", "index")
    if not index.exists() and own.is_file():
        index.write_bytes(own.read_bytes())
    working = replace(git, variables={**git.variables, "GIT_INDEX_FILE": str(index)})
    working("read-tree", "--reset", commit)
    working("add", "--all", "--", ":/")
    return working.line("write-tree")


def changes(git: Git, before: str, after: str, paths: Iterable[str] = ()) -> tuple[Change, ...]:
    """The differences between two trees, of the files that some pathspecs name, all if there are none."""
    arguments = ("diff-tree", "-r", "-z", "--raw", "--no-renames", "--no-abbrev", before, after, "--", *paths)
    words = git(*arguments).decode("utf-8", "surrogateescape").split("\0")[:-1]
    return tuple(_read(head, path) for head, path in zip(words[::2], words[1::2]))


def _read(head: str, path: str) -> Change:
    old_mode, new_mode, old, new, _ = head.lstrip(":").split(" ")
    return Change(path, Entry(old_mode, old), Entry(new_mode, new))


def entries(git: Git, tree: str, paths: Iterable[str]) -> dict[str, Entry]:
    """The files of a tree under some names, those that it has."""
    wanted = set(paths)
    return {path: entry for path, entry in _listing(git, tree) if path in wanted}


def _listing(git: Git, tree: str) -> Iterator[tuple[str, Entry]]:
    for line in git("ls-tree", "-r", "-z", tree).decode("utf-8", "surrogateescape").split("\0")[:-1]:
        head, path = line.split("\t", 1)
        mode, _, blob = head.split(" ")
        yield path, Entry(mode, blob)


def with_changes(git: Git, commit: str, made: Iterable[Change], index: Path) -> str:
    """The tree of a commit with some changes made to it, and nothing else."""
    working = replace(git, variables={**git.variables, "GIT_INDEX_FILE": str(index)})
    working("read-tree", "--reset", commit)
    lines: list[str] = [f"{change.after.mode} {change.after.blob}\t{change.path}\0" for change in made]
    working("update-index", "-z", "--index-info", stdin="".join(lines).encode("utf-8", "surrogateescape"))
    return working.line("write-tree")


def clashes(made: Iterable[Change], committed: Mapping[str, Entry]) -> tuple[str, ...]:
    """Files that were changed already before the command changed them."""
    return tuple(
        change.path
        for change in made
        if committed.get(change.path, Entry(ABSENT, "0" * 40)).mode != change.before.mode
        or (change.before.mode != ABSENT and committed[change.path].blob != change.before.blob)
    )


def stored_elsewhere(git: Git, made: Iterable[Change]) -> tuple[str, ...]:
    """Files that Git LFS keeps: git has only a pointer to their content, and the content would not be published."""
    names = "".join(f"{change.path}\0" for change in made if not change.deletes)
    said = git("check-attr", "--stdin", "-z", "filter", stdin=names.encode("utf-8", "surrogateescape"))
    words = said.decode("utf-8", "surrogateescape").split("\0")
    return tuple(path for path, value in zip(words[::3], words[2::3]) if value == "lfs")


def digest(made: Iterable[Change]) -> str:
    """A short name for a set of changes, the same wherever the branch starts."""
    text = "\0".join(f"{change.path}\0{change.after.mode}\0{change.after.blob}" for change in made)
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
