"""At every moment there is a whole cache, if there was one."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from building.homes import Home, discard, move


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "home")


def fill(folder: Path, text: str) -> None:
    folder.mkdir(parents=True)
    (folder / "index.json").write_text(text)


def text(folder: Path) -> str:
    return (folder / "index.json").read_text()


def test_new_cache_takes_the_place_of_the_old_one(home: Home) -> None:
    fill(home.current, "old")
    fill(home.new, "new")
    (home.new / "ingest").mkdir()
    home.exchange()
    assert text(home.current) == "new"
    assert sorted(path.name for path in home.root.rglob("*")) == ["current", "index.json"]


def test_first_cache_has_nothing_to_replace(home: Home) -> None:
    fill(home.new, "new")
    home.exchange()
    assert text(home.current) == "new"


def test_old_cache_comes_back_when_the_new_one_cannot_be_moved(home: Home) -> None:
    fill(home.current, "old")
    with pytest.raises(OSError, match="new"):
        home.exchange()
    assert text(home.current) == "old"


def interrupted(home: Home) -> Iterator[str]:
    """Every state in which an exchange can be broken off."""
    fill(home.current, "old")
    fill(home.new, "new")
    yield "before"
    home.current.rename(home.trash)
    yield "between the renames"
    home.new.rename(home.current)
    yield "before the old one is removed"


@pytest.mark.parametrize("moment", [0, 1, 2])
def test_interrupted_exchange_leaves_a_whole_cache(home: Home, moment: int) -> None:
    for number, _ in enumerate(interrupted(home)):
        if number == moment:
            break
    home.recover()
    assert text(home.current) == ("new" if moment == 2 else "old")
    assert not home.new.exists()
    assert not home.trash.exists()


def test_recovering_an_empty_place_makes_it(home: Home) -> None:
    home.recover()
    assert home.root.is_dir()
    assert not home.current.exists()


def test_link_is_removed_and_not_what_it_leads_to(tmp_path: Path) -> None:
    fill(tmp_path / "precious", "kept")
    (tmp_path / "link").symlink_to(tmp_path / "precious")
    discard(tmp_path / "link")
    assert text(tmp_path / "precious") == "kept"
    assert not (tmp_path / "link").is_symlink()


def test_move_to_another_disk_copies(tmp_path: Path) -> None:
    memory = Path("/dev/shm")  # noqa: S108  another file system on every Linux
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip(f"{memory} is no file system of its own here")
    fill(tmp_path / "cache", "whole")
    target = memory / f"ci-kit-{os.getpid()}" / "cache"
    try:
        move(tmp_path / "cache", target)
        assert text(target) == "whole"
        assert not (tmp_path / "cache").exists()
    finally:
        shutil.rmtree(target.parent, ignore_errors=True)
