"""Variables in scripts of bash and sh."""

from collections.abc import Iterator, Sequence

from ..edits import Refusal
from ..shell import Command, Script, parse_script
from ..shell.placement import Layout, Placement, Quoting, Unplaceable
from ..tree import Scalar
from .comments import in_comment
from .place import NAME, Place
from .programs import interprets_input, is_code_file, program_text
from .value import Value

VARIABLE = f"${{{NAME}}}"
QUOTED = f'"{VARIABLE}"'


class PosixCode:
    """Code of bash or sh. State: what its parser read."""

    def __init__(self, scalar: Scalar) -> None:
        self.text = scalar.text
        self.layout = Layout(scalar)
        self.script = parse_script(scalar)

    def opening(self, _places: Sequence[Place]) -> None:
        """Nothing: the shell knows the variables of its environment."""

    def place(self, value: Value) -> Place:
        """What takes the place of a value. Raises Refusal."""
        start, end = value.expression.start, value.expression.end
        try:
            found = self.layout.at(start, end)
        except Unplaceable as reason:
            raise Refusal(str(reason)) from None
        if found.quoting is Quoting.COMMENT:
            return in_comment(value.expression)
        for reader in readers(self.script, start):
            raise Refusal(f"it would still be code for {reader}")
        match found.quoting:
            case Quoting.DOUBLE | Quoting.HEREDOC:
                return Place(start, end, VARIABLE)
            case Quoting.SINGLE:
                return between_single_quotes(found, start, end)
            case _:
                return Place(start, end, QUOTED, safe=self._stays_one_word(value, found))

    def _stays_one_word(self, value: Value, found: Placement) -> bool:
        """Whether the command gets the words it got, now that the value is one word, be it empty or not."""
        command = innermost(self.script, value.expression.start)
        if not found.splits or (command and command.name == "echo"):
            return True
        return value.has_no_blanks and (value.is_never_empty or not found.alone)


def between_single_quotes(found: Placement, start: int, end: int) -> Place:
    """Single quotes are closed before a variable and opened behind it; none are left with nothing between them."""
    first, last = start == found.start + 1, end == found.end - 1
    pattern = f"{'' if first else chr(39)}{QUOTED}{'' if last else chr(39)}"
    return Place(found.start if first else start, found.end if last else end, pattern)


def innermost(script: Script, place: int) -> Command | None:
    """The smallest command around a place."""
    around = [command for command in script.commands if command.start <= place < command.end]
    return min(around, key=lambda command: command.end - command.start, default=None)


def readers(script: Script, place: int) -> Iterator[str]:
    """The programs that would read the text at a place as code."""
    for command in script.commands:
        for number, word in enumerate(command.words):
            if word.start <= place < word.end and (reader := program_text(command, number)):
                yield reader
        if _feeds(command, place):
            yield from _input_readers(command)


def _feeds(command: Command, place: int) -> bool:
    """Whether the text at a place comes out of a command or goes into it."""
    inside = command.start <= place < command.end
    return inside or any(text.start <= place < text.end for text in (*command.heredocs, *command.redirects))


def _input_readers(command: Command) -> Iterator[str]:
    taken = [*command.heredocs, *(redirect for redirect in command.redirects if redirect.operator == "<<<")]
    readers = [command] if taken else []
    for reader in (*readers, *command.pipeline[command.position + 1 :]):
        if reader.words and interprets_input(reader):
            yield reader.name
    files = [command.writes_to] if command.writes_to else []
    if any(is_code_file(file) for file in (*files, *(command.arguments if command.name == "tee" else ()))):
        yield "whoever runs the file it is written to"
