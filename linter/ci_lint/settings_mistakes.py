"""What is wrong with a settings table, one sentence a mistake, each with its place.

The schema that editors use finds the mistakes of shape; names of rules are looked up in the catalogue.
"""

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from math import isfinite
from pathlib import Path
from typing import Any

from .catalogue import Catalogue, did_you_mean, nearest
from .toml_places import KeyPath, places

SCHEMA_FILE = Path(__file__).with_name("settings.schema.json")

_TYPES = {
    "string": "text",
    "array": "a list",
    "object": "a table",
    "boolean": "true or false",
    "integer": "a whole number",
}


def read_schema() -> dict[str, Any]:
    """The JSON schema of the settings."""
    schema: dict[str, Any] = json.loads(SCHEMA_FILE.read_text(encoding="utf-8"))
    return schema


def mistakes(file: str, text: str, prefix: KeyPath, table: dict[str, Any], catalogue: Catalogue) -> tuple[str, ...]:
    """Every mistake in a table of settings that stands below `prefix` in the text of the file."""
    where = places(text)
    found = [*_shape_mistakes(table), *_name_mistakes(table, catalogue)]
    located = {(where.line((*prefix, *path), value), sentence) for path, value, sentence in found}
    return tuple(f"{file}:{line}: {sentence}" for line, sentence in sorted(located))


# The path of the key, the text to look for on its lines if it has several, and what is wrong.
Mistake = tuple[KeyPath, object, str]


def _shape_mistakes(table: dict[str, Any]) -> Iterator[Mistake]:
    import jsonschema_rs

    schema = read_schema()
    for error in jsonschema_rs.Draft202012Validator(schema).iter_errors(_as_json(table)):
        path = tuple(error.instance_path)
        keyword = str(error.schema_path[-1])
        # Each keyword has a kind of its own, of which only the base class is typed.
        kind: Any = error.kind
        value = _value(table, path)
        if keyword == "additionalProperties":
            known = tuple(_properties(schema, path))
            for name in kind.unexpected:
                yield (*path, name), None, f"unknown setting {name}{did_you_mean(nearest(name, known))}"
        else:
            yield path, value, f"{_title(path)} {_demand(keyword, kind)}{_contrast(value)}"


def _as_json(value: Any) -> Any:
    """The value as JSON has it; dates and odd numbers, which JSON lacks, become null, which nothing allows."""
    if isinstance(value, dict):
        return {key: _as_json(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_as_json(item) for item in value]
    odd = isinstance(value, date | datetime | time) or (isinstance(value, float) and not isfinite(value))
    return None if odd else value


def _value(table: Any, path: KeyPath) -> Any:
    for part in path:
        table = table[part]
    return table


def _properties(schema: dict[str, Any], path: KeyPath) -> dict[str, Any]:
    properties: dict[str, Any] = schema["properties"]
    return properties[str(path[0])]["items"]["properties"] if path else properties


def _title(path: KeyPath) -> str:
    names = [str(part) for part in path if isinstance(part, str)]
    item = "an item of " if path and isinstance(path[-1], int) else ""
    return item + ".".join(names)


def _demand(keyword: str, kind: Any) -> str:
    if keyword == "enum":
        return f"must be {_or(kind.options)}"
    if keyword == "type":
        return f"must be {' or '.join(_TYPES[name] for name in kind.types)}"
    if keyword == "required":
        return f"lacks {kind.property}"
    if keyword == "minimum":
        return f"must be at least {kind.limit}"
    return "must not be empty"


def _or(options: list[str]) -> str:
    quoted = [f'"{option}"' for option in options]
    return f"{', '.join(quoted[:-1])} or {quoted[-1]}"


def _contrast(value: Any) -> str:
    if isinstance(value, bool):
        return f", not {str(value).lower()}"
    if isinstance(value, str):
        return f', not "{value[:40]}"' if value else ""
    return "" if isinstance(value, dict | list) else f", not {value}"


def _name_mistakes(table: dict[str, Any], catalogue: Catalogue) -> Iterator[Mistake]:
    overrides = table.get("override")
    tables: list[tuple[KeyPath, Any]] = [((), table)]
    tables += [(("override", n), item) for n, item in enumerate(overrides if isinstance(overrides, list) else ())]
    for path, part in tables:
        for key in ("select", "ignore", "severity"):
            names = part.get(key) if isinstance(part, dict) else None
            for name in names if isinstance(names, list | dict) else ():
                complaint = catalogue.complaint(name) if isinstance(name, str) and name else ""
                if complaint:
                    yield (*path, key, name) if isinstance(names, dict) else (*path, key), name, complaint
