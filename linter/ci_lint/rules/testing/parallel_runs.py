"""Test commands that an option makes run in several processes at once, and the same commands in a row."""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from ...edits import Edit, Refusal, replace_in_scalar
from ...late_pattern import late_pattern
from ...purpose import inner, inner_words, runs_tests, script_names
from ...workflow import Step
from .command_words import option_value, option_words, without_words
from .pytest_calls import PytestCall, pytest_calls

if TYPE_CHECKING:
    from ...shell import Command, Word

XDIST = ("-n", "--numprocesses")
# With one process, tests run in a row; the value of the option is replaced by 1.
_PROCESSES = MappingProxyType(
    {
        **dict.fromkeys(("jest", "vitest", "react-scripts"), ("-w", "--maxWorkers", "--max-workers")),
        "go": ("-p",),
    }
)
_SCRIPT_PROCESSES = ("--maxWorkers", "--max-workers")
# A quick look at a script, before it is read; the settings of a project may make pytest run in parallel.
_MENTION = late_pattern(r"pytest|py\.test|--parallel|max-?workers|-w[ =\d]|go test.*-p[ =\d]", re.IGNORECASE)
_GRADLE = ("gradle", "gradlew")


class ParallelRun(Struct, frozen=True):
    """A command that runs tests in several processes.

    `option` are the words that say so, none if the settings of the project do; `single` is what they
    become so that one process is left, "" if they go.
    """

    step: Step
    command: "Command"
    words: tuple["Word", ...]
    option: tuple["Word", ...]
    single: str = ""


def parallel_runs(step: Step) -> tuple[ParallelRun, ...]:
    """The commands of a step that run tests in several processes."""
    return step.remember("parallel runs", lambda step: tuple(_runs(step)))


def in_a_row(run: ParallelRun) -> tuple[Edit, ...]:
    """The edits after which one test follows the other. Raises Refusal where the script does not decide it."""
    if not run.option:
        raise Refusal("the settings of the project make pytest run in parallel")
    if not run.single:
        return without_words(run.command.scalar, run.words, run.option)
    return (replace_in_scalar(run.command.scalar, run.option[0].start, run.option[-1].end, run.single),)


def _runs(step: Step) -> Iterator[ParallelRun]:
    if step.run is None or not _MENTION.search(step.run.text):
        return
    for call in pytest_calls(step):
        yield from _of_pytest(call)
    for command in step.script.commands if step.script else ():
        yield from _of_others(step, command)


def _of_pytest(call: PytestCall) -> Iterator[ParallelRun]:
    words = inner(call.command)
    mentions = tuple(option_words(call.words, *XDIST))
    if mentions:
        if _several(option_value(mentions[-1], *XDIST)):
            yield ParallelRun(call.step, call.command, words, tuple(w for mention in mentions for w in mention))
    elif _configured(call.elsewhere):
        yield ParallelRun(call.step, call.command, words, ())


def _configured(options: tuple[str, ...]) -> bool:
    for place, option in enumerate(options):
        if option in XDIST:
            return _several("".join(options[place + 1 : place + 2]))
        if option.startswith("--numprocesses=") or (option.startswith("-n") and _several(option[2:])):
            return _several(option.partition("=")[2] or option[2:])
    return False


def _of_others(step: Step, command: "Command") -> Iterator[ParallelRun]:
    words, texts = inner(command), inner_words(command)
    if not texts or not runs_tests(command):
        return
    if texts[0] in _GRADLE:
        flags = tuple(word for word in words if word.text == "--parallel")
        if flags:
            yield ParallelRun(step, command, words, flags)
        return
    names, where = _PROCESSES.get(texts[0], ()), words
    if not names and script_names(command) and "--" in texts:
        names, where = _SCRIPT_PROCESSES, words[texts.index("--") + 1 :]
    for mention in tuple(option_words(where, *names))[-1:]:
        if _several(option_value(mention, *names)):
            option = mention[0].text.partition("=")[0]
            yield ParallelRun(step, command, words, mention, f"{option if option in names else names[0]}=1")


def _several(processes: str) -> bool:
    """Whether a number of processes is known to be more than one."""
    if processes.isdigit():
        return int(processes) > 1
    return processes in ("auto", "logical") or processes.rstrip("%").isdigit()
