"""Calls of pytest, with the options that come from elsewhere: the environment and the project's settings."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from ...docker.dockerfiles import repository_of
from ...late_pattern import late_pattern
from ...purpose import inner, inner_words
from ...repository import Repository
from ...workflow import Step
from .working_directory import directory

if TYPE_CHECKING:
    from ...shell import Command, Word

# A section of a file, to the next line that begins with a bracket.
_BODY = r"[ \t]*\r?\n((?:(?!\[).*(?:\n|\Z))*)"
_SETTINGS = MappingProxyType(
    {
        "pytest.ini": late_pattern(rf"^\[pytest\]{_BODY}", re.MULTILINE),
        "pyproject.toml": late_pattern(rf"^\[tool\.pytest(?:\.ini_options)?\]{_BODY}", re.MULTILINE),
        "tox.ini": late_pattern(rf"^\[pytest\]{_BODY}", re.MULTILINE),
        "setup.cfg": late_pattern(rf"^\[tool:pytest\]{_BODY}", re.MULTILINE),
    }
)
_ADDOPTS = late_pattern(r"^addopts[ \t]*=[ \t]*(?:(\[[^\]]*\]|\"\"\"[^\"]*\"\"\")|(.*(?:\n[ \t]+.*)*))", re.MULTILINE)


class PytestCall(Struct, frozen=True):
    """One command that runs pytest; `words` are those behind the program's name."""

    step: Step
    command: "Command"
    words: tuple["Word", ...]

    @property
    def texts(self) -> tuple[str, ...]:
        """Its own options and arguments."""
        return tuple(word.text for word in self.words)

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The options that `PYTEST_ADDOPTS` and the settings of the project add."""
        variable = self.step.env("PYTEST_ADDOPTS")
        added = split_options(variable.text) if variable is not None else ()
        folder = directory(self.step, self.command)
        known = self.step.remember(
            f"pytest options in {folder}", lambda step: configured_options(repository_of(step), folder)
        )
        return (*added, *known)


def pytest_calls(step: Step) -> tuple[PytestCall, ...]:
    """The commands of a step that run pytest."""
    return step.remember("pytest calls", lambda step: tuple(_calls(step)))


def _calls(step: Step) -> Iterator[PytestCall]:
    if step.run is None or not _names_pytest(step.run.text) or step.script is None:
        return
    for command in step.script.commands:
        if _names_pytest(command.text) and inner_words(command)[:1] in (("pytest",), ("py.test",)):
            yield PytestCall(step, command, inner(command)[1:])


def _names_pytest(text: str) -> bool:
    """Whether a script or a command is worth reading: a quick look that misses none."""
    return "pytest" in text or "py.test" in text


def all_pytest_calls(steps: Iterable[Step]) -> Iterator[PytestCall]:
    """The calls of several steps."""
    for step in steps:
        yield from pytest_calls(step)


def configured_options(repository: Repository, folder: str | None) -> tuple[str, ...]:
    """What `addopts` says in the settings that pytest finds in a folder, or else in the root."""
    for place in dict.fromkeys((folder or ".", ".")):
        for name, section in _SETTINGS.items():
            part = section.search(repository.text(posixpath.join(place, name)) or "")
            found = _ADDOPTS.search(part[1]) if part else None
            if found:
                return split_options(found[1] or found[2] or "")
    return ()


def split_options(text: str) -> tuple[str, ...]:
    """The words of options as they are written in a variable, an INI file or a TOML value."""
    return tuple(word.strip("\"'") for word in re.split(r"[\s,]+", text.strip("[]\"' \n")) if word.strip("\"'"))
