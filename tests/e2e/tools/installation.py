"""Where the programs are, and putting them there once for every process and every run.

The folder's name is a hash of all pinned versions: a new pin makes a new folder, and a folder that exists is complete,
because it is filled under another name and renamed at the end.
"""

import fcntl
import hashlib
import os
import platform
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from . import recipes
from .obstacles import check_machine, check_programs, check_registries

HERE = Path(__file__).parent
PINS = ("programs/go.mod", "programs/go.sum", "node/package-lock.json", "act.txt", "debian.txt", "recipes.py")


@dataclass(frozen=True)
class Tools:
    """The installed programs, each by its path."""

    folder: Path

    def program(self, name: str) -> Path:
        """Path of the program of that name: act, buildctl, buildkitd, buildx, busybox, docker, node, registry, runc."""
        return self.folder / "bin" / name

    @property
    def act(self) -> Path:
        """Runs workflows on this machine."""
        return self.program("act")

    @property
    def buildctl(self) -> Path:
        """Speaks to BuildKit without buildx."""
        return self.program("buildctl")

    @property
    def buildkitd(self) -> Path:
        """BuildKit's daemon."""
        return self.program("buildkitd")

    @property
    def buildx(self) -> Path:
        """The command line of BuildKit, called without docker in front."""
        return self.program("buildx")

    @property
    def busybox(self) -> Path:
        """A static shell with its tools: the content of the base image."""
        return self.program("busybox")

    @property
    def docker(self) -> Path:
        """Docker's command line, which needs no daemon for login and buildx."""
        return self.program("docker")

    @property
    def node(self) -> Path:
        """The node that GitHub's runners give to actions with `using: node24`."""
        return self.program("node")

    @property
    def node_modules(self) -> Path:
        """Folder that holds GitHub's own packages: @actions/cache, @actions/core, @actions/exec."""
        return self.folder / "node" / "node_modules"

    @property
    def registry(self) -> Path:
        """A container registry."""
        return self.program("registry")

    @property
    def runc(self) -> Path:
        """Runs the steps of a build."""
        return self.program("runc")


def install(say: Callable[[str], None]) -> Tools:
    """The tools, installed first where they are not; `say` gets one line for each long step.

    Raises CannotInstall with the reason where this machine cannot have them, CalledProcessError where a step failed.
    """
    check_machine()
    place = tools_root() / versions_hash()
    if place.is_dir():
        return Tools(place)
    with locked(place.with_suffix(".lock"), say):
        if not place.is_dir():  # another process may have been quicker
            fill(place, say)
    return Tools(place)


def tools_root() -> Path:
    """The folder above all versions, in the user's cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "ci-kit" / "tools"


def versions_hash() -> str:
    """Sixteen hexadecimal digits that change with every pin, every recipe and the kind of machine."""
    digest = hashlib.sha256(platform.machine().encode())
    for name in PINS:
        digest.update(name.encode() + b"\0" + (HERE / name).read_bytes() + b"\0")
    return digest.hexdigest()[:16]


@contextmanager
def locked(path: Path, say: Callable[[str], None]) -> Iterator[None]:
    """Holds the lock of that file, waiting for it; the kernel gives it back when the process dies."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("end-to-end tools: waiting for another process that installs them")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def fill(place: Path, say: Callable[[str], None]) -> None:
    """Installs everything beside `place` and renames it there."""
    partial = place.with_suffix(".partial")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "bin").mkdir(parents=True)
    (partial / "scratch").mkdir()
    check_programs()
    recipes.refresh_package_lists(say)
    check_registries(partial / "scratch", HERE / "programs")
    say(f"end-to-end tools: installing into {place}, once; five minutes or so")
    for recipe in (recipes.debian_packages, recipes.act, recipes.node, recipes.go_programs):
        recipe(HERE, partial, say)
    shutil.rmtree(partial / "scratch")
    partial.rename(place)
    say("end-to-end tools: ready")
