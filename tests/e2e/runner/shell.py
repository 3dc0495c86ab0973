"""The bash that run steps get: without what act gives them and GitHub does not.

GitHub gives INPUT_* to no step of a composite action, and the addresses and tokens of its services only to actions in
JavaScript and in containers. A script that leans on either would pass under act and fail in real life. Nor can a step
there ask anybody anything: its input is empty, where act's is a terminal.
"""

import shutil
import sys
from pathlib import Path

HIDDEN = (
    "INPUT_",
    "ACTIONS_CACHE_",
    "ACTIONS_RESULTS_URL",
    "ACTIONS_RUNTIME_",
    "CI_KIT_BENCH_",
)

PROGRAM = """#!{python} -IS
import os, sys
os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
kept = {{name: value for name, value in os.environ.items() if not name.startswith({hidden!r})}}
os.execve({bash!r}, ["bash", *sys.argv[1:]], kept)
"""


def make_shell(folder: Path) -> Path:
    """Writes that bash into a folder to put first on PATH, and returns the folder."""
    folder.mkdir(parents=True)
    bash = shutil.which("bash")
    assert bash, "no bash on PATH"
    program = folder / "bash"
    program.write_text(PROGRAM.format(python=sys.executable, hidden=HIDDEN, bash=bash))
    program.chmod(0o755)
    return folder
