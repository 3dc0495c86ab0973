"""What GitHub's runner makes of the output of a step: commands it obeys, lines it shows.

After `ActionCommand.cs` and `ActionCommandManager.cs` of actions/runner: a line ends at a newline, a carriage return
or both; `::name properties::data` stands behind blanks only; `##[name properties]data` anywhere in a line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

KNOWN = frozenset(
    (
        *("error", "warning", "notice", "debug", "group", "endgroup", "add-mask", "set-output", "save-state"),
        *("set-env", "add-path", "add-matcher", "remove-matcher", "echo", "stop-commands"),
    )
)
_NEW = re.compile(r"::(?P<name>[^ ]*?)(?: (?P<properties>.*?))?::(?P<data>.*)", re.DOTALL)
_OLD = re.compile(r"##\[(?P<name>[^ \]]*)(?: (?P<properties>[^\]]*))?\](?P<data>.*)", re.DOTALL)


@dataclass(frozen=True)
class Command:
    name: str
    data: str
    properties: Mapping[str, str]


@dataclass(frozen=True)
class Log:
    commands: tuple[Command, ...]
    shown: tuple[str, ...]

    def named(self, name: str) -> list[Command]:
        return [command for command in self.commands if command.name == name]


def read(output: str) -> Log:
    """Read the output of a step as the runner does."""
    commands: list[Command] = []
    shown: list[str] = []
    token = ""
    for line in re.split(r"\r\n|\r|\n", output):
        command = _parsed(line, {*KNOWN, token} - {""})
        if token:
            if command and command.name == token:
                token = ""
            else:
                shown.append(line)
        elif not command:
            shown.append(line)
        elif command.name == "stop-commands":
            token = command.data.lower()
        else:
            commands.append(command)
    assert not token, "commands were stopped and never allowed again"
    return Log(tuple(commands), tuple(shown))


def _parsed(line: str, known: set[str]) -> Command | None:
    for match, old in ((_NEW.match(line.lstrip()), False), (_OLD.search(line), True)):
        if match and match["name"].lower() in known:
            pairs = _pairs(match["properties"] or "", ";" if old else ",")
            return Command(match["name"].lower(), _unescaped(match["data"]), dict(pairs))
    return None


def _pairs(properties: str, separator: str) -> Iterator[tuple[str, str]]:
    for pair in properties.split(separator):
        name, equals, value = pair.strip().partition("=")
        if equals:
            yield name, _unescaped(value)


def _unescaped(text: str) -> str:
    for escaped, meant in (("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")):
        text = text.replace(escaped, meant)
    return text
