"""Programs that hang, flood, whisper, die or leave children behind: the run comes back in time and leaves nothing."""

import faulthandler
import os
import signal
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.deadline import Deadline
from kit.process_output import LARGEST_TAIL, LONGEST_LINE, Lines
from kit.processes import Outcome, run

# Seconds by which a machine with other things to do may be late.
BUSY = 0.5

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no signals that can be ignored")

FAMILY = """
import os, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-c", '''CHILD'''])
print(os.getpid(), child.pid, flush=True)
"""
DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('ready', flush=True); time.sleep(60)"


def python(program: str, seconds: float = 20, **options: Any) -> Outcome:
    options.setdefault("on_line", lambda _: None)
    return run([sys.executable, "-c", program], deadline=Deadline(seconds), **options)


def family(child: str, then: str = "time.sleep(60)") -> str:
    return FAMILY.replace("CHILD", child) + then


def running(pid: int) -> bool:
    """Whether a process is at work; one that nobody has buried yet is not."""
    stat = Path(f"/proc/{pid}/stat")
    try:
        return stat.read_text().rpartition(")")[2].split()[0] != "Z" if Path("/proc/self").exists() else answers(pid)
    except OSError:
        return False


def answers(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


def all_gone(pids: Sequence[int]) -> bool:
    end = time.monotonic() + 5
    while time.monotonic() < end and any(map(running, pids)):
        time.sleep(0.02)
    return not any(map(running, pids))


def pids_in(outcome: Outcome) -> list[int]:
    line = next(line for line in outcome.tail if line[:1].isdigit())
    return [int(number) for number in line.split()]


def test_output_errors_and_exit_code_arrive() -> None:
    outcome = python("import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit(7)")
    assert (outcome.returncode, outcome.reason, outcome.tail) == (7, "exit", ("out", "err"))
    assert not outcome.succeeded


def test_success_is_an_exit_with_zero() -> None:
    assert python("").succeeded


def test_lines_are_printed_where_nobody_else_takes_them(capsys: pytest.CaptureFixture[str]) -> None:
    run([sys.executable, "-c", "print('hello')"], deadline=Deadline(20))
    assert capsys.readouterr().out == "hello\n"


def test_lines_come_while_the_program_runs() -> None:
    times: list[float] = []
    outcome = python(
        "import time; print('first', flush=True); time.sleep(1); print('second')",
        on_line=lambda _: times.append(time.monotonic()),
    )
    assert outcome.tail == ("first", "second")
    assert times[1] - times[0] > 0.8


def test_input_is_empty() -> None:
    assert python("import sys; print(repr(sys.stdin.read()))").tail == ("''",)


def test_folder_and_environment_are_passed_on(tmp_path: Path) -> None:
    environment = {**os.environ, "NAME": "$(touch pwned)"}
    outcome = python("import os; print(os.getcwd()); print(os.environ['NAME'])", cwd=tmp_path, env=environment)
    assert outcome.tail == (str(tmp_path.resolve()), "$(touch pwned)")
    assert not list(tmp_path.iterdir())


def test_words_are_words_whatever_they_hold(tmp_path: Path) -> None:
    words = ["$(touch pwned)", "; touch pwned", "`touch pwned`", "--", "-rf", "a b", "'", '"', "*"]
    program = "import sys; print(sys.argv[1:])"
    outcome = run([sys.executable, "-c", program, *words], deadline=Deadline(20), cwd=tmp_path, on_line=lambda _: None)
    assert outcome.tail == (str(words),)
    assert not list(tmp_path.iterdir())


def test_a_program_that_is_not_there_raises(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no-such-program"):
        run([str(tmp_path / "no-such-program")], deadline=Deadline(5))


def test_a_log_that_cannot_be_written_starts_no_program(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="missing"):
        python(f"open({str(tmp_path / 'started')!r}, 'w')", log=tmp_path / "missing" / "log")
    assert not list(tmp_path.iterdir())


def test_last_line_without_end_is_kept() -> None:
    assert python("print('one'); print('two', end='')").tail == ("one", "two")


def test_tail_holds_the_last_lines() -> None:
    outcome = python("for number in range(1000): print(number)", tail=3)
    assert outcome.tail == ("997", "998", "999")


def test_tail_may_be_nothing() -> None:
    assert python("print('x' * 100)", tail=0).tail == ()


def test_tail_of_long_lines_is_bounded() -> None:
    outcome = python("for number in range(20): print(str(number) * 500_000)")
    assert sum(map(len, outcome.tail)) <= LARGEST_TAIL
    assert outcome.tail[-1] == "19" * 500_000
    assert len(outcome.tail) > 5


def test_bytes_that_come_one_by_one_are_put_together_in_time() -> None:
    lines = Lines()
    start = time.monotonic()
    found = [line for _ in range(LONGEST_LINE) for line in lines.feed(b"x")]
    found += lines.feed(b"\n")
    assert found == ["x" * LONGEST_LINE]
    assert time.monotonic() - start < 20


def test_log_holds_every_byte(tmp_path: Path) -> None:
    log = tmp_path / "log"
    python(r"import sys; sys.stdout.buffer.write(b'a\r\nb\xff\x00c')", log=log)
    assert log.read_bytes() == b"a\r\nb\xff\x00c"


def test_bytes_that_are_no_text_are_replaced() -> None:
    outcome = python(r"import sys; sys.stdout.buffer.write(b'caf\xe9 \xc3\xa9 \xf0\x9f\n')")
    assert outcome.tail == ("caf\ufffd é \ufffd",)


def test_megabytes_without_newline_come_in_pieces() -> None:
    size = 5_000_000
    pieces: list[str] = []
    outcome = python(f"import sys; sys.stdout.write('x' * {size})", on_line=pieces.append)
    assert outcome.succeeded
    assert sum(map(len, pieces)) == size
    assert max(map(len, pieces)) == LONGEST_LINE


def test_nothing_is_lost_when_the_reader_is_slower_than_the_program() -> None:
    lines = 256
    received = 0

    def slow(line: str) -> None:
        nonlocal received
        received += len(line) == 16_000
        time.sleep(0.01)

    python(f"import sys; sys.stdout.write(('x' * 16000 + chr(10)) * {lines})", on_line=slow)
    assert received == lines


@pytest.mark.parametrize("seconds", [2.0, 4.0])
def test_deadline_is_kept_within_a_tenth_by_a_tree_that_ignores_it(seconds: float) -> None:
    start = time.monotonic()
    outcome = python(f"{DEAF}", seconds)
    spent = time.monotonic() - start
    assert outcome.reason == "timeout"
    assert outcome.tail == ("ready",)
    assert seconds <= spent < seconds * 1.1 + BUSY
    assert outcome.seconds == pytest.approx(spent, abs=0.3)


@pytest.mark.parametrize("then", ["time.sleep(60)", "sys.exit(0)"])
def test_grandchildren_that_ignore_the_request_and_hold_the_pipe_are_ended(then: str) -> None:
    start = time.monotonic()
    outcome = python(family(DEAF, f"time.sleep(0.5); {then}"), 3)
    assert time.monotonic() - start < 3 * 1.1 + BUSY
    assert outcome.reason == ("exit" if "exit" in then else "timeout")
    assert outcome.seconds < 1.5 or outcome.reason == "timeout"
    assert all_gone(pids_in(outcome))


@posix
def test_a_child_that_has_left_the_tree_neither_delays_the_run_nor_is_stopped_by_it(tmp_path: Path) -> None:
    written = tmp_path / "written"
    write = f"sys.stdout.write('x' * 9000000); sys.stdout.flush(); open({str(written)!r}, 'w')"
    runaway = f"import os, sys, time; os.setsid(); time.sleep(3); {write}"
    start = time.monotonic()
    outcome = python(family(runaway, "time.sleep(0.5)"))
    assert time.monotonic() - start < 2.8
    assert outcome.succeeded
    assert all_gone(pids_in(outcome))
    assert written.exists()


@posix
def test_a_child_that_has_left_the_tree_and_writes_for_ever_does_not_delay_the_run() -> None:
    flood = "while True: sys.stdout.write((99 * chr(120) + chr(10)) * 700)"
    runaway = f"import os, sys; os.setsid(); time.sleep(0.5)\n{flood}"
    first: list[str] = []

    def remember_first(line: str) -> None:
        if not first:
            first.append(line)

    start = time.monotonic()
    outcome = python(family(f"import time; {runaway}", "time.sleep(1)"), on_line=remember_first)
    spent = time.monotonic() - start
    os.kill(int(first[0].split()[1]), signal.SIGKILL)
    assert outcome.succeeded
    assert spent < 8


def test_dripping_bytes_are_no_silence_and_no_reason_to_wait() -> None:
    start = time.monotonic()
    drip = "import sys, time\nwhile True: sys.stdout.write('.'); sys.stdout.flush(); time.sleep(0.1)"
    outcome = python(drip, 2, idle=1)
    assert outcome.reason == "timeout"
    assert time.monotonic() - start < 2 * 1.1 + BUSY
    assert set("".join(outcome.tail)) == {"."}


def test_flood_does_not_outlast_the_deadline() -> None:
    start = time.monotonic()
    outcome = python("import sys\nwhile True: sys.stdout.write('flood\\n' * 10000)", 2)
    assert outcome.reason == "timeout"
    assert time.monotonic() - start < 2 * 1.1 + 2 * BUSY
    assert len(outcome.tail) == 200


def test_silence_is_noticed() -> None:
    start = time.monotonic()
    outcome = python("import time; print('last words', flush=True); time.sleep(60)", 30, idle=2)
    assert outcome.reason == "idle"
    assert outcome.tail == ("last words",)
    assert not outcome.succeeded
    assert 2 <= time.monotonic() - start < 4


def test_silence_after_closing_the_output_is_noticed() -> None:
    outcome = python("import os, time; os.close(1); os.close(2); time.sleep(60)", 30, idle=1)
    assert outcome.reason == "idle"


def test_a_program_that_closes_its_output_and_works_on_may_finish() -> None:
    outcome = python("import os, time; os.close(1); os.close(2); time.sleep(0.5); os._exit(3)")
    assert (outcome.returncode, outcome.reason) == (3, "exit")


@pytest.mark.skipif(not hasattr(faulthandler, "register"), reason="no signal prints stacks on this system")
def test_stacks_can_be_printed_before_a_silent_process_is_ended() -> None:
    program = """
import faulthandler, signal, time
faulthandler.register(signal.SIGUSR1)
print('ready', flush=True)
def waits_for_nothing():
    time.sleep(60)
waits_for_nothing()
"""
    asked: list[int] = []

    def dump(pid: int) -> None:
        asked.append(pid)
        os.kill(pid, signal.SIGUSR1)

    outcome = python(program, 30, idle=2, on_silence=dump)
    assert len(asked) == 1
    assert any("waits_for_nothing" in line for line in outcome.tail)


@posix
def test_a_program_that_was_asked_may_say_goodbye() -> None:
    program = """
import signal, sys, time
def leave(*_):
    time.sleep(0.3); print('goodbye', flush=True); sys.exit(5)
signal.signal(signal.SIGTERM, leave)
print('ready', flush=True)
time.sleep(60)
"""
    outcome = python(program, 30, idle=2)
    assert outcome.tail == ("ready", "goodbye")
    assert (outcome.returncode, outcome.reason) == (5, "idle")


@posix
def test_death_by_a_signal_is_told_apart() -> None:
    outcome = python("import os, signal; os.kill(os.getpid(), signal.SIGSEGV)")
    assert (outcome.returncode, outcome.reason) == (-signal.SIGSEGV, "signal")


def test_the_tree_is_ended_when_a_line_raises() -> None:
    pids: list[int] = []

    def refuse(line: str) -> None:
        pids.extend(map(int, line.split()))
        raise ValueError("enough")

    with pytest.raises(ValueError, match="enough"):
        python(family("import time; time.sleep(60)"), on_line=refuse)
    assert len(pids) == 2
    assert all_gone(pids)


@posix
def test_deadline_that_is_over_already_runs_hardly_anything() -> None:
    start = time.monotonic()
    outcome = python("import time; time.sleep(60)", 0)
    assert outcome.reason == "timeout"
    assert time.monotonic() - start < 1.5


@given(st.text(), st.lists(st.integers(min_value=1, max_value=7)))
def test_lines_do_not_depend_on_how_the_bytes_arrive(text: str, sizes: list[int]) -> None:
    content = text.encode("utf-8", "replace")
    lines, found, start = Lines(), list[str](), 0
    for size in sizes:
        found += lines.feed(content[start : start + size])
        start += size
    found += [*lines.feed(content[start:]), *lines.feed(b"", final=True)]
    expected = content.decode().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert found == (expected if expected[-1] else expected[:-1])


@given(st.binary(max_size=300))
def test_no_bytes_are_too_odd(content: bytes) -> None:
    lines = Lines()
    found = [*lines.feed(content), *lines.feed(b"", final=True)]
    assert all("\n" not in line and "\r" not in line for line in found)


def test_each_piece_of_an_endless_line_comes_as_soon_as_it_is_long_enough() -> None:
    lines = Lines()
    feed: Callable[[bytes], list[str]] = lambda content: list(lines.feed(content))  # noqa: E731 - shorter to read
    assert feed(b"x" * (LONGEST_LINE - 1)) == []
    assert feed(b"xy") == ["x" * LONGEST_LINE]
    assert feed(b"z\n") == ["yz"]
