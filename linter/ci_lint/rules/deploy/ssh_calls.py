"""Calls of ssh, scp, sftp and rsync with the options that hold for them, wherever they were written."""

import re
from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING

from msgspec import Struct

from ...late_pattern import late_pattern
from ...tree import Mapping, Scalar
from ...workflow import Action, Job, Step

if TYPE_CHECKING:
    from ...shell import Command, Word

PROGRAMS = ("ssh", "scp", "sftp")
# Neither `~/.ssh` nor `ssh-keygen`.
MENTION = late_pattern(r"(?<![.-])\b(?:ssh|scp|sftp|rsync)\b(?!-)")
# Options with which ssh connects to nobody.
_NO_CONNECTION = frozenset(("-V", "-G", "-Q", "-O"))
_OWN_MACHINE = late_pattern(r"(?:^|@|//)(?:localhost|127\.\d+\.\d+\.\d+|\[?::1\]?|0\.0\.0\.0)(?:$|[:/])")
_REMOTE = late_pattern(r"^[^/:=\s]+:(?!//)|^(?:\$\{\{.*\}\}|[^/:])*@.*:|^\$\{?\w*HOST\w*\}?:")
_OPTION_VARIABLE = late_pattern(r"\$\{?\{?[ \w.]*(?:opt|arg|flag|param)\w*", re.IGNORECASE)
_VARIABLE = late_pattern(r"\$\{?(\w+)(?:\[[@*]\])?\}?|\$\{\{\s*env\.(\w+)\s*\}\}")
_CONFIGURATION = late_pattern(r"\.ssh/config\b|ssh_config|\$\{?SSH_CONFIG")


class Call(Struct, frozen=True):
    """One call. `program` is the word behind which options go, or for rsync the value of `-e`, if it has one.

    `options` are those of `-o`, in lower case. `certain` tells whether all of them are known; `given` is the
    value of the environment variable that holds some of them.
    """

    command: "Command"
    program: "Word"
    options: MappingProxyType[str, str]
    certain: bool = True
    given: Scalar | None = None
    given_name: str = ""

    @property
    def name(self) -> str:
        """`ssh`, `scp`, `sftp` or `rsync`."""
        return "rsync" if self.command.name == "rsync" else self.program.text.rpartition("/")[2]

    @property
    def asks_for_password(self) -> bool:
        """Whether a program answers the question for the password, so that it must be asked."""
        return self.command.name == "sshpass"


def calls(step: Step) -> tuple[Call, ...]:
    """The calls in a script that connect to another machine."""
    return step.remember("ssh calls", lambda step: tuple(_calls(step)))


def _calls(step: Step) -> Iterator[Call]:
    if step.run is None or not MENTION.search(step.run.text) or step.script is None:
        return
    for command in step.script.commands:
        if command.name == "rsync":
            call = _rsync(step, command)
        elif command.name in (*PROGRAMS, "sshpass"):
            call = _ssh(step, command)
        else:
            continue
        if call and not any(map(own_machine, (word.text for word in command.arguments))):
            yield call


def own_machine(text: str) -> bool:
    """Whether a word names the runner itself as the host; what runs on the other side may name it too."""
    return bool(_OWN_MACHINE.search(text)) and not re.search(r"\s", text)


def _ssh(step: Step, command: "Command") -> Call | None:
    words = command.words
    place = next((n for n, word in enumerate(words) if word.text.rpartition("/")[2] in PROGRAMS), None)
    if place is None or len(words) == place + 1 or any(word.text in _NO_CONNECTION for word in words[place:]):
        return None
    texts = [word.text for word in words[place + 1 :]]
    options = _options(texts)
    certain = "-F" not in texts
    given, name = None, ""
    for word in words[place + 1 :]:
        if not word.static and _OPTION_VARIABLE.match(word.text):
            given, name, more = _value(step, word.text)
            certain = certain and more is not None
            options = {**_options((more or "").split()), **options}
    return Call(command, words[place], MappingProxyType(options), certain, given, name)


def _rsync(step: Step, command: "Command") -> Call | None:
    if not any(_REMOTE.search(word.text) for word in command.arguments) or command.has("--timeout"):
        return None
    shell = command.option("-e", "--rsh")
    if step.env("RSYNC_RSH") is not None or "RSYNC_RSH" in (step.run.text if step.run else ""):
        return None
    if shell is None:
        return Call(command, command.words[0], MappingProxyType({}), certain=not command.may_hold_options)
    texts = shell.text.split()
    certain = bool(texts) and texts[0].endswith("ssh") and "-F" not in texts
    certain = certain and not any(_OPTION_VARIABLE.match(text) for text in texts[1:])
    return Call(command, shell, MappingProxyType(_options(texts[1:])), certain)


def _options(texts: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    rest = iter(texts)
    for text in rest:
        if text.startswith("-o"):
            name, _, value = re.sub(r"\s*[=\s]\s*", "=", (text[2:] or next(rest, "")).strip(), count=1).partition("=")
            found.setdefault(name.lower(), value.strip().lower())
    return found


def _value(step: Step, text: str) -> tuple[Scalar | None, str, str | None]:
    """What a variable holds: the scalar that is its value if it is one of `env`, its name, and the text."""
    found = _VARIABLE.fullmatch(text)
    if not found:
        return None, "", None
    name = found[1] or found[2]
    assigned = step.script.assigned if step.script else ()
    own = [assignment for assignment in assigned if assignment.name == name]
    if own:
        elements = [word for assignment in own for word in (assignment.elements or (assignment.value,))]
        texts = " ".join(word.text for word in elements)
        return None, name, texts if all(word.static or word.text.startswith("-") for word in elements) else None
    scalar = step.env(name)
    if scalar is None or "${{" in scalar.text:
        return None, name, None
    return scalar, name, scalar.text


def configured(parent: Job | Action) -> bool:
    """Whether the job writes a configuration for ssh, or an action of the repository may, which may say everything."""
    return parent.remember("writes ssh configuration", _configured)


def _configured(parent: Job | Action) -> bool:
    for step in parent.all_steps:
        if step.run is not None and _CONFIGURATION.search(step.run.text):
            return True
        if step.uses is not None and "ssh" in (step.uses.local or ""):
            return True
        inputs = step.inputs if isinstance(step.inputs, Mapping) else None
        names = (key.text.lower() for key, _ in inputs.named_entries()) if inputs else ()
        if step.uses is not None and "ssh" in step.uses.name and any("config" in name for name in names):
            return True
    return False
