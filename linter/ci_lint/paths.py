"""Which files are meant: what a user names on the command line, as files that GitHub would read.

A folder stands for every workflow, action and dependabot.yml below it. Inside a git work tree git is asked,
so that what `.gitignore` names stays out; elsewhere the folder is walked. GitHub reads the `.github` at the root
of a repository only; those further down are templates, or the repositories that parts are copied to.
"""

import os
import re
import stat
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path

from msgspec import Struct

from .late_pattern import late_pattern
from .path_globs import matches_any
from .repository import repository_root
from .settings import relative_path
from .source import SIZE_LIMIT
from .worktree import Listing, list_files, work_tree

# Paths are plain strings up to the result: a Path object for each of 100,000 names costs a second.
_WANTED = late_pattern(r"/(?:\.github/workflows/[^/]+|\.github/dependabot|action)\.ya?ml\Z")
_YAML = (".yml", ".yaml")
_NAMED = 3
_TOP_LEVEL_KEY = late_pattern(rb"""^["']?(?:jobs|runs|updates)["']?[ \t]*:""", re.MULTILINE)


class InputFile(Struct, frozen=True):
    """One file to lint.

    `path` opens it, `shown` is what the user would call it from the working directory, `root` is the folder
    of its repository and `relative` its path in there; `shown` and `relative` have forward slashes.
    """

    path: Path
    shown: str
    root: Path
    relative: str


class Exclusion(Struct, frozen=True):
    """What is left out: globs, see path_globs, of paths in a repository or below `folder`, that of the settings."""

    globs: tuple[str, ...] = ()
    folder: Path = Path()

    def covers(self, file: InputFile) -> bool:
        """Whether a file is left out."""
        if not self.globs:
            return False
        return any(matches_any(self.globs, path) for path in (file.relative, relative_path(file.path, self.folder)))


_NOTHING = Exclusion()


class Found(Struct, frozen=True):
    """The files, ordered by `shown`; sentences on what could not be read; sentences worth knowing."""

    files: tuple[InputFile, ...]
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class _Candidate(Struct, frozen=True):
    """A file as it was come by: its real folder and name, and how it is shown."""

    path: str
    shown: str


def find_files(paths: Iterable[str | os.PathLike[str]], *, exclude: Exclusion = _NOTHING) -> Found:
    """The files that the paths mean; without a path, those of the repository of the working directory.

    A file is taken whatever its name. A folder gives its workflows, actions and dependabot.yml, of however
    many repositories; if it has none, the YAML files directly in it that look like one. Files that are named
    themselves are never excluded.
    Links to folders are not followed, links to files only inside the repository. Never raises.
    """
    _home.cache_clear()
    _linked.cache_clear()
    _root_with_workflows.cache_clear()
    files: dict[str, InputFile] = {}
    problems: list[str] = []
    notes: list[str] = []
    for argument in [os.fspath(path) for path in paths] or [_default()]:
        found = _files_of(argument, exclude)
        files.update((str(file.path), file) for file in found.files if str(file.path) not in files)
        problems += found.problems
        notes += found.notes
    ordered = sorted(files.values(), key=lambda file: (file.shown, file.path))
    return Found(tuple(ordered), tuple(dict.fromkeys(problems)), tuple(dict.fromkeys(notes)))


def _default() -> str:
    """The root of the repository around the working directory, or the working directory."""
    here = os.path.realpath(os.curdir)
    tree = work_tree(here)
    return os.path.relpath(tree, here) if tree else os.curdir


def _files_of(argument: str, exclude: Exclusion) -> Found:
    if not argument:
        return Found((), ("a path is empty",))
    shown = _shown(argument)
    try:
        mode = os.stat(argument).st_mode
    except ValueError:
        return Found((), (f"{shown} is no path",))
    except OSError as error:
        missing = isinstance(error, FileNotFoundError)
        return Found((), (f"{shown} does not exist" if missing else f"{shown} cannot be read: {error.strerror}",))
    if stat.S_ISDIR(mode):
        return _folder(argument, shown, exclude)
    if not stat.S_ISREG(mode):
        return Found((), (f"{shown} is neither a file nor a folder",))
    folder, name = os.path.split(argument)
    real = os.path.join(os.path.realpath(folder), name)
    return Found((_input_file(_Candidate(real, shown)),))


