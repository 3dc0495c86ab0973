"""The scripts of the actions run with the Python that a runner happens to have, from 3.8 on."""

import json
import os
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

OLDEST = (3, 8)
# Modules that an interpreter need not have: those of the user's project, where the tests run.
FOREIGN = {"pytest"}

IMPORT = """
import importlib, json, sys
folder, library, *names = sys.argv[1:]
sys.path[:0] = [folder, library]
found = {}
for name in names:
    try:
        importlib.import_module(name)
        found[name] = ""
    except ModuleNotFoundError as missing:
        found[name] = missing.name
print(json.dumps(found))
"""

EXERCISE = """
import io, json, os, sys, time
sys.path.insert(0, sys.argv[1])
from kit import commands, inputs, masks, outputs, plain_text, quantities, summaries, workspace
from kit.deadline import Deadline
from kit.processes import run

def refusal(value, kind, *limits):
    try:
        return str(getattr(inputs.Inputs({"CIKIT_X": value}), kind)("x", *limits))
    except inputs.InputError as mistake:
        return str(mistake)

start = time.monotonic()
silent = run([sys.executable, "-c", "print('ready', flush=True); import time; time.sleep(60)"],
             deadline=Deadline(30), idle=1, on_line=lambda _: None)
late = run([sys.executable, "-c", "import time; time.sleep(60)"], deadline=Deadline(1), on_line=lambda _: None)
real, sys.stdout = sys.stdout, io.StringIO()
with commands.group("title"), commands.fence():
    commands.error("a\\nb", title="t", file="f", line=3)
commands.say("::error::x")
log, sys.stdout = sys.stdout.getvalue().splitlines(), real
outputs.set_output("name", "a\\nb")
summaries.append_summary(summaries.table(["a"], [["x|y"]]) + summaries.block("``") + summaries.folded("t", "x"))
print(json.dumps([
    [silent.reason, silent.tail, late.reason, time.monotonic() - start < 8],
    [line for line in log if "stop-commands" not in line and len(line) < 40],
    [len(line) for line in open(os.environ["GITHUB_OUTPUT"])],
    open(os.environ["GITHUB_STEP_SUMMARY"]).read(),
    [refusal(value, "duration") for value in ("90", "1h30m", "5x", "\\x1b")],
    [refusal(value, "size") for value in ("2GiB", "x")], [refusal(value, "boolean") for value in ("true", "1")],
    [refusal("200-299,304", "ranges"), refusal("a\\n#b", "lines"), refusal("../..", "folder")],
    masks.redact("a=hunter2&b=%20x%20x", ["hunter2", " x x"]),
    plain_text.visible("\\x1b[1ma\\u202e"), quantities.written(5400), workspace.native("/d/a", windows=True),
]))
"""


def interpreters() -> Iterator[Path]:
    """The Python programs of this machine, where people and runners keep them."""
    homes = [Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"]
    homes += [Path(place) / "Python" for place in filter(None, [os.environ.get("RUNNER_TOOL_CACHE")])]
    for home in homes:
        yield from (*home.glob("*/bin/python"), *home.glob("*/*/bin/python"), *home.glob("*/*/python.exe"))
    found = (shutil.which(f"python3.{minor}") for minor in range(8, 20))
    yield from map(Path, filter(None, found))


def version(program: Path) -> tuple[int, int]:
    """The version of a Python, (0, 0) if it does not start."""
    ask = [str(program), "-c", "import sys; print(*sys.version_info[:2])"]
    answer = subprocess.run(ask, capture_output=True, text=True, check=False).stdout.split()
    return (int(answer[0]), int(answer[1])) if len(answer) == 2 else (0, 0)


@pytest.fixture(scope="module")
def oldest() -> str:
    """The oldest interpreter here that an action may meet."""
    fit = [(found, str(path)) for path in interpreters() if OLDEST <= (found := version(path)) < sys.version_info[:2]]
    if not fit:
        pytest.skip(f"no Python from {OLDEST[0]}.{OLDEST[1]} on that is older than this one was found")
    return min(fit)[1]


def modules(folder: Path) -> list[str]:
    """The names under which the scripts of an action import their parts."""
    paths = (path.relative_to(folder).with_suffix("") for path in sorted(folder.rglob("*.py")))
    return [".".join(path.parts).replace(".__init__", "") for path in paths]


def test_every_module_can_be_imported(oldest: str, root: Path) -> None:
    library = root / "actions" / "lib"
    for folder in sorted(path for path in (root / "actions").iterdir() if path.is_dir()):
        names = modules(folder)
        command = [oldest, "-W", "error", "-c", IMPORT, str(folder), str(library), *names]
        run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        assert run.returncode == 0, run.stderr
        missing = {name: module for name, module in json.loads(run.stdout).items() if module}
        assert set(missing.values()) <= FOREIGN, f"{folder.name}: {missing}"


def exercised(program: str, root: Path, folder: Path) -> object:
    folder.mkdir()
    places = {name: str(folder / name) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    environment = {**os.environ, **places, "GITHUB_WORKSPACE": str(root), "PYTHONIOENCODING": "utf-8"}
    command = [program, "-W", "error", "-c", EXERCISE, str(root / "actions" / "lib")]
    run = subprocess.run(command, env=environment, capture_output=True, text=True, check=False, encoding="utf-8")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_library_does_the_same_with_the_oldest(oldest: str, root: Path, tmp_path: Path) -> None:
    here = exercised(sys.executable, root, tmp_path / "here")
    assert isinstance(here, list)
    assert here[0] == ["idle", ["ready"], "timeout", True]
    assert exercised(oldest, root, tmp_path / "there") == here


def vermin() -> str:
    """The program that knows in which version each part of the standard library came."""
    program = shutil.which("vermin", path=sysconfig.get_path("scripts"))
    if not program and not os.environ.get("CI"):
        pytest.skip("vermin is not installed; pip install --editable '.[test]' does it")
    assert program, "vermin is not installed"
    return program


@pytest.mark.parametrize(("text", "fits"), [("f'{1}'.startswith('b')", True), ("'a'.removeprefix('b')", False)])
def test_what_came_later_is_noticed(text: str, fits: bool, tmp_path: Path) -> None:  # noqa: FBT001 - a case of two
    (tmp_path / "script.py").write_text(text, encoding="utf-8")
    assert (newer(tmp_path) == "") == fits


def test_nothing_is_used_that_came_later(root: Path) -> None:
    assert not newer(root / "actions")


def newer(folder: Path) -> str:
    """What vermin says if something in a folder needs a newer Python than the oldest."""
    target = f"-t={OLDEST[0]}.{OLDEST[1]}-"
    # Annotations are never evaluated, and what is imported in a `try` is left to it.
    command = [vermin(), target, "--no-tips", "--no-eval-annotations", "--no-parse-comments", "-vvv", str(folder)]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    return run.stdout + run.stderr if run.returncode else ""


def test_ruff_sees_the_scripts_as_code_for_the_oldest(root: Path) -> None:
    command = [sys.executable, "-m", "ruff", "check", "--target-version=py38", "actions"]
    run = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr
