"""Runs of other programs: each a new process, without caches of an earlier one, measured from outside."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

TIMEOUT = 900
_MEASURE = Path(__file__).with_name("measure.py")
# What would make a tool ask the network, colour its output or take other settings; and what would make Python
# compile anew at each start what pip compiles when it installs.
_DROPPED = (
    "GH_TOKEN",
    "GITHUB_TOKEN",
    "GITHUB_ACTIONS",
    "CLICOLOR_FORCE",
    "FORCE_COLOR",
    "PYTHONDONTWRITEBYTECODE",
)


@dataclass(frozen=True)
class Run:
    """One run of a command: figures, exit code, what it said. `memory` is in KiB, of its largest process."""

    seconds: float
    cpu: float
    memory: int
    code: int
    stdout: str
    stderr: str


def find_tool(name: str) -> str | None:
    """The path of a program on PATH or beside the running Python; None if absent."""
    return shutil.which(name) or shutil.which(name, path=str(Path(sys.executable).parent))


def version_of(program: str) -> str:
    """The number in the first line of `program --version`, or the line."""
    done = subprocess.run((program, "--version"), capture_output=True, text=True, timeout=60, check=False)
    words = (done.stdout or done.stderr).replace("version:", "").split()
    return next((word.lstrip("v").rstrip(",") for word in words if word.lstrip("v")[:1].isdigit()), "unknown")


def run(command: Sequence[str], folder: Path) -> Run:
    """Run a command in a folder. Raises subprocess.TimeoutExpired."""
    with tempfile.TemporaryDirectory(prefix="ci-lint-bench-") as place:
        stdout, stderr = Path(place, "stdout"), Path(place, "stderr")
        wrapped = (sys.executable, "-I", "-S", str(_MEASURE), str(stdout), str(stderr), *command)
        figures = _finish(wrapped, folder, _environment(place)).split()
        seconds, cpu, memory, code = float(figures[0]), float(figures[1]), int(figures[2]), int(figures[3])
        texts = (path.read_text(encoding="utf-8", errors="replace") for path in (stdout, stderr))
        return Run(seconds, cpu, memory, code, *texts)


def _finish(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            return process.communicate(timeout=TIMEOUT)[0]
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise


def _environment(cache: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in _DROPPED}
    kept = {name: value for name, value in kept.items() if not name.startswith("ZIZMOR_")}
    return {**kept, "XDG_CACHE_HOME": cache, "NO_COLOR": "1"}
