"""Values as TOML writes them."""

from collections.abc import Iterable, Mapping

from .late_pattern import late_pattern

_UNFIT = late_pattern('[\x00-\x1f"\\\\\x7f]')
_BARE = late_pattern(r"[A-Za-z0-9_-]+")
_WIDTH = 100


def toml_string(text: str) -> str:
    """A text in quotes."""
    whole = text.encode("utf-8", "replace").decode("utf-8")  # half a character has no place in TOML
    return '"' + _UNFIT.sub(lambda found: f"\\u{ord(found[0]):04x}", whole) + '"'


def toml_key(name: str) -> str:
    """A name as a key, in quotes where it needs them."""
    return name if _BARE.fullmatch(name) else toml_string(name)


def toml_entry(key: str, value: str | int | Iterable[str]) -> str:
    """A line `key = value`; a long list has a line for each of its items."""
    if isinstance(value, int):
        return f"{toml_key(key)} = {value}"
    if isinstance(value, str):
        return f"{toml_key(key)} = {toml_string(value)}"
    items = [toml_string(item) for item in value]
    line = f"{toml_key(key)} = [{', '.join(items)}]"
    if len(line) <= _WIDTH:
        return line
    return "\n".join((f"{toml_key(key)} = [", *(f"  {item}," for item in items), "]"))


def toml_entries(values: Mapping[str, str | int | Iterable[str]]) -> str:
    """A line for each entry."""
    return "\n".join(toml_entry(key, value) for key, value in values.items())
