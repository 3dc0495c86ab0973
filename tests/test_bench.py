"""The comparison of speed: one command, the same files for all, the given folder only read."""

import json
import os
import shlex
import subprocess
import sys
import sysconfig
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parent.parent
SPEED = ROOT / "bench/speed.py"
WORKFLOW = "on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: make\n"
ACTION = "name: a\ndescription: b\nruns:\n  using: composite\n  steps: []\n"

pytestmark = pytest.mark.skipif(not hasattr(os, "wait4"), reason="memory is measured with wait4, which is Unix")

# Stands in for zizmor where its odd behaviour is needed at will: a file that says "poison" ends the run,
# one that says "broken" is passed over with a warning.
ZIZMOR = """
case "$1" in --version) echo 'zizmor 9.8.7'; exit 0;; esac
while [ "${1#--}" != "$1" ]; do shift; done
if grep -rqs poison "$@"; then echo 'fatal: no audit was performed' >&2; exit 1; fi
for file in $(grep -rls broken "$@"); do echo " WARN zizmor: failed to parse input: $file" >&2; done
exit 12
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of two repositories."""
    for name in ("one/.github/workflows/a.yml", "one/.github/workflows/b.yml", "two/compose.yml"):
        write(tmp_path / "folder" / name, WORKFLOW)
    write(tmp_path / "folder/two/action.yml", ACTION)
    write(tmp_path / "folder/one/Dockerfile", "FROM scratch\n")
    return tmp_path / "folder"


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)


def stand_in(place: Path, name: str, script: str) -> Path:
    program = place / "programs" / name
    write(program, f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return program


def speed(folder: Path, *options: str, lonely: bool = False) -> subprocess.CompletedProcess[str]:
    """Run the command with the stand-ins first on PATH; `lonely` takes away the tools beside Python."""
    programs = folder.parent / "programs"
    programs.mkdir(exist_ok=True)
    python = sys.executable
    system = "/usr/bin:/bin"
    libraries = os.pathsep.join((str(ROOT / "linter"), sysconfig.get_path("platlib")))
    if lonely:
        python = str(programs / "python")
        Path(python).symlink_to(os.path.realpath(sys.executable))
    return subprocess.run(
        (python, str(SPEED), str(folder), "--rounds", "1", *options),
        env={**os.environ, "PATH": f"{programs}:{system}", "PYTHONPATH": libraries},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def figures(folder: Path, ours: str = "true") -> dict[str, Any]:
    done = speed(folder, "--json", "--ours", ours, lonely=True)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def test_figures_of_all_tools_and_what_they_are_of(folder: Path) -> None:
    stand_in(folder.parent, "zizmor", ZIZMOR)
    write(folder / "one/.github/workflows/b.yml", "broken")
    result = figures(folder)
    assert (result["files"], result["bytes"], result["rounds"]) == (3, len(WORKFLOW + ACTION + "broken"), 1)
    ours, zizmor = result["rows"]
    assert (zizmor["version"], zizmor["refused"], zizmor["ratio"], zizmor["files"]) == ("9.8.7", 1, 1.0, 3)
    assert ours["ratio"] == pytest.approx(ours["median"] / zizmor["median"])
    assert ours["seconds"] == [ours["median"]]
    assert result["absent"] == [
        "actionlint: it is neither on PATH nor beside this Python",
        "actionlint with ShellCheck: it is neither on PATH nor beside this Python",
        "check-jsonschema: it is neither on PATH nor beside this Python",
    ]


def test_file_that_ends_zizmors_run_is_named_and_left_out_for_all(folder: Path, tmp_path: Path) -> None:
    stand_in(tmp_path, "zizmor", ZIZMOR)
    write(folder / "one/.github/workflows/b.yml", "poison")
    write(folder / "two/deep/action.yml", "poison")
    listing = stand_in(tmp_path, "listing", f"find . -type f | sort > {shlex.quote(str(tmp_path))}/seen")
    result = figures(folder, ours=str(listing))
    assert result["left_out"] == ["one/.github/workflows/b.yml", "two/deep/action.yml"]
    assert (tmp_path / "seen").read_text().split() == [
        "./one/.github/workflows/a.yml",
        "./one/Dockerfile",
        "./two/action.yml",
    ]
    assert not result["rows"][1]["failure"]


def test_given_folder_is_only_read(folder: Path, tmp_path: Path) -> None:
    def state() -> dict[str, tuple[int, int, bytes]]:
        files = (path for path in folder.rglob("*") if path.is_file())
        return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino, path.read_bytes()) for path in files}

    before = state()
    scribble = stand_in(tmp_path, "scribble", "for file in $(find . -name '*.yml'); do echo x >> $file; done")
    assert not figures(folder, ours=str(scribble))["rows"][0]["failure"]
    assert state() == before


