"""Edits of `cache-from` and `cache-to` entries."""

import re
from typing import TYPE_CHECKING

from ..edits import Edit, Refusal, insert_entry_above, quoted, replace_in_scalar
from ..edits.list_input import add_line
from ..late_pattern import late_pattern
from .build import Build
from .cache import Cache, Field
from .item import split_commas

if TYPE_CHECKING:
    from ..shell import Command, Word

_PLACES = {"gha": "scope", "registry": "ref"}
# What means the same on `cache-from` as on `cache-to` (BuildKit's README, "Export cache").
_READ_FIELDS = ("type", "scope", "ref", "url", "url_v2", "token", "timeout")
_EXPRESSION = late_pattern(r"\$\{\{[^}]{0,500}\}\}")


def add_field(cache: Cache, name: str, value: str) -> Edit:
    """Add `name=value` at the end of an entry, or give an existing field that value."""
    field = cache.field(name)
    if field is not None:
        return set_field(cache, field, value)
    return _replace(cache, len(cache.item.text), len(cache.item.text), f",{name}={value}")


def set_field(cache: Cache, field: Field, value: str) -> Edit:
    """Give a field another value."""
    start, end = _range(cache, field)
    written = cache.item.text[start:end]
    place = written.find("=") + 1
    if not place or written[place:].strip() != field.value:
        raise Refusal(f"the place of {field.name} in the cache entry is not certain")
    return _replace(cache, start + place, start + place + len(written[place:].rstrip()), value)


def remove_field(cache: Cache, field: Field) -> Edit:
    """Take a field away, with the comma that joins it to the others."""
    start, end = _range(cache, field)
    text = cache.item.text
    if (start, end) == (0, len(text)):
        raise Refusal("nothing would be left of the cache entry")
    if start:
        return _replace(cache, start - 1, end, "")
    after = end + 1
    return _replace(cache, 0, after + len(text[after:]) - len(text[after:].lstrip()), "")


def set_place(cache: Cache, place: str) -> Edit:
    """Let the entry name another scope or image; "" is the default scope."""
    field = cache.field(_PLACES[cache.type])
    if field is None:
        return add_field(cache, _PLACES[cache.type], place)
    return set_field(cache, field, place) if place else remove_field(cache, field)


def replace_entry(cache: Cache, text: str) -> Edit:
    """Put other text in the place of a whole entry."""
    return _replace(cache, 0, len(cache.item.text), text)


def stands_for_itself(place: str) -> bool:
    """Whether a shell reads the text as it is written, with or without quotes around it."""
    return re.fullmatch(r"[\w./:@+=-]*", _EXPRESSION.sub("", place)) is not None


def add_reader(build: Build, cache: Cache) -> Edit:
    """Let a build read the cache that it writes."""
    if build.command is not None:
        return _add_option(build.command, cache)
    inputs, line = build.step.inputs, _reading(cache)
    assert inputs is not None  # noqa: S101 - the cache is one of the inputs
    keys = {key.text.lower(): key for key, _ in inputs.named_entries()}
    if build.step.input("cache-from") is None:
        text = f"cache-from: {quoted(line, flow=inputs.flow)}"
        return insert_entry_above(inputs, keys["cache-to"].text, text)
    return add_line(build.step, "cache-from", line)


def _reading(cache: Cache) -> str:
    """The entry without what only a writer can say."""
    parts = (cache.item.text[start:end].strip() for start, end in split_commas(cache.item.text))
    return ",".join(part for part in parts if part.partition("=")[0].strip().lower() in _READ_FIELDS) or cache.item.text


def _add_option(command: "Command", cache: Cache) -> Edit:
    """Put `--cache-from` in front of `--cache-to`, in a line of its own where that one has its own."""
    _require_exact(cache)
    option, value = _words(command, cache)
    script = command.scalar.text
    written = script[option.start : value.end]
    before, name, after = written.partition("--cache-to")
    if not name or before.strip("\"'"):
        raise Refusal("the option is not written as --cache-to")
    inner = cache.item.start - option.start - len(before) - len(name)
    text = f"{before}--cache-from{after[:inner]}{_reading(cache)}{after[inner + len(cache.item.text) :]}"
    line = script.rfind("\n", 0, option.start) + 1
    indentation = script[line : option.start]
    if cache.item.origin.style == "|" and line > 0 and not indentation.strip():
        return replace_in_scalar(cache.item.origin, line - 1, line - 1, f"\n{indentation}{text} \\")
    return replace_in_scalar(cache.item.origin, option.start, option.start, f"{text} ")


def _words(command: "Command", cache: Cache) -> tuple["Word", "Word"]:
    """The word with the option's name and the one with its value, which may be the same."""
    words = command.words
    place = next((n for n, word in enumerate(words) if word.start <= cache.item.start < word.end), None)
    if place is None:
        raise Refusal("the place of the option is not certain")
    value = words[place]
    return (value if value.text.startswith("--cache-to") else words[place - 1]), value


def _range(cache: Cache, field: Field) -> tuple[int, int]:
    """Where a field stands in the text of its entry, blanks around it included."""
    for start, end in split_commas(cache.item.text):
        text = cache.item.text[start:end]
        left = start + len(text) - len(text.lstrip())
        if text.strip() and cache.item.part(left, left + len(text.strip())) == field.span:
            return start, end
    raise Refusal(f"the place of {field.name} in the cache entry is not certain")


def _replace(cache: Cache, start: int, end: int, text: str) -> Edit:
    _require_exact(cache)
    return replace_in_scalar(cache.item.origin, cache.item.start + start, cache.item.start + end, text)


def _require_exact(cache: Cache) -> None:
    """Raise Refusal where quotes or escapes stand inside the entry."""
    item = cache.item
    if item.origin.text[item.start : item.start + len(item.text)] != item.text:
        raise Refusal("quotes or escapes stand inside the cache entry")


def quote_of(cache: Cache) -> str:
    """The quotation mark in front of the entry, or ""."""
    before = cache.item.origin.text[: cache.item.start][-1:]
    return before if before in ("'", '"') else ""
