"""Reports of JUnit XML, which come from programs that ran other people's code.

Read as a stream with the expat parser, so that neither depth nor size nor entities cost more than they should: a
document type, and with it every entity, is refused before anything of it is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Iterator
from xml.parsers import expat

LARGEST_FILE = 256 * 1024 * 1024  # bytes
DEEPEST = 64  # elements within each other; real reports have five
MOST_CASES = 1_000_000
LONGEST_TEXT = 2000
_CHUNK = 64 * 1024
_TROUBLES = {"failure": "failed", "error": "failed", "skipped": "skipped"}


class JUnitError(Exception):
    """A report that cannot be used; the message says why."""


@dataclass(frozen=True)
class Case:
    """One test of a report. `outcome` is passed, failed or skipped."""

    name: str
    outcome: str
    message: str
    file: str
    line: int


def read_junit(path: Path) -> tuple[Case, ...]:
    """The tests of a report. Raises JUnitError."""
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise JUnitError(f"{path.name} has more than {LARGEST_FILE // 1024**2} MiB")
        with path.open("rb") as file:
            return _parsed(path.name, iter(lambda: file.read(_CHUNK), b""))
    except FileNotFoundError:
        raise JUnitError(f"{path.name} was not written") from None
    except OSError as trouble:
        raise JUnitError(f"{path.name} cannot be read: {trouble.strerror or trouble}") from None


def _parsed(name: str, chunks: Iterator[bytes]) -> tuple[Case, ...]:
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = _refuse_document_type
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)  # noqa: FBT003 -- positional by its definition
        parser.Parse(b"", True)  # noqa: FBT003 -- likewise
    except (expat.ExpatError, LookupError, ValueError) as trouble:
        raise JUnitError(f"{name} is no XML: {trouble}") from None
    except JUnitError as trouble:
        raise JUnitError(f"{name} {trouble}") from None
    if not reader.is_report:
        raise JUnitError(f"{name} is no JUnit report: its root is <{reader.root[:40]}>")
    return tuple(reader.cases)


def _refuse_document_type(*_details: object) -> None:
    raise JUnitError("has a document type, which no report needs and an attack does")


class _Reader:
    """The handlers of the parser, and what they have seen so far."""

    def __init__(self) -> None:
        self.cases: list[Case] = []
        self.root = ""
        self._depth = 0
        self._case: dict[str, str] | None = None
        self._outcome = "passed"
        self._message = ""
        self._listening = False

    @property
    def is_report(self) -> bool:
        return self.root in ("testsuite", "testsuites")

    def start(self, element: str, attributes: dict[str, Any]) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise JUnitError(f"has more than {DEEPEST} elements within each other")
        if self._depth == 1:
            self.root = element
        if element == "testcase":
            self._case, self._outcome, self._message = attributes, "passed", ""
        elif self._case is not None and element in _TROUBLES and self._outcome != "failed":
            self._outcome = _TROUBLES[element]
            self._message = str(attributes.get("message") or "")[:LONGEST_TEXT]
            self._listening = not self._message

    def text(self, content: str) -> None:
        if self._listening and len(self._message) < LONGEST_TEXT:
            self._message += content[:LONGEST_TEXT]

    def end(self, element: str) -> None:
        self._depth -= 1
        self._listening = self._listening and element not in _TROUBLES
        if element != "testcase" or self._case is None:
            return
        if len(self.cases) >= MOST_CASES:
            raise JUnitError(f"has more than {MOST_CASES} tests")
        self.cases.append(_case(self._case, self._outcome, self._message))
        self._case = None


def _case(attributes: dict[str, str], outcome: str, message: str) -> Case:
    names = (attributes.get("classname", ""), attributes.get("name", ""))
    return Case(
        name="::".join(filter(None, names))[:LONGEST_TEXT] or "(no name)",
        outcome=outcome,
        message=message.strip().split("\n", 1)[0],
        file=attributes.get("file", "")[:LONGEST_TEXT],
        line=int(attributes["line"]) if re.fullmatch("[0-9]{1,9}", attributes.get("line", "")) else 0,
    )
