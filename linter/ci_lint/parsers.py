"""The two parsers of YAML, and nothing else knows them: what they say of a text, as events or as an error.

libyaml is thirty times as fast as ruamel.yaml, which is the judge, since it reads YAML 1.2. Both say the same by
events and tokens of the same names.
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct

if TYPE_CHECKING:  # most files are well and need no word on errors
    from .pardons import Token
    from .yaml_errors import Complaint


class ParseError(Struct, frozen=True):
    """Why and where the text is no YAML that GitHub reads."""

    offset: int
    message: str


class Refusal(ParseError, frozen=True):
    """An error in libyaml's words, which the judge may see otherwise."""

    complaint: "Complaint"


class Stop(Exception):
    """The text cannot be read any further."""

    def __init__(self, error: ParseError) -> None:
        super().__init__(error.message)
        self.error = error


Events: TypeAlias = Callable[[str], AbstractContextManager[Iterator[Any]]]


@contextmanager
def events_of(text: str) -> Iterator[Iterator[Any]]:
    """libyaml's events, or ruamel.yaml's where PyYAML came without it. Using them raises Stop."""
    try:
        from yaml.cyaml import CParser  # type: ignore[attr-defined]  # the stubs import it without exporting it
        from yaml.error import YAMLError
    except ImportError:
        with judge_events(text) as events:
            yield events
        return
    try:
        parser = CParser(text)
    except UnicodeEncodeError as error:
        raise Stop(_not_allowed(text, text[error.start])) from None
    try:
        yield iter(parser.get_event, None)
    except YAMLError as error:
        from .yaml_errors import complaint_of

        said = complaint_of(error)
        raise Stop(Refusal(said.place, said.problem, said)) from None
    finally:
        parser.dispose()


def _not_allowed(text: str, character: str) -> ParseError:
    return ParseError(text.find(character), f"character U+{ord(character):04X} is not allowed")


def tokens_of(text: str, place: int) -> Iterator["Token"]:
    """What libyaml's scanner finds up to a place."""
    from yaml.cyaml import CParser  # type: ignore[attr-defined]  # as above
    from yaml.error import YAMLError

    from .pardons import Token

    parser = CParser(text)
    tokens: Iterator[Any] = iter(parser.get_token, None)
    try:
        for token in tokens:
            if token.start_mark.index > place:
                break
            yield Token(token.id, token.start_mark.index, token.end_mark.index)
    except YAMLError:
        return
    finally:
        parser.dispose()


@contextmanager
def judge_events(text: str) -> Iterator[Iterator[Any]]:
    """ruamel.yaml's events. Using them raises Stop, and what ruamel.yaml's own mistakes raise."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import YAMLError
    from ruamel.yaml.reader import ReaderError

    try:
        yield YAML(typ="safe", pure=True).parse(text)
    except ReaderError as error:
        raise Stop(_not_allowed(text, chr(error.character))) from None
    except YAMLError as error:
        from .yaml_errors import complaint_of, explain

        raise Stop(ParseError(*explain(text, complaint_of(error)))) from None
