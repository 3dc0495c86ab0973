"""Logs in other encodings, read as UTF-8."""

import codecs
import io
from typing import BinaryIO, Protocol, cast

from .unreadable import UnreadableLog

_HEAD = 512
_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}
_PACKED_MARKS = {
    b"\x1f\x8b": "gzip",
    b"BZh": "bzip2",
    b"\xfd7zXZ\x00": "xz",
    b"\x28\xb5\x2f\xfd": "Zstandard",
    b"7z\xbc\xaf\x27\x1c": "7-Zip",
}
# Of text in UTF-16 without a mark so much of one half of the bytes is 0, and so much of the other half is not.
_MOST, _HARDLY_ANY = 0.8, 0.1


class Content(Protocol):
    """What the bytes of a log are read from."""

    def read(self, size: int, /) -> bytes:
        """As many bytes as wanted, fewer only at the end."""


def head_of(content: BinaryIO) -> bytes:
    """The first bytes, which can still be read."""
    return cast("io.BufferedReader", content).peek(_HEAD)[:_HEAD]


def as_utf8(content: BinaryIO, name: str) -> Content:
    """The content, turned into UTF-8 where it is UTF-16, as PowerShell writes it. Raises UnreadableLog."""
    head = head_of(content)
    for mark, program in _PACKED_MARKS.items():
        if head.startswith(mark):
            raise UnreadableLog(f"{name} is packed with {program}; unpack it first")
    encoding = _UTF16_MARKS.get(head[:2]) or _without_mark(head)
    return _Utf8(content, encoding) if encoding else content


def _without_mark(head: bytes) -> str:
    """The encoding of text in UTF-16 without a byte order mark: every other byte of plain letters is 0."""
    half = len(head) // 2
    for encoding, first in (("utf-16-le", 1), ("utf-16-be", 0)):
        if half and head[first::2].count(0) > half * _MOST and head[1 - first :: 2].count(0) < half * _HARDLY_ANY:
            return encoding
    return ""


class _Utf8:
    """Reads UTF-16 and gives UTF-8."""

    def __init__(self, content: BinaryIO, encoding: str) -> None:
        self._content = content
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._rest = b""

    def read(self, size: int) -> bytes:
        """As many bytes as wanted, fewer only at the end."""
        parts, length = [self._rest], len(self._rest)
        while length < size:
            data = self._content.read(size)
            parts.append(self._decoder.decode(data, final=not data).encode("utf-8", "replace"))
            length += len(parts[-1])
            if not data:
                break
        text = b"".join(parts)
        self._rest = text[size:]
        return text[:size]
