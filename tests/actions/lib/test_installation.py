"""What is installed is what was pinned, and nobody else's."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installation import interpreters, linter
from installation.linter import REQUIREMENTS, install
from installation.releases import Release, read_release
from installation.surroundings import surroundings
from installation.troubles import InstallationFailed
from kit.deadline import Deadline
from kit.inputs import InputError, Inputs

PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
SYSTEMS = {
    "linux": ("manylinux_2_28_x86_64", "manylinux_2_17_x86_64", "manylinux2014_x86_64"),
    "darwin": ("macosx_11_0_arm64", "macosx_10_13_universal2"),
    "win32": ("win_amd64",),
}
HASH = f"sha256:{'a' * 64}"


def pinned() -> list[Requirement]:
    """The requirements without their hashes."""
    lines = REQUIREMENTS.read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    return [Requirement(line.split("--hash")[0]) for line in lines if line and not line.startswith("#")]


def test_every_requirement_is_exact_and_hashed() -> None:
    lines = REQUIREMENTS.read_text(encoding="utf-8").replace("\\\n", "").splitlines()
    rows = [line for line in lines if line and not line.startswith("#")]
    assert rows
    assert all(row.count("--hash=sha256:") >= 2 for row in rows)  # a wheel and more
    assert all(str(entry.specifier).startswith("==") and "," not in str(entry.specifier) for entry in pinned())


@pytest.mark.parametrize("python", PYTHONS)
@pytest.mark.parametrize("system", SYSTEMS)
def test_what_is_pinned_is_what_the_project_asks_for(python: str, system: str, root: Path) -> None:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    listed = re.search(r"^dependencies = \[\n(.*?)^\]", text, re.MULTILINE | re.DOTALL)
    assert listed
    wishes = [Requirement(wish) for wish in re.findall(r'^ *"([^"]+)"', listed[1], re.MULTILINE)]
    assert len(wishes) >= 5
    environment = {"python_version": python, "python_full_version": f"{python}.0", "sys_platform": system}
    found = {
        canonicalize_name(each.name): each for each in pinned() if not each.marker or each.marker.evaluate(environment)
    }
    for wanted in wishes:
        if wanted.marker and not wanted.marker.evaluate(environment):
            continue
        (exact,) = found[canonicalize_name(wanted.name)].specifier
        assert wanted.specifier.contains(exact.version), f"{wanted} is pinned at {exact.version}"


def test_interpreters_are_those_of_the_project(root: Path) -> None:
    text = (root / "pyproject.toml").read_text(encoding="utf-8")
    assert [".".join(map(str, end)) for end in (interpreters.OLDEST, interpreters.NEWEST)] == [PYTHONS[0], PYTHONS[-1]]
    assert f'requires-python = ">={PYTHONS[0]}"' in text
    assert f"Programming Language :: Python :: {PYTHONS[-1]}" in text


@pytest.mark.builds
@pytest.mark.usefixtures("package_index")
@pytest.mark.parametrize(
    ("system", "python"), [(system, python) for system in SYSTEMS for python in (PYTHONS[0], PYTHONS[-1])]
)
def test_pip_takes_the_wheels_with_their_hashes(system: str, python: str, tmp_path: Path) -> None:
    platforms = [word for platform in SYSTEMS[system] for word in ("--platform", platform)]
    pip = [sys.executable, "-I", "-m", "pip", "download", "--quiet", "--disable-pip-version-check", "--no-input"]
    options = ["--require-hashes", "--only-binary", ":all:", "--python-version", python, "--dest", str(tmp_path)]
    run = subprocess.run(
        [*pip, *options, *platforms, "-r", str(REQUIREMENTS)], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    # tomli is needed by the oldest one only; markers are those of the interpreter that runs this.
    assert len(list(tmp_path.glob("*.whl"))) >= 6


@pytest.mark.parametrize(
    ("version", "digest", "words"),
    [
        ("latest", HASH, "write an exact version"),
        (">=1.0", HASH, "write an exact version"),
        ("1", HASH, "write an exact version"),
        ("1.0 --index-url=http://x", HASH, "without blanks"),
        ("1.4.2", "", "write sha256:"),
        ("1.4.2", "sha256:abc", "write sha256:"),
        ("1.4.2", f"md5:{'a' * 64}", "write sha256:"),
        ("", HASH, "version-hash needs it"),
    ],
)
def test_release_needs_an_exact_version_and_its_hash(version: str, digest: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_release(Inputs({"CIKIT_VERSION": version, "CIKIT_VERSION_HASH": digest}))


def test_release_is_one_line_for_pip() -> None:
    assert read_release(Inputs({})) is None
    found = read_release(
        Inputs({"CIKIT_VERSION": "1.4.2rc1", "CIKIT_VERSION_HASH": HASH.upper().replace("SHA", "sha")})
    )
    assert found == Release("1.4.2rc1", HASH)
    assert found.requirement == f"ci-lint==1.4.2rc1 --hash={HASH}\n"


def test_programs_get_neither_the_token_nor_the_files_of_the_runner() -> None:
    given = {
        "CIKIT_TOKEN": "secret",
        "PYTHONPATH": "/somewhere",
        "PIP_TARGET": "/somewhere",
        "PIP_INDEX_URL": "https://mirror",
        "GITHUB_OUTPUT": "/file",
        "GITHUB_REPOSITORY": "a/b",
        "VIRTUAL_ENV": "/venv",
        "PATH": "/bin",
    }
    assert set(surroundings(given)) == {"PIP_INDEX_URL", "GITHUB_REPOSITORY", "PATH"}


@pytest.mark.parametrize(
    ("version", "fits"), [((3, 9), False), ((3, 10), True), ((3, 14), True), ((3, 15), False), ((0, 0), False)]
)
def test_interpreter_fits_or_not(version: tuple[int, int], fits: bool) -> None:  # noqa: FBT001 - a case
    assert interpreters.fits(version) is fits


def test_broken_interpreter_on_path_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if os.name == "nt":
        pytest.skip("programs of Windows are no scripts")
    for name, body in (("python3.14", "exit 127"), ("python3.13", "echo 3 9"), ("python3.12", "echo 3 12")):
        (tmp_path / name).write_text(f"#!/bin/sh\n{body}\n")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(interpreters, "fits", lambda version: version == (3, 12))
    assert interpreters.interpreter(Deadline(20), {"PATH": "/bin:/usr/bin"}) == str(tmp_path / "python3.12")
    (tmp_path / "python3.12").unlink()
    with pytest.raises(InstallationFailed, match="actions/setup-python"):
        interpreters.interpreter(Deadline(20), {"PATH": "/bin:/usr/bin"})


@pytest.mark.builds
@pytest.mark.usefixtures("package_index")
def test_installed_linter_is_that_of_the_commit_and_reads_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, root: Path
) -> None:
    from ci_lint import __version__

    monkeypatch.setenv("RUNNER_TEMP", str(tmp_path))
    project = tmp_path / "project"
    (project / ".github" / "workflows").mkdir(parents=True)
    (project / ".github" / "workflows" / "ci.yml").write_text("on: push\njobs: {}\n")
    for name in ("click.py", "ci_lint.py", "sitecustomize.py"):
        (project / name).write_text("open('trapped', 'w').close()")
    found = install(None, Deadline(200), {**os.environ, "PYTHONPATH": str(project), "CIKIT_TOKEN": "x"})
    outcome = found.run(["check", "--format", "json"], deadline=Deadline(60), cwd=project)
    assert found.version == __version__
    assert outcome.returncode in (0, 1), outcome.tail
    assert not (project / "trapped").exists()
    where = [str(found.python), "-I", "-c", "import ci_lint; print(ci_lint.__file__)"]
    printed = subprocess.run(where, cwd=project, capture_output=True, text=True, check=True).stdout
    assert Path(printed.strip()) == root / "linter" / "ci_lint" / "__init__.py"
    # What a step has made, the next one finds.
    monkeypatch.setattr(linter, "_make", None)
    assert install(None, Deadline(20)).python == found.python


@pytest.mark.builds
@pytest.mark.usefixtures("package_index")
def test_release_with_another_hash_is_not_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The wheel of our own commit stands for a release: it is on an index with one hash, and asked for with two."""
    monkeypatch.setenv("RUNNER_TEMP", str(tmp_path))
    wheels = tmp_path / "wheels"
    build = [
        sys.executable,
        "-m",
        "pip",
        "wheel",
        "--quiet",
        "--no-deps",
        "--wheel-dir",
        str(wheels),
        str(linter.SOURCE.parent),
    ]
    subprocess.run(build, check=True, capture_output=True)
    (wheel,) = wheels.iterdir()
    digest = subprocess.run(
        [sys.executable, "-m", "pip", "hash", str(wheel)], check=True, capture_output=True, text=True
    )
    known = digest.stdout.split("--hash=")[1].strip()
    version = wheel.name.split("-")[1]
    links = " ".join(filter(None, [str(wheels), os.environ.get("PIP_FIND_LINKS", "")]))
    environ = {**os.environ, "PIP_FIND_LINKS": links}
    with pytest.raises(InstallationFailed, match=r"(?i)hash"):
        install(Release(version, HASH), Deadline(200), environ)
    assert install(Release(version, known), Deadline(200), environ).version == version
