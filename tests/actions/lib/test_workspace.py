"""Inside is inside, wherever links lead; paths have the form of their system."""

import sys
from pathlib import Path

import pytest

from kit.workspace import inside, native, temporary, workspace

links = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few users make links")


def test_places_come_from_the_runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", str(tmp_path))
    monkeypatch.setenv("RUNNER_TEMP", str(tmp_path / "temp"))
    assert workspace() == tmp_path.resolve()
    assert temporary() == (tmp_path / "temp").resolve()


def test_places_exist_without_a_runner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_WORKSPACE", "")
    monkeypatch.delenv("RUNNER_TEMP", raising=False)
    monkeypatch.chdir(tmp_path)
    assert workspace() == tmp_path.resolve()
    assert temporary().is_dir()


@pytest.mark.parametrize("path", [".", "", "a", "a/b", "a/../b", "./-rf", "a/.."])
def test_inside(path: str, tmp_path: Path) -> None:
    assert inside(tmp_path, Path(path))
    assert inside(tmp_path, tmp_path / path)


@pytest.mark.parametrize("path", ["..", "../other", "a/../../other", "/", "/etc"])
def test_outside(path: str, tmp_path: Path) -> None:
    assert not inside(tmp_path / "root", Path(path))


def test_a_sibling_with_the_same_start_is_outside(tmp_path: Path) -> None:
    assert not inside(tmp_path / "root", tmp_path / "root-2")


@links
def test_links_are_followed(tmp_path: Path) -> None:
    root = tmp_path / "root"
    (root / "real").mkdir(parents=True)
    (root / "out").symlink_to(tmp_path)
    (root / "in").symlink_to("real")
    (tmp_path / "door").symlink_to(root)
    assert not inside(root, Path("out"))
    assert not inside(root, Path("out/root/../x"))
    assert inside(root, Path("in/x"))
    assert inside(tmp_path / "door", root / "real")
    assert inside(root, tmp_path / "door" / "real")


@links
def test_links_that_lead_nowhere_are_outside(tmp_path: Path) -> None:
    (tmp_path / "circle").symlink_to("circle")
    (tmp_path / "dangling").symlink_to("../missing")
    assert not inside(tmp_path, Path("dangling"))
    assert not inside(tmp_path, Path("circle/x")) or sys.version_info >= (3, 13)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/d/a/app", "D:\\a\\app"),
        ("/d", "D:\\"),
        ("/d/", "D:\\"),
        ("src/app", "src\\app"),
        ("D:/a/app", "D:\\a\\app"),
        ("D:\\a\\app", "D:\\a\\app"),
        ("/data/app", "\\data\\app"),
        (".", "."),
    ],
)
def test_windows_gets_its_own_form_of_a_path(path: str, expected: str) -> None:
    assert native(path, windows=True) == expected
    assert native(path, windows=False) == path
