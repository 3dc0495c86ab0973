"""Commands that are told by their leading words, such as `helm upgrade`, and texts that scripts with them have."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType

Words = tuple[str, ...]


def by_name(commands: Iterable[Words]) -> Mapping[str, tuple[Words, ...]]:
    """The commands by their first word."""
    table: dict[str, tuple[Words, ...]] = {}
    for words in commands:
        table[words[0]] = (*table.get(words[0], ()), words)
    return MappingProxyType(table)


def leads(table: Mapping[str, tuple[Words, ...]], words: Words) -> bool:
    """Whether the words begin with those of a command of the table."""
    known = table.get(words[0], ()) if words else ()
    return any(words[: len(lead)] == lead for lead in known)


def shortest(texts: Iterable[str]) -> tuple[str, ...]:
    """Those texts that have no other one in them: where any of them all is, one of these is."""
    distinct = tuple(dict.fromkeys(texts))
    return tuple(text for text in distinct if not any(other in text for other in distinct if other != text))
