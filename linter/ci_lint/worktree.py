"""The files below a folder, as git knows them inside a work tree and as the disk has them elsewhere.

A repository is not trusted: git is run so that nothing in its settings starts a program, and only to list.
"""

import os
from collections.abc import Iterable, Iterator

from msgspec import Struct

from .late_pattern import late_pattern

# Files below these are other people's.
_SKIPPED = (".git", "node_modules")
_IN_SKIPPED = late_pattern(r"(?:^|/)(?:\.git|node_modules)/")
_ENVIRONMENT_MARK = "pyvenv.cfg"

# Settings that name a program which listing files would start.
_HARMLESS = ("-c", "core.fsmonitor=false", "-c", "core.hooksPath=/dev/null")
# Set by git itself while a hook runs, and then wrong for every other repository.
_OF_ONE_REPOSITORY = (
    "GIT_DIR",
    "GIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_COMMON_DIR",
    "GIT_OBJECT_DIRECTORY",
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_NAMESPACE",
    "GIT_PREFIX",
)
_TIMEOUT = 60


class Listing(Struct, frozen=True):
    """Paths below a folder, relative to it, with forward slashes; sentences worth knowing.

    `error` says why the folder itself could not be read, or is "".
    """

    names: tuple[str, ...]
    notes: tuple[str, ...] = ()
    error: str = ""


class _Refused(Exception):
    """Git would not list the files; the message says why."""


def work_tree(folder: str) -> str | None:
    """The root of the git work tree around a folder given by its real path, or None."""
    while True:
        if os.path.lexists(os.path.join(folder, ".git")):
            return folder
        parent = os.path.dirname(folder)
        if parent == folder:
            return None
        folder = parent


def list_files(base: str, shown: str) -> Listing:
    """The files below a folder, which is given by its real path and as the user calls it. Never raises.

    Left out are `.git`, `node_modules`, virtual environments, submodules, and what git ignores; a folder
    that is ignored itself is walked, because it was asked for.
    """
    try:
        os.scandir(base).close()
    except OSError as error:
        return Listing((), error=f"{shown} cannot be read: {error.strerror}")
    names: list[str] = []
    notes: list[str] = []
    # Folders to list: path from the base ("" or ending in a slash), and whether git is to be asked.
    pending = [("", work_tree(base) is not None)]
    while pending:
        prefix, ask_git = pending.pop()
        listing = _list(f"{base}/{prefix}", f"{shown}/{prefix}", ask_git=ask_git)
        notes += listing.notes
        names += (prefix + name for name in listing.names if not name.endswith("/"))
        pending += ((prefix + name, True) for name in listing.names if name.endswith("/"))
    return Listing(tuple(names), tuple(notes))


def _list(top: str, shown: str, *, ask_git: bool) -> Listing:
    """The files below one folder; work trees of other repositories in it come as `name/`."""
    if not ask_git:
        return _walk(top, shown)
    try:
        names = tuple(_tracked(top))
        return Listing(names) if names or not _ignored(top) else _walk(top, shown)
    except _Refused as refusal:
        walked = _walk(top, shown, own=True)
        note = f"{shown.rstrip('/')} is read without regard to .gitignore: {refusal}"
        return Listing(walked.names, (note, *walked.notes))


def _walk(top: str, shown: str, *, own: bool = False) -> Listing:
    """The regular files and links to files below a folder; `own` walks it although it is a work tree itself."""
    names: list[str] = []
    notes: list[str] = []
    pending = [""]
    while pending:
        prefix = pending.pop()
        try:
            with os.scandir(top + prefix) as entries:
                inside = {entry.name: entry for entry in entries}
        except OSError as error:
            # Data of other accounts below a repository is common and no reason to stop.
            notes.append(f"{shown}{prefix} cannot be read: {error.strerror}")
            continue
        if prefix and _ENVIRONMENT_MARK in inside:
            continue
        if ".git" in inside and (prefix or not own):
            names.append(prefix)
            continue
        folders = {name for name, entry in inside.items() if entry.is_dir(follow_symlinks=False)}
        pending += (f"{prefix}{name}/" for name in folders.difference(_SKIPPED))
        names += (prefix + name for name in inside if name not in folders)
    return Listing(tuple(names), tuple(notes))


def _tracked(folder: str) -> Iterator[str]:
    """What git tracks or would track below a folder; repositories in it that it does not know as `name/`.

    Raises _Refused.
    """
    names = _git(folder, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
    environments = tuple(n.removesuffix(_ENVIRONMENT_MARK) for n in names if n.endswith("/" + _ENVIRONMENT_MARK))
    for name in dict.fromkeys(names):
        if name and not _IN_SKIPPED.search(name) and not (environments and name.startswith(environments)):
            yield name


def _ignored(folder: str) -> bool:
    """Whether git ignores the folder itself."""
    try:
        return bool(_git(folder, "check-ignore", "--", "."))
    except _Refused:
        # Exit code 1 means no; after files were listed without trouble nothing else is to be expected.
        return False


def _git(folder: str, *arguments: str) -> str:
    import subprocess

    command = ("git", "--no-pager", *_HARMLESS, *arguments)
    environment = {name: value for name, value in os.environ.items() if name not in _OF_ONE_REPOSITORY}
    environment |= {"GIT_OPTIONAL_LOCKS": "0", "GIT_NO_LAZY_FETCH": "1", "LC_ALL": "C"}
    try:
        done = subprocess.run(  # noqa: S603 - a fixed command, its settings made harmless above
            command,
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_TIMEOUT,
            check=True,
        )
    except FileNotFoundError:
        raise _Refused("git is not installed") from None
    except subprocess.TimeoutExpired:
        raise _Refused(f"git took more than {_TIMEOUT} seconds") from None
    except subprocess.CalledProcessError as error:
        raise _Refused(_reason(error.stderr.decode(errors="replace").splitlines())) from None
    except OSError as error:
        raise _Refused(f"git cannot be started: {error.strerror}") from None
    return os.fsdecode(done.stdout)


def _reason(lines: Iterable[str]) -> str:
    """The line in which git says why it gave up."""
    return next((line.removeprefix("fatal: ") for line in lines if line.startswith("fatal:")), "git failed")
