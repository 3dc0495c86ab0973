"""What the user wrote under `with:`, checked before anything is done with it.

GitHub hands every input over as text, enforces neither `required` nor a type, and lets an empty text win over the
default. A mistake shall be told in the words of the workflow: which input, what it is, what it may be.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Callable, Mapping, Sequence, TypeVar

from . import quantities
from .masks import mask
from .plain_text import quoted, visible
from .workspace import inside as is_inside
from .workspace import native, workspace

PREFIX = "CIKIT_"

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_WHOLE = re.compile(r"[+-]?[0-9]{1,18}")
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?")
_BOOLEANS = {"true": True, "false": False}
_Value = TypeVar("_Value")


class InputError(ValueError):
    """An input is not what it may be. `value` is None where it must not be shown."""

    def __init__(self, name: str, value: str | None, allowed: str) -> None:
        shown = "is empty" if value == "" else "is wrong" if value is None else f"is {quoted(value)}"
        super().__init__(f"input {name} {shown}: {allowed}")
        self.name = name
        self.value = value
        self.allowed = allowed


class Inputs:
    """The inputs of an action; each is asked for by its name in action.yml. All raise InputError."""

    def __init__(self, environ: Mapping[str, str], prefix: str = PREFIX) -> None:
        self._environ = environ
        self._prefix = prefix

    def variable(self, name: str) -> str:
        """The variable of the environment that an input arrives in."""
        return self._prefix + name.upper().replace("-", "_")

    def given(self, name: str) -> bool:
        """Whether there is more in it than blanks."""
        return bool(self._raw(name).strip())

    def text(self, name: str, *, required: bool = False) -> str:
        """One line, without blanks around it; empty where nothing is given and nothing required."""
        value = self._clean(name, required=required)
        if "\n" in value:
            raise InputError(name, value, "write one line")
        return value

    def document(self, name: str, *, required: bool = False) -> str:
        """Text of any number of lines, without blanks around it."""
        return self._clean(name, required=required)

    def word(self, name: str, *, required: bool = False) -> str:
        """One line without blanks that no program can take for an option."""
        value = self.text(name, required=required)
        if re.search(r"\s", value) or visible(value) != value:
            raise InputError(name, value, "write one word, without blanks and invisible characters")
        if value.startswith("-"):
            raise InputError(name, value, "it must not start with a dash")
        return value

    def secret(self, name: str, *, required: bool = False) -> str:
        """A value that is shown nowhere: hidden in the log from here on, and quoted in no message."""
        value = self._raw(name).strip("\r\n")
        mask(value)
        if required and not value.strip():
            raise InputError(name, "", "a secret is needed; it may be missing in this repository or this event")
        if "\0" in value:
            raise InputError(name, None, "it holds a character that no secret can have")
        return value

    def boolean(self, name: str) -> bool:
        """True or false, in any case."""
        value = self.text(name)
        if value.lower() not in _BOOLEANS:
            raise InputError(name, value, "write true or false")
        return _BOOLEANS[value.lower()]

    def integer(self, name: str, low: int, high: int) -> int:
        """A whole number within limits, both included."""
        value = self.text(name)
        if not _WHOLE.fullmatch(value) or not low <= int(value) <= high:
            raise InputError(name, value, f"write a whole number from {low} to {high}")
        return int(value)

    def number(self, name: str, low: float, high: float) -> float:
        """A number within limits, both included."""
        value = self.text(name)
        if not _NUMBER.fullmatch(value) or not low <= float(value) <= high:
            raise InputError(name, value, f"write a number from {low:g} to {high:g}")
        return float(value)

    def duration(self, name: str, low: float = 0.0, high: float = 7 * 86400.0) -> float:
        """Seconds of a duration such as `90s` or `1h30m`, within limits in seconds, both included."""
        seconds = self._quantity(name, quantities.duration)
        if not low <= seconds <= high:
            allowed = f"write a duration from {quantities.written(low)} to {quantities.written(high)}"
            raise InputError(name, self.text(name), allowed)
        return seconds

    def size(self, name: str, low: int = 0, high: int = 2**50) -> int:
        """Bytes of a size such as `2GiB` or `500MB`, within limits in bytes, both included."""
        found = self._quantity(name, quantities.size)
        if not low <= found <= high:
            raise InputError(name, self.text(name), f"write a size from {low:,} to {high:,} bytes")
        return found

    def ranges(self, name: str, low: int = 0, high: int = 10**9) -> tuple[range, ...]:
        """Numbers and ranges such as `200-299,304`, within limits, both included."""
        found = self._quantity(name, quantities.ranges)
        if any(numbers[0] < low or numbers[-1] > high for numbers in found):
            raise InputError(name, self.text(name), f"write numbers from {low} to {high}")
        return found

    def choice(self, name: str, allowed: Sequence[str]) -> str:
        """One of several words."""
        value = self.text(name)
        if value not in allowed:
            raise InputError(name, value, f"choose one of {', '.join(allowed)}")
        return value

    def lines(self, name: str, *, comments: bool = False, required: bool = False) -> tuple[str, ...]:
        """Lines without blanks around them, empty ones left out, and with `comments` those that start with `#`."""
        found = (line.strip() for line in self._clean(name, required=required).split("\n"))
        return tuple(line for line in found if line and not (comments and line.startswith("#")))

    def folder(self, name: str, inside: Path | None = None) -> Path:
        """A folder that exists within another one, the workspace unless said; symbolic links are followed."""
        return self._path(name, inside, Path.is_dir, "folder")

    def file(self, name: str, inside: Path | None = None) -> Path:
        """A file that exists within a folder, the workspace unless said; symbolic links are followed."""
        return self._path(name, inside, Path.is_file, "file")

    def _path(self, name: str, root: Path | None, exists: Callable[[Path], bool], kind: str) -> Path:
        value = self.text(name, required=True)
        top = workspace() if root is None else root.resolve()
        path = top / native(value)
        if not is_inside(top, path):
            raise InputError(name, value, f"name a {kind} inside of {top}")
        try:
            found = exists(path)
        except OSError:
            # A name that no file can have, or a place that may not be looked at.
            found = False
        if not found:
            raise InputError(name, value, f"there is no such {kind} in {top}")
        return path.resolve()

    def _quantity(self, name: str, read: Callable[[str], _Value]) -> _Value:
        value = self.text(name)
        try:
            return read(value)
        except quantities.QuantityError as mistake:
            raise InputError(name, value, str(mistake)) from None

    def _clean(self, name: str, *, required: bool) -> str:
        text = self._raw(name).replace("\r\n", "\n")
        if _CONTROL.search(text):
            raise InputError(name, text, "it holds a control character; write plain text")
        value = text.strip()
        if required and not value:
            raise InputError(name, "", "it is required")
        return value

    def _raw(self, name: str) -> str:
        return self._environ.get(self.variable(name), "")
