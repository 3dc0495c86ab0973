"""Where a log comes from: a file, standard input, or the zip that GitHub offers for download."""

import io
import os
import sys
from collections.abc import Iterator
from pathlib import Path

from msgspec import Struct

from .unreadable import UnreadableLog, unreadable
from .utf8 import Content, as_utf8, head_of
from .windows import Window, window_at

STANDARD_INPUT = "-"
_ZIP_MARKS = (b"PK\x03\x04", b"PK\x05\x06")


class LogFile(Struct, frozen=True):
    """A file on the disk whose windows can be read in any order."""

    path: str
    size: int

    def window(self, place: int) -> Window:
        """The window that begins there. Raises UnreadableLog."""
        try:
            with Path(self.path).open("rb") as file:
                return window_at(file, place)
        except OSError as error:
            raise unreadable(self.path, error) from None


class Stream(Struct, frozen=True):
    """One log: the whole of it, or of one step. `name` is the file in the zip, "" outside of one.

    `file` is set where the bytes are those of a file, neither packed nor in another encoding; `size` is how
    many there are, as far as that is known.
    """

    content: Content
    name: str = ""
    job: str = ""
    step: str = ""
    file: LogFile | None = None
    size: int = 0


def streams(source: str) -> Iterator[Stream]:
    """The logs in a file or on standard input (`-`), in the order in which they ran. Raises UnreadableLog."""
    if source == STANDARD_INPUT:
        yield from _from_standard_input()
        return
    try:
        with Path(source).open("rb") as file:
            yield from _from_file(file, source)
    except (OSError, ValueError) as error:  # a name with a null character is no OSError
        raise unreadable(source, error) from None


def _from_standard_input() -> Iterator[Stream]:
    if sys.stdin is None:  # closed by whoever started us
        raise UnreadableLog("standard input is closed")
    name = "standard input"
    content = sys.stdin.buffer
    try:
        if not head_of(content).startswith(_ZIP_MARKS):
            yield Stream(_Checked(as_utf8(content, name), name))
            return
        from .zips import spooled, unpacked

        with spooled(content) as file:
            yield from unpacked(file, name)
    except OSError as error:
        raise unreadable(name, error) from None


def _from_file(file: io.BufferedReader, source: str) -> Iterator[Stream]:
    if head_of(file).startswith(_ZIP_MARKS):
        from .zips import unpacked

        yield from unpacked(file, source)
        return
    content = as_utf8(file, source)
    size = os.fstat(file.fileno()).st_size
    plain = content is file and file.seekable() and size > 0
    yield Stream(_Checked(content, source), file=LogFile(source, size) if plain else None, size=size)


class _Checked:
    """Reads, and tells of trouble while reading in one sentence."""

    def __init__(self, content: Content, name: str) -> None:
        self._content = content
        self._name = name

    def read(self, size: int) -> bytes:
        """As many bytes as wanted, fewer only at the end. Raises UnreadableLog."""
        try:
            return self._content.read(size)
        except OSError as error:
            raise unreadable(self._name, error) from None