def _folder(argument: str, shown: str, exclude: Exclusion) -> Found:
    base = os.path.realpath(argument)
    listing = list_files(base, shown)
    if listing.error:
        return Found((), (listing.error,))
    prefix = "" if shown == "." else shown.rstrip("/") + "/"
    read, unread = _apart(base, _wanted(base, prefix, listing))
    candidates = read or list(_unplaced(base, prefix))
    holders = sorted(
        {file.shown.rpartition(".github/")[0] + ".github" for file in _kept(map(_input_file, unread), exclude)}
    )
    notes = [*listing.notes, *([_unread_note(holders)] if holders else ())]
    if not candidates:
        return Found((), (f"{shown} has no workflows, actions or dependabot.yml",), tuple(notes))
    files = [_input_file(candidate) for candidate in candidates]
    refused = [file for file in files if _leaves(file)]
    notes += [f"{file.shown} is a link out of its repository and was not read" for file in refused]
    return Found(tuple(_kept((file for file in files if file not in refused), exclude)), (), tuple(notes))


def _kept(files: Iterable[InputFile], exclude: Exclusion) -> Iterator[InputFile]:
    return (file for file in files if not exclude.covers(file))


def _wanted(base: str, prefix: str, listing: Listing) -> Iterator[_Candidate]:
    """The names of a listing that GitHub would read and that are files still."""
    for name in listing.names:
        if name.endswith(_YAML) and _WANTED.search(f"{base}/{name}"):
            path = f"{base}/{name}"
            # A tracked file may have been deleted or its folder replaced by a link, a link may lead to a pipe.
            if os.path.isfile(path) and not _linked(os.path.dirname(path)):
                yield _Candidate(path, _printable(prefix + name))


def _apart(base: str, candidates: Iterable[_Candidate]) -> tuple[list[_Candidate], list[_Candidate]]:
    """Those that GitHub may read, and those that it does not."""
    read: list[_Candidate] = []
    unread: list[_Candidate] = []
    for candidate in candidates:
        (unread if _is_inner(base, candidate.path) else read).append(candidate)
    return read, unread


def _is_inner(base: str, path: str) -> bool:
    """Whether it is in a `.github` that nobody has named, below the folder that has the one which GitHub reads.

    Actions run from anywhere; a work tree without workflows of its own is a collection of others.
    """
    holder, _, name = path.rpartition("/.github/")
    if holder in ("", base) or not name.startswith(("workflows/", "dependabot.")):
        return False
    root = _root_with_workflows(holder)
    return root is not None and root != holder and f"{root}/".startswith(f"{base}/")


@cache
def _root_with_workflows(folder: str) -> str | None:
    """The work tree around a folder, if GitHub reads workflows in it."""
    root = work_tree(folder)
    return root if root and os.path.isdir(os.path.join(root, ".github/workflows")) else None


def _unread_note(folders: Sequence[str]) -> str:
    shown = ", ".join(folders[:_NAMED]) + (f" and {len(folders) - _NAMED} more" if len(folders) > _NAMED else "")
    return f"GitHub reads .github at the root of a repository only; not read, unless named: {shown}"


def _unplaced(base: str, prefix: str) -> Iterator[_Candidate]:
    """The YAML files directly in a folder that say by a top-level key what they are."""
    with os.scandir(base) as entries:
        for entry in entries:
            if entry.name.endswith(_YAML) and entry.is_file(follow_symlinks=False) and _has_known_key(entry.path):
                yield _Candidate(entry.path, _printable(prefix + entry.name))


def _has_known_key(path: str) -> bool:
    try:
        with open(path, "rb") as stream:
            return _TOP_LEVEL_KEY.search(stream.read(SIZE_LIMIT)) is not None
    except OSError:
        # Whoever names the file itself hears why; here it only might have been one.
        return False


def _input_file(candidate: _Candidate) -> InputFile:
    folder, name = os.path.split(candidate.path)
    root, inside = _home(folder)
    return InputFile(Path(candidate.path), candidate.shown, root, inside + name)


@cache
def _linked(folder: str) -> bool:
    """Whether a folder below a real path is reached through a link."""
    return os.path.realpath(folder) != folder


@cache
def _home(folder: str) -> tuple[Path, str]:
    """The root of the repository that a folder is in, and what stands before the names of its files in there."""
    root = repository_root(Path(folder, "any"))
    inside = os.path.relpath(folder, root).replace(os.sep, "/")
    return root, "" if inside == os.curdir else f"{inside}/"


def _leaves(file: InputFile) -> bool:
    if not os.path.islink(file.path):
        return False
    return not Path(os.path.realpath(file.path)).is_relative_to(os.path.realpath(file.root))


def _shown(argument: str) -> str:
    """The argument as it would be named from the working directory, with forward slashes."""
    path = os.path.normpath(argument)
    if os.path.isabs(path):
        here = os.path.realpath(os.curdir)
        inside = path == here or path.startswith(here.rstrip(os.sep) + os.sep)
        path = os.path.relpath(path, here) if inside else path
    return _printable(path.replace(os.sep, "/"))


def _printable(path: str) -> str:
    """The path with what a terminal or an encoding would choke on replaced."""
    if path.isprintable():
        return path
    return "".join(character if character.isprintable() else "\ufffd" for character in path)