def test_memory_is_that_of_the_largest_process_below_the_command(folder: Path, tmp_path: Path) -> None:
    large = f"{shlex.quote(sys.executable)} -c \"x = b'x' * 80_000_000\""
    stand_in(tmp_path, "large", f"{large}\nexit 0")
    small = figures(folder)["rows"][0]["mebibytes"]
    (tmp_path / "programs/python").unlink()
    assert small < 40
    assert 76 < figures(folder, ours="large")["rows"][0]["mebibytes"] < 200


def test_time_is_that_of_the_command(folder: Path, tmp_path: Path) -> None:
    stand_in(tmp_path, "slow", "sleep 0.3")
    row = figures(folder, ours="slow")["rows"][0]
    assert 0.3 <= row["median"] < 5
    assert row["cpu"] < row["median"]


def test_tool_that_fails_has_no_figures_but_a_reason(folder: Path, tmp_path: Path) -> None:
    stand_in(tmp_path, "broken", "echo 'something is wrong' >&2; exit 3")
    done = speed(folder, "--ours", "broken", lonely=True)
    assert done.returncode == 0
    assert "ci-lint has no figures: exit code 3: something is wrong" in done.stdout


def test_files_that_ours_cannot_parse_are_counted(folder: Path, tmp_path: Path) -> None:
    entry = '{"rule": "yaml-parse-error", "path": "a"}'
    answer = f'{{"findings": [{entry}, {entry}, {{"rule": "other", "path": "b"}}]}}'
    stand_in(tmp_path, "json", f"echo '{answer}'; exit 1")
    assert figures(folder, ours="json")["rows"][0]["refused"] == 1


def test_table_is_aligned_and_complete_with_the_real_tools(folder: Path) -> None:
    write(folder / "one/.github/workflows/b.yml", "jobs: [")
    done = speed(folder, "--ours", "true")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].startswith("3 files, 0.0 MiB")
    head = next(number for number, line in enumerate(lines) if line.startswith("tool"))
    rows = [line for line in lines[head + 1 :] if " has no figures: " not in line]
    assert len({len(line) for line in lines[head : head + 1 + len(rows)]}) == 1
    assert rows[0].startswith("ci-lint")
    assert all(row.split()[-1] in ("1", "-") for row in rows), "each tool refuses the broken file"


def test_tools_can_be_chosen(folder: Path) -> None:
    done = speed(folder, "--json", "--ours", "true", "--only", "ci-lint")
    assert [row["tool"] for row in json.loads(done.stdout)["rows"]] == ["ci-lint"]


@pytest.mark.parametrize("arguments", [("nowhere",), (".", "--rounds", "0"), ()])
def test_wrong_use_is_refused(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = subprocess.run((sys.executable, str(SPEED), *arguments), cwd=tmp_path, capture_output=True, check=False)
    assert done.returncode == 2


def test_help_says_how_to_read_the_figures() -> None:
    done = subprocess.run((sys.executable, str(SPEED), "--help"), capture_output=True, text=True, check=True)
    assert "half of zizmor's time" in done.stdout
