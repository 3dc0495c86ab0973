"""Every input is what it may be, or refused with a sentence that names it and the way out."""

import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.inputs import InputError, Inputs
from kit.masks import HIDDEN

from .runner_log import read

HOSTILE = (
    "$(touch pwned)",
    "`touch pwned`",
    "; touch pwned",
    "'\"; touch pwned #",
    "${{ github.token }}",
    "::set-output name=x::y",
    "##[error]x",
    "a\nb",
    "a\r\nb",
    "a\rb",
    "\0",
    "\x1b[2J",
    "-rf",
    "--help",
    "../../etc",
    "/etc",
    "~",
    "\u202etxt",
    "a\u200bb",
    "\udcff",
    "x" * 100_000,
    "9" * 100_000,
    "NaN",
    "inf",
    "1e9",
    "0x10",
    "٣",
    "true false",
)
hostile = pytest.mark.parametrize("value", HOSTILE, ids=[ascii(value)[:20] for value in HOSTILE])
anything = st.one_of(st.text(), st.sampled_from([value[:500] for value in HOSTILE]))


def inputs(value: str, name: str = "some-input") -> Inputs:
    return Inputs({f"CIKIT_{name.upper().replace('-', '_')}": value})


def refusal(act: Callable[[], object]) -> str:
    with pytest.raises(InputError) as caught:
        act()
    return str(caught.value)


READERS: dict[str, Callable[[Inputs], object]] = {
    "word": lambda given: given.word("some-input"),
    "text": lambda given: given.text("some-input"),
    "document": lambda given: given.document("some-input"),
    "boolean": lambda given: given.boolean("some-input"),
    "integer": lambda given: given.integer("some-input", 0, 100),
    "number": lambda given: given.number("some-input", 0, 100),
    "duration": lambda given: given.duration("some-input"),
    "size": lambda given: given.size("some-input"),
    "ranges": lambda given: given.ranges("some-input"),
    "choice": lambda given: given.choice("some-input", ("auto", "none")),
    "lines": lambda given: given.lines("some-input"),
    "folder": lambda given: given.folder("some-input"),
    "file": lambda given: given.file("some-input"),
}
STRICT = ("boolean", "integer", "number", "duration", "size", "ranges", "choice", "folder", "file")


def test_name_of_the_input_leads_to_its_variable() -> None:
    assert Inputs({}).variable("rerun-serial") == "CIKIT_RERUN_SERIAL"
    assert Inputs({"X_A_B": "v"}, prefix="X_").text("a-b") == "v"


def test_an_input_that_was_not_passed_on_is_empty() -> None:
    assert Inputs({}).text("mode") == ""
    assert not Inputs({}).given("mode")
    assert not Inputs({"CIKIT_MODE": " \n"}).given("mode")
    assert Inputs({"CIKIT_MODE": "x"}).given("mode")


@hostile
@pytest.mark.parametrize("kind", STRICT)
def test_hostile_value_is_refused_kindly(kind: str, value: str) -> None:
    message = refusal(lambda: READERS[kind](inputs(value)))
    assert message.startswith("input some-input is ")
    assert len(message.splitlines()) == 1
    assert len(message) < 400
    assert "\x1b" not in message


@given(anything, st.sampled_from(sorted(READERS)))
def test_any_value_is_taken_or_refused(value: str, kind: str) -> None:
    with suppress(InputError):
        READERS[kind](inputs(value))


@given(anything)
def test_a_word_is_no_option_and_has_no_parts(value: str) -> None:
    try:
        word = inputs(value).word("some-input")
    except InputError:
        return
    assert not word.startswith("-")
    assert not any(character.isspace() for character in word)


@given(anything)
def test_a_text_is_one_line_without_control_characters(value: str) -> None:
    try:
        text = inputs(value).text("some-input")
    except InputError:
        return
    assert not any(character < " " and character != "\t" for character in text)


@pytest.mark.parametrize(
    ("kind", "value", "message"),
    [
        ("duration", "5x", 'input some-input is "5x": write a duration such as 90s, 5m or 1h30m'),
        ("duration", "90", 'input some-input is "90": say which unit: 90s, 90m or 90h'),
        ("duration", "", "input some-input is empty: write a duration such as 90s, 5m or 1h30m"),
        ("size", "2G", 'input some-input is "2G": write a size such as 2GiB, 500MiB or 500MB'),
        ("boolean", "yes", 'input some-input is "yes": write true or false'),
        ("integer", "101", 'input some-input is "101": write a whole number from 0 to 100'),
        ("integer", "1.5", 'input some-input is "1.5": write a whole number from 0 to 100'),
        ("number", "-0.1", 'input some-input is "-0.1": write a number from 0 to 100'),
        ("choice", "gha", 'input some-input is "gha": choose one of auto, none'),
        ("ranges", "2xx", 'input some-input is "2xx": write numbers and ranges such as 200-299,304'),
        ("text", "a\nb", 'input some-input is "a\\nb": write one line'),
        ("text", "a\x1bb", 'input some-input is "a": it holds a control character; write plain text'),
        ("word", "-rf", 'input some-input is "-rf": it must not start with a dash'),
        ("word", "a b", 'input some-input is "a b": write one word, without blanks and invisible characters'),
    ],
)
def test_messages_name_input_value_and_the_way_out(kind: str, value: str, message: str) -> None:
    assert refusal(lambda: READERS[kind](inputs(value))) == message


