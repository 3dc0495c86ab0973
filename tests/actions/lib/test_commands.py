"""What the runner obeys is ours; what others wrote it shows."""

import io
import re
import subprocess
import sys
from collections.abc import Callable

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kit import commands
from kit.deadline import Deadline
from kit.plain_text import visible
from kit.processes import run

from .runner_log import Log, read

HOSTILE = (
    "::set-output name=result::pwned",
    "  \t::error::pwned",
    "\u00a0\u2003::error::pwned",
    "text ##[error]pwned",
    "##[set-env name=PATH]pwned",
    "one\n::error::pwned",
    "one\r::error::pwned",
    "one\r\n::add-mask::e",
    "one\x85::error::pwned",
    "one\u2028::error::pwned",
    "one\x0b::error::pwned",
    "%0A::error::pwned",
    "::stop-commands::pause",
    "::endgroup::",
    "\x1b[2K::error::pwned",
    "\x1b]0;title\x07::error::pwned",
    "\ufeff::error::pwned",
    "\u200b::error::pwned",
    "::::error::pwned",
)
texts = st.one_of(
    st.text(),
    st.sampled_from(HOSTILE),
    st.lists(st.sampled_from([*HOSTILE, "::", "##[", "error", "]", "\n", "\r", " ", "%", "%0A", "x"])).map("".join),
)


def written(act: Callable[[], object]) -> str:
    """What a function writes to the output of the step."""
    stream, before = io.StringIO(), sys.stdout
    sys.stdout = stream
    try:
        act()
    finally:
        sys.stdout = before
    return stream.getvalue()


def log_of(act: Callable[[], object]) -> Log:
    return read(written(act))


@given(texts, texts, texts, st.integers(0, 9999))
@example("100% of\r\nthis: that, and\nmore", "a: b, c::d", "src/a,b:c.py", 3)
def test_annotation_says_what_it_was_given_and_nothing_else(message: str, title: str, file: str, line: int) -> None:
    log = log_of(lambda: commands.warning(message, title=title, file=file, line=line))
    (command,) = log.commands
    assert log.shown == ("",)
    assert command.name == "warning"
    assert command.data == visible(message)
    expected = {"title": visible(title), "file": file, "line": str(line) if line else ""}
    # The runner cuts blanks off the properties.
    assert {name: value.strip() for name, value in command.properties.items()} == {
        name: value.strip() for name, value in expected.items() if value
    }


@pytest.mark.parametrize("level", ["error", "warning", "notice"])
def test_each_level_has_its_command(level: str) -> None:
    log = log_of(lambda: getattr(commands, level)("message"))
    assert [(command.name, command.data, dict(command.properties)) for command in log.commands] == [
        (level, "message", {})
    ]


def test_annotation_is_cut_where_nobody_reads_on() -> None:
    (command,) = log_of(lambda: commands.error("x" * 1_000_000)).commands
    assert len(command.data) == commands.LONGEST_MESSAGE


def test_colours_are_left_out_of_annotations() -> None:
    (command,) = log_of(lambda: commands.error("\x1b[31mred\x1b[0m\x1b]8;;http://evil\x1b\\")).commands
    assert command.data == "red"


@given(texts)
def test_what_is_said_is_never_obeyed(message: str) -> None:
    log = log_of(lambda: commands.say(message))
    assert not log.commands


def test_what_is_harmless_is_said_as_it_is() -> None:
    text = "cache: gha, import yes\n\tstd::vector<int> [a::b] ## [c]"
    assert written(lambda: commands.say(text)) == f"{text}\n"


def test_what_would_be_a_command_can_still_be_read() -> None:
    assert written(lambda: commands.say("::error::x")) == "· ::error::x\n"
    assert written(lambda: commands.say("a ##[error]x")) == "a ## [error]x\n"


@given(texts)
def test_group_has_one_line_of_title_and_an_end(title: str) -> None:
    def act() -> None:
        with commands.group(title):
            commands.say("inside")

    log = log_of(act)
    assert [command.name for command in log.commands] == ["group", "endgroup"]
    assert "\n" not in log.commands[0].data
    assert log.shown == ("inside", "")


def test_group_ends_when_something_raises() -> None:
    def act() -> None:
        with pytest.raises(ValueError, match="x"), commands.group("title"):
            raise ValueError("x")

    assert [command.name for command in log_of(act).commands] == ["group", "endgroup"]


@given(st.lists(texts))
def test_nothing_behind_the_fence_is_obeyed_and_all_of_it_is_shown(lines: list[str]) -> None:
    def act() -> None:
        with commands.fence():
            for line in lines:
                sys.stdout.write(f"{line}\n")
        commands.notice("after")

    log = log_of(act)
    assert [command.data for command in log.commands] == ["after"]
    assert "\n".join(log.shown) == "\n".join([*re.split(r"\r\n|\r|\n", "".join(f"{line}\n" for line in lines))])


def test_commands_of_our_own_pass_the_fence_and_leave_it_up() -> None:
    def act() -> None:
        with commands.fence():
            sys.stdout.write("::error::before\n")
            commands.warning("ours")
            sys.stdout.write("::error::after\n")

    log = log_of(act)
    assert [command.data for command in log.commands] == ["ours"]
    assert log.shown == ("::error::before", "::error::after", "")


def test_fences_inside_each_other_are_one() -> None:
    def act() -> None:
        with commands.fence(), commands.fence():
            sys.stdout.write("::error::inside\n")
        commands.notice("after")

    assert [command.data for command in log_of(act).commands] == ["after"]


def test_fence_is_taken_down_when_something_raises() -> None:
    def act() -> None:
        with pytest.raises(ValueError, match="x"), commands.fence():
            raise ValueError("x")
        commands.notice("after")

    assert [command.data for command in log_of(act).commands] == ["after"]


def test_token_of_a_fence_is_new_each_time_and_known_to_nobody() -> None:
    def tokens() -> list[str]:
        def act() -> None:
            with commands.fence():
                commands.notice("ours")

        return re.findall(r"^::stop-commands::(\w+)$", written(act), re.MULTILINE)

    found = {token for _ in range(20) for token in tokens()}
    assert len(found) == 40
    assert min(map(len, found)) >= 32


def test_fence_goes_to_the_stream_of_the_output() -> None:
    stream = io.StringIO()
    with commands.fence(stream):
        stream.write("::error::inside\n")
    assert not read(stream.getvalue()).commands


def test_output_of_a_program_behind_the_fence_is_shown_only() -> None:
    program = "print('::error::pwned'); print('a\\r::set-output name=x::y\\r##[warning]z', end='')"

    def act() -> None:
        with commands.fence():
            assert run([sys.executable, "-c", program], deadline=Deadline(20)).succeeded
        commands.notice("after")

    log = log_of(act)
    assert [command.data for command in log.commands] == ["after"]
    assert "::set-output name=x::y" in log.shown


def test_debug_is_a_command_with_plain_text() -> None:
    (command,) = log_of(lambda: commands.debug("a\n::error::b")).commands
    assert (command.name, command.data) == ("debug", "a\n::error::b")


def test_every_line_is_written_at_once() -> None:
    program = (
        "import sys, time; sys.path.insert(0, sys.argv[1]); from kit.commands import say; say('now'); time.sleep(9)"
    )
    library = str(next(path for path in map(str, sys.path) if path.endswith("lib") and "actions" in path))
    with subprocess.Popen([sys.executable, "-c", program, library], stdout=subprocess.PIPE) as process:
        assert process.stdout
        assert process.stdout.readline().strip() == b"now"
        process.kill()
