"""Installs the linter beside everything the job has, and runs it.

The commit that the user pinned holds action and linter, so nothing of the linter itself is downloaded: only the
packages it needs are, as wheels, each of a fixed version and with a known hash. They go into a virtual environment in
the runner's temporary folder, where a later step finds it again, and nothing of it gets on PATH. Python runs isolated,
since the folder it is started in belongs to the repository that is checked, and a `click.py` in there must stay a file
like any other.
"""

from __future__ import annotations

import hashlib
import os
import sysconfig
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Mapping, Sequence

from kit.deadline import Deadline
from kit.processes import Outcome, run
from kit.workspace import temporary

from .interpreters import interpreter
from .releases import Release
from .surroundings import surroundings
from .troubles import InstallationFailed, succeed

ACTIONS = Path(__file__).resolve().parents[2]
REQUIREMENTS = ACTIONS / "ci-lint" / "requirements.txt"
SOURCE = ACTIONS.parent / "linter"

_VERSION = "version.txt"
_ISOLATED = ("-I", "-X", "utf8")
_FOLDER_ASKING = "import sysconfig; print(sysconfig.get_path('purelib'))"
_PIP = ("install", "--quiet", "--disable-pip-version-check", "--no-input", "--require-hashes", "--only-binary", ":all:")


@dataclass(frozen=True)
class Linter:
    """An installed linter: the Python of its environment, and the variables that it is run with."""

    python: Path
    version: str
    env: Mapping[str, str]

    def run(self, arguments: Sequence[str], *, deadline: Deadline, cwd: Path) -> Outcome:
        """Run it in a folder. What it prints is not shown; the last lines are in the outcome."""
        words = [str(self.python), *_ISOLATED, "-m", "ci_lint", *arguments]
        return run(words, deadline=deadline, cwd=cwd, env=self.env, on_line=lambda _line: None)


def install(release: Release | None, deadline: Deadline, environ: Mapping[str, str] | None = None) -> Linter:
    """A linter in a virtual environment of its own, which is made once in a job. Raises InstallationFailed."""
    env = surroundings(os.environ if environ is None else environ)
    program = interpreter(deadline, env)
    kept = temporary() / f"ci-kit-linter-{_key(program, release)}"
    if not kept.is_dir():
        made = Path(tempfile.mkdtemp(prefix="ci-kit-linter-", dir=temporary()))
        _make(program, release, made, deadline, env)
        kept = _kept(made, kept)
    return Linter(_python(kept), (kept / _VERSION).read_text(encoding="utf-8"), env)


def _key(program: str, release: Release | None) -> str:
    """What decides what is in an environment, in short."""
    parts = (program, str(release), str(SOURCE), REQUIREMENTS.read_text(encoding="utf-8"))
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]


def _kept(made: Path, place: Path) -> Path:
    """Where a finished environment is from now on: it can be moved, as long as Python is started by its path."""
    try:
        return made.rename(place)
    except OSError:
        return made  # another step, or a program that looks at new files, was quicker


def _make(program: str, release: Release | None, folder: Path, deadline: Deadline, env: Mapping[str, str]) -> None:
    """Make a virtual environment with everything in it, and write down which version that is."""
    failing = (
        f"{program} cannot make a virtual environment (on Debian and Ubuntu that takes the package python3-venv;"
        " a step with actions/setup-python helps everywhere)"
    )
    succeed([program, "-I", "-m", "venv", str(folder / "environment")], deadline, env, failing)
    python = _python(folder)
    _requirements(python, release, folder, deadline, env)
    if release is None:
        _point_to_source(python, deadline, env)
    said = succeed([str(python), *_ISOLATED, "-m", "ci_lint", "--version"], deadline, env, "the linter does not start")
    (folder / _VERSION).write_text(said[-1].split()[-1], encoding="utf-8")


def _python(folder: Path) -> Path:
    windows = sysconfig.get_platform().startswith("win")
    return folder / "environment" / ("Scripts/python.exe" if windows else "bin/python")


def _requirements(
    python: Path, release: Release | None, folder: Path, deadline: Deadline, env: Mapping[str, str]
) -> None:
    files = [REQUIREMENTS]
    if release:
        files.append(folder / "release.txt")
        files[-1].write_text(release.requirement, encoding="utf-8")
    words = [word for file in files for word in ("--requirement", str(file))]
    what = f"ci-lint {release.version}" if release else "what the linter needs"
    succeed([str(python), "-I", "-m", "pip", *_PIP, *words], deadline, env, f"pip cannot install {what}")


def _point_to_source(python: Path, deadline: Deadline, env: Mapping[str, str]) -> None:
    """Let the environment find the linter in the repository of the action."""
    if not (SOURCE / "ci_lint").is_dir():
        raise InstallationFailed(f"the linter is not in {SOURCE}, where the repository of the action has it")
    said = succeed([str(python), *_ISOLATED, "-c", _FOLDER_ASKING], deadline, env, f"{python} does not start")
    (Path(said[-1]) / "ci-kit.pth").write_text(f"{SOURCE}\n", encoding="utf-8")