def test_values_are_read() -> None:
    assert inputs(" TRUE\n").boolean("some-input") is True
    assert inputs("False").boolean("some-input") is False
    assert inputs("+5").integer("some-input", 0, 5) == 5
    assert inputs("-5").integer("some-input", -5, 0) == -5
    assert inputs("87.5").number("some-input", 0, 100) == pytest.approx(87.5)
    assert inputs("1h30m").duration("some-input") == pytest.approx(5400)
    assert inputs("2GiB").size("some-input") == 2**31
    assert inputs("200-299,304").ranges("some-input", 100, 599) == (range(200, 300), range(304, 305))
    assert inputs("auto").choice("some-input", ["auto"]) == "auto"
    assert inputs(" -x $(id) ").text("some-input") == "-x $(id)"
    assert inputs("a\r\nb\n").document("some-input") == "a\nb"


def test_limits_are_included_and_told() -> None:
    assert inputs("1s").duration("some-input", 1, 60) == 1
    assert inputs("1m").duration("some-input", 1, 60) == 60
    message = refusal(lambda: inputs("61s").duration("some-input", 0.5, 60))
    assert message == 'input some-input is "61s": write a duration from 500ms to 1m'
    message = refusal(lambda: inputs("1KiB").size("some-input", high=1000))
    assert message == 'input some-input is "1KiB": write a size from 0 to 1,000 bytes'
    message = refusal(lambda: inputs("200-999").ranges("some-input", 100, 599))
    assert message == 'input some-input is "200-999": write numbers from 100 to 599'


def test_lines_lose_blanks_and_what_is_empty() -> None:
    given = inputs("  a b \r\n\n\t# c\n-d\n")
    assert given.lines("some-input") == ("a b", "# c", "-d")
    assert given.lines("some-input", comments=True) == ("a b", "-d")
    assert inputs(" \n ").lines("some-input") == ()


@pytest.mark.parametrize("kind", ["text", "document", "word", "lines", "secret"])
def test_what_is_required_must_be_there(kind: str) -> None:
    assert not getattr(inputs(" "), kind)("some-input").__len__() or kind == "secret"
    assert refusal(lambda: getattr(inputs(" \n"), kind)("some-input", required=True)).startswith(
        "input some-input is empty: "
    )


def test_a_long_value_is_quoted_in_part() -> None:
    assert len(refusal(lambda: inputs("x" * 10_000).boolean("some-input"))) < 150


def test_secret_is_masked_before_anything_else(capsys: pytest.CaptureFixture[str]) -> None:
    assert inputs(" hunter2 \n", "password").secret("password") == " hunter2 "
    assert [command.data for command in read(capsys.readouterr().out).named("add-mask")] == ["hunter2"]


def test_secret_is_quoted_in_no_message(capsys: pytest.CaptureFixture[str]) -> None:
    message = refusal(lambda: inputs("hunter2\0", "password").secret("password"))
    assert message.startswith("input password is wrong: ")
    assert "hunter2" not in message
    assert "hunter2" not in HIDDEN
    assert not read(capsys.readouterr().out).shown[0]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A workspace with a folder, a file, and a neighbour."""
    root = tmp_path / "workspace"
    (root / "app" / "-odd").mkdir(parents=True)
    (root / "app" / "file").touch()
    (tmp_path / "neighbour").mkdir()
    monkeypatch.setenv("GITHUB_WORKSPACE", str(root))
    return root.resolve()


def test_folder_is_found_in_the_workspace(place: Path) -> None:
    assert inputs(".").folder("some-input") == place
    assert inputs("app/").folder("some-input") == place / "app"
    assert inputs("./app/../app").folder("some-input") == place / "app"
    assert inputs(str(place / "app")).folder("some-input") == place / "app"
    assert inputs("-odd").folder("some-input", inside=place / "app") == place / "app" / "-odd"
    assert inputs("app/file").file("some-input") == place / "app" / "file"


@pytest.mark.parametrize("value", ["..", "../neighbour", "app/../../neighbour", "/etc", "/"])
def test_folder_outside_is_refused(value: str, place: Path) -> None:
    message = refusal(lambda: inputs(value).folder("some-input"))
    assert message == f'input some-input is "{value}": name a folder inside of {place}'


@pytest.mark.parametrize("value", ["missing", "app/file", "x" * 5000])
def test_folder_that_is_none_is_refused(value: str, place: Path) -> None:
    message = refusal(lambda: inputs(value).folder("some-input"))
    assert message.endswith((f"there is no such folder in {place}", f"name a folder inside of {place}"))


@pytest.mark.skipif(sys.platform == "win32", reason="Windows lets few users make links")
def test_links_do_not_lead_outside(place: Path) -> None:
    (place / "link").symlink_to("../neighbour")
    (place / "circle").symlink_to("circle")
    assert "inside of" in refusal(lambda: inputs("link").folder("some-input"))
    refusal(lambda: inputs("circle").folder("some-input"))
    refusal(lambda: inputs("circle/x").file("some-input"))


def test_folder_is_required(place: Path) -> None:
    assert place.is_dir()
    assert refusal(lambda: inputs("").folder("some-input")) == "input some-input is empty: it is required"
