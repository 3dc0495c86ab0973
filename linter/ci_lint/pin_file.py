"""The file that says which commits actions are pinned to: `.ci-lint-pins.toml`.

It maps what workflows say to the commit that a tag named when somebody looked, and to the version to write
behind it, so that pinning needs no network and gives the same result everywhere:

    [pins]
    "actions/checkout@v4" = { commit = "11bd71901bbe5b1630ceea73d27597364c9af683", version = "v4.2.2" }
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from .edits import Pin
from .late_pattern import late_pattern
from .toml_file import Mistake, nearest, read_document

PIN_FILE = ".ci-lint-pins.toml"
PINNED = late_pattern(
    r"(?P<owner>[A-Za-z0-9][A-Za-z0-9-]{0,99})/(?P<name>(?!\.\.?@)[\w.-]{1,100})@(?P<ref>[^\s\"'\\]{1,250})"
)
COMMIT = late_pattern(r"[0-9a-f]{40}")
# It stands in a comment at the end of a line.
VERSION = late_pattern(r"[\w.+/@-][\w.+/@ -]{0,98}[\w.+/@-]|[\w]")

_HEAD = """\
# Commits that actions are pinned to. `ci-lint pin --update` writes this file, `ci-lint pin` applies it.
"""


def pins_for(folder: Path) -> MappingProxyType[str, Pin]:
    """The pins that hold for the files of a folder, by `owner/name@ref`. Raises SettingsError."""
    file = find_pin_file(folder)
    return read_pins(file) if file else MappingProxyType({})


def find_pin_file(folder: Path) -> Path | None:
    """The nearest pin file in the folder or above it, up to the root of its repository."""
    return nearest(folder, PIN_FILE)


def read_pins(file: Path) -> MappingProxyType[str, Pin]:
    """The pins in a file. Raises SettingsError with a sentence for every mistake in it."""
    pins: Mapping[str, Mapping[str, str]] = read_document(file, _mistakes).get("pins", {})
    return MappingProxyType({name: Pin(pin["commit"], pin["version"]) for name, pin in pins.items()})


def _mistakes(document: dict[str, Any]) -> Iterator[Mistake]:
    for key in document:
        if key != "pins":
            yield (key,), None, f"unknown table {key}; all pins stand in [pins]"
    pins = document.get("pins", {})
    if not isinstance(pins, dict):
        yield ("pins",), None, "pins must be a table"
        return
    for name, pin in pins.items():
        yield from _mistakes_of_pin(name, pin)


def _mistakes_of_pin(name: str, pin: Any) -> Iterator[Mistake]:
    path = ("pins", name)
    if not PINNED.fullmatch(name):
        yield path, None, f'"{name[:100]}" does not read owner/name@ref'
    if not isinstance(pin, dict):
        yield path, None, f"{name[:100]} must have a commit and a version"
        return
    for key in pin:
        if key not in ("commit", "version"):
            yield path, None, f"{name[:100]} has an unknown key {key}"
    for key, pattern, want in (
        ("commit", COMMIT, "40 hexadecimal digits in lower case"),
        ("version", VERSION, "a version such as v1.2.3"),
    ):
        value = pin.get(key)
        if value is None:
            yield path, None, f"{name[:100]} lacks a {key}"
        elif not isinstance(value, str) or not pattern.fullmatch(value):
            yield path, None, f"the {key} of {name[:100]} must be {want}"


def written(pins: Mapping[str, Pin]) -> str:
    """The text of a pin file, sorted by name."""
    rows = (
        f'"{name}" = {{ commit = "{pin.commit}", version = "{pin.version}" }}\n'
        for name, pin in sorted(pins.items(), key=lambda item: (item[0].lower(), item[0]))
    )
    return f"{_HEAD}\n[pins]\n{''.join(rows)}"
