"""Edits of `cache-from` and `cache-to` entries."""

from ..edits import Edit, Refusal, replace_in_scalar
from .cache import Cache, Field


def add_field(cache: Cache, name: str, value: str) -> Edit:
    """Add `name=value` at the end of an entry, or give an existing field that value."""
    field = cache.field(name)
    if field is not None:
        return set_field(cache, field, value)
    end = cache.item.start + len(cache.item.text)
    return replace_in_scalar(cache.item.origin, end, end, f",{name}={value}")


def set_field(cache: Cache, field: Field, value: str) -> Edit:
    """Give a field another value."""
    start = _start(cache, field)
    end = start + len(field.name) + 1 + len(field.value)
    return replace_in_scalar(cache.item.origin, start + len(field.name) + 1, end, value)


def remove_field(cache: Cache, field: Field) -> Edit:
    """Take a field away, with the comma that joins it to the others."""
    start = _start(cache, field)
    end = start + len(field.name) + 1 + len(field.value)
    text = cache.item.origin.text
    if text[end : end + 1] == ",":
        end += 1
    elif text[start - 1 : start] == ",":
        start -= 1
    return replace_in_scalar(cache.item.origin, start, end, "")


def _start(cache: Cache, field: Field) -> int:
    """The offset of a field in the value it stands in."""
    written = f"{field.name}={field.value}"
    place = cache.item.text.lower().find(written.lower())
    if place < 0 or cache.item.text.lower().find(written.lower(), place + 1) >= 0:
        raise Refusal(f"the place of {field.name} in the cache entry is not certain")
    return cache.item.start + place
