"""Values reach later steps as they are, and set nothing but themselves."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from kit import outputs

from .runner_log import read

anything = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Mapping[str, Path]:
    """The files of a step, by the name of their variable."""
    found = {name: tmp_path / name for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_PATH")}
    for name, path in found.items():
        path.touch()
        monkeypatch.setenv(name, str(path))
    return found


def assignments(text: str) -> Iterator[tuple[str, str]]:
    """The names and values that the runner reads from such a file (`FileCommandManager.cs`); its lines end at \\n."""
    lines = iter(text.split("\n"))
    for line in lines:
        name, heredoc, end = line.partition("<<")
        if heredoc and "=" not in name:
            value: list[str] = []
            while (following := next(lines)) != end:
                value.append(following)
            yield name, "\n".join(value)
        elif line:
            name, _, single = line.partition("=")
            yield name, single


def read_file(path: Path) -> list[tuple[str, str]]:
    return list(assignments(path.read_bytes().decode("utf-8")))


@given(value=st.text(alphabet=st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
@example(value="EOF\ninjected=1\nother<<EOF\nx\nEOF")
@example(value="end_\nghadelimiter_\n\n")
@example(value="a\r\nb\r")
@anything
def test_value_is_read_as_it_was_given(value: str, files: Mapping[str, Path]) -> None:
    files["GITHUB_OUTPUT"].write_bytes(b"")
    outputs.set_output("first", value)
    outputs.set_output("second", "2")
    assert read_file(files["GITHUB_OUTPUT"]) == [("first", value), ("second", "2")]


def test_delimiter_is_new_each_time_and_not_in_the_value(monkeypatch: pytest.MonkeyPatch) -> None:
    assert outputs.delimiter("") != outputs.delimiter("")
    tokens = iter(["taken", "taken", "free"])
    monkeypatch.setattr("secrets.token_hex", lambda _: next(tokens))
    assert outputs.delimiter("a\nend_taken\nb") == "end_free"


@pytest.mark.parametrize(("value", "text"), [(True, "true"), (False, "false"), (None, ""), (12, "12"), (0.5, "0.5")])
def test_values_that_are_no_text(value: object, text: str, files: Mapping[str, Path]) -> None:
    outputs.set_output("name", value)
    assert read_file(files["GITHUB_OUTPUT"]) == [("name", text)]


def test_what_no_file_can_hold_is_replaced(files: Mapping[str, Path]) -> None:
    outputs.set_output("name", "a\0b\udcffc")
    assert read_file(files["GITHUB_OUTPUT"]) == [("name", "a\ufffdb?c")]


@pytest.mark.parametrize("name", ["", "a b", "a\nb", "a=b", "a<<b", "-a", "1a", "::x"])
def test_a_name_that_is_none_is_refused(name: str, files: Mapping[str, Path]) -> None:
    with pytest.raises(ValueError, match="no name"):
        outputs.set_output(name, "x")
    with pytest.raises(ValueError, match="no name"):
        outputs.set_environment(name, "x")
    assert not files["GITHUB_OUTPUT"].read_bytes()


def test_environment_gets_a_variable(files: Mapping[str, Path]) -> None:
    outputs.set_environment("SEED", "1\n2")
    assert read_file(files["GITHUB_ENV"]) == [("SEED", "1\n2")]


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "NODE_OPTIONS", "node_options", "RUNNER_TEMP", "CI"])
def test_variables_of_the_runner_are_left_alone(name: str, files: Mapping[str, Path]) -> None:
    with pytest.raises(ValueError, match="belongs to the runner"):
        outputs.set_environment(name, "x")
    assert not files["GITHUB_ENV"].read_bytes()


def test_folders_are_added_one_a_line(files: Mapping[str, Path], tmp_path: Path) -> None:
    outputs.add_path(tmp_path)
    outputs.add_path("/opt/tool")
    assert files["GITHUB_PATH"].read_text(encoding="utf-8") == f"{tmp_path}\n/opt/tool\n"


@pytest.mark.parametrize("folder", ["", "a\nb", "a\rb"])
def test_a_folder_of_several_lines_is_refused(folder: str) -> None:
    with pytest.raises(ValueError, match="several lines"):
        outputs.add_path(folder)


@pytest.mark.skipif(os.name == "nt", reason="Windows has one newline more")
def test_newlines_are_never_translated(files: Mapping[str, Path]) -> None:
    outputs.set_output("name", "a")
    assert b"\r" not in files["GITHUB_OUTPUT"].read_bytes()


def test_outside_of_a_workflow_the_value_is_said_and_obeyed_by_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("GITHUB_OUTPUT", raising=False)
    outputs.set_output("result", "passed\n::error::pwned")
    log = read(capsys.readouterr().out)
    assert "passed" in log.shown
    assert not log.commands
