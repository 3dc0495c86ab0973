"""Command lines as words, on systems where a backslash means different things."""

from pathlib import Path

import pytest

from testrun.words import joined, located, split


def test_quotes_keep_blanks_and_nothing_is_expanded() -> None:
    assert split("-m 'not slow' --x=\"a b\"\n $(touch x) `y` * # z", windows=False) == (
        *("-m", "not slow", "--x=a b", "$(touch", "x)", "`y`", "*", "#", "z"),
    )


def test_backslash_protects_a_character_but_belongs_to_a_path_on_windows() -> None:
    assert split(r"C:\Python\python.exe a\ b", windows=True) == (r"C:\Python\python.exe", "a\\", "b")
    assert split(r"a\ b", windows=False) == ("a b",)
    assert split(r'"C:\Program Files\py.exe" -X', windows=True) == (r"C:\Program Files\py.exe", "-X")


def test_open_quote_is_a_mistake() -> None:
    for windows in (True, False):
        with pytest.raises(ValueError, match="closing quotation"):
            split("it's", windows=windows)


def test_joined_words_come_apart_again() -> None:
    words = ("a b", "it's", "$x", "", "ü")
    assert split(joined(words), windows=False) == words


def test_program_beside_the_tests_is_found_from_anywhere(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "tool"
    program.parent.mkdir()
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    assert located(("bin/tool", "x"), tmp_path) == (str(program), "x")
    assert located(("no-such-tool", "x"), tmp_path) == ("no-such-tool", "x")
    assert located((), tmp_path) == ()
