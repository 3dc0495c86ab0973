"""The zip that GitHub offers for download.

At its top lies a file for each job, `0_build.txt`, and beside it a folder for each job with a file for each
step, `build/3_Run make.txt`. Older ones have no file for the whole job, newer ones often none for the steps
(the folder then holds `system.txt` only). Where a job has files for its steps, the one for the whole of it is
left out, for it says the same again. Nothing is ever unpacked to the disk.
"""

import io
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from msgspec import Struct

from ..late_pattern import late_pattern
from .streams import Stream
from .unreadable import UnreadableLog
from .utf8 import Content, as_utf8

# What a zip may hold before it is taken for a bomb: bytes unpacked, bytes of its directory, files.
UNPACKED_LIMIT = 2 * 1024**3
DIRECTORY_LIMIT = 8 * 1024**2
FILES_LIMIT = 20_000
# A zip on standard input has to be kept, for its directory stands at its end.
SPOOLED_LIMIT = 1024**3
_CHUNK = 1024**2

_NUMBERED = late_pattern(r"(-?\d{1,10})_(.{1,300})\.txt", re.DOTALL)
_NO_FOLDER_LETTERS = late_pattern(r"[/:\\]")
_TROUBLE = (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, zlib.error, struct.error)
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END_MARK, _END_LENGTH, _COMMENT_LIMIT = b"PK\x05\x06", 22, 65_535
_ENCRYPTED = 1


class _Member(Struct, frozen=True):
    """A file in the zip: `folder` is "" at the top, `number` 0 where the name has none."""

    info: zipfile.ZipInfo
    folder: str
    number: int
    label: str

    @property
    def is_step(self) -> bool:
        return bool(self.folder) and self.label != "system"

    @property
    def place(self) -> tuple[str, str]:
        """The job and the step, "" for the whole job."""
        return (self.folder, self.label) if self.folder else (self.label, "")


def unpacked(file: BinaryIO, source: str) -> Iterator[Stream]:
    """The logs in a zip, job by job and step by step. Raises UnreadableLog."""
    try:
        _check_directory(file)
        with zipfile.ZipFile(file) as archive:
            for member in _chosen(archive.infolist()):
                with archive.open(member.info) as packed:
                    name = member.info.filename
                    content = as_utf8(io.BufferedReader(cast("io.RawIOBase", packed)), name)
                    yield Stream(_Unpacking(content, source), name, *member.place, size=member.info.file_size)
    except _TROUBLE as error:
        raise _broken(source, error) from None


@contextmanager
def spooled(content: BinaryIO) -> Iterator[BinaryIO]:
    """What can be read only once, kept, so that its end can be read first. Raises UnreadableLog if that is far."""
    with tempfile.TemporaryFile() as file:
        length = 0
        while chunk := content.read(_CHUNK):
            length += len(chunk)
            if length > SPOOLED_LIMIT:
                raise UnreadableLog(f"the zip on standard input has more than {SPOOLED_LIMIT // 1024**2} MiB")
            file.write(chunk)
        yield cast("BinaryIO", file)


def _check_directory(file: BinaryIO) -> None:
    """Refuse a directory that would fill the memory: zipfile reads it whole, and has no limit. Raises UnreadableLog."""
    size = file.seek(0, io.SEEK_END)
    file.seek(max(0, size - _END_LENGTH - _COMMENT_LIMIT))
    end = file.read()
    place = end.rfind(_END_MARK)
    file.seek(0)
    if place < 0 or len(end) < place + _END_LENGTH:
        raise zipfile.BadZipFile("its end is missing")
    count, length = struct.unpack_from("<HI", end, place + 10)
    if count > FILES_LIMIT or length > DIRECTORY_LIMIT:
        raise UnreadableLog(f"the zip holds more than {FILES_LIMIT} files")


def _chosen(infos: list[zipfile.ZipInfo]) -> list[_Member]:
    """The files that are read, in the order in which they ran. Raises UnreadableLog."""
    members = [_member(info) for info in infos if not info.is_dir() and info.filename.endswith(".txt")]
    folders = {member.folder for member in members if member.is_step}
    chosen = [
        member for member in members if member.is_step or (not member.folder and _folder(member.label) not in folders)
    ]
    chosen = chosen or members
    if not chosen:
        raise UnreadableLog("the zip holds no log: no file in it ends with .txt")
    if any(member.info.flag_bits & _ENCRYPTED for member in chosen):
        raise UnreadableLog("the zip is encrypted")
    if any(member.info.compress_type not in _METHODS for member in chosen):
        raise UnreadableLog("the zip is packed in a way that GitHub does not use")
    # Sizes in the directory may lie; zipfile then stops at the size that it says, so the sum holds.
    if sum(member.info.file_size for member in chosen) > UNPACKED_LIMIT:
        raise UnreadableLog(f"the zip unpacks to more than {UNPACKED_LIMIT // 1024**3} GiB")
    return sorted(chosen, key=lambda member: (member.place[0], member.number, member.label))


def _member(info: zipfile.ZipInfo) -> _Member:
    path = PurePosixPath(info.filename.replace("\\", "/"))
    found = _NUMBERED.fullmatch(path.name)
    folder = "" if str(path.parent) == "." else str(path.parent)
    return _Member(info, folder, int(found[1]) if found else 0, found[2] if found else path.stem)


def _folder(job: str) -> str:
    """The name of a job as its folder bears it."""
    return _NO_FOLDER_LETTERS.sub("", job).strip()


def _broken(source: str, error: Exception) -> UnreadableLog:
    return UnreadableLog(f"{source} is no zip that can be read: {str(error) or type(error).__name__}")


class _Unpacking:
    """Unpacks, and tells of trouble in one sentence."""

    def __init__(self, content: Content, source: str) -> None:
        self._content = content
        self._source = source

    def read(self, size: int) -> bytes:
        """As many bytes as wanted, fewer only at the end. Raises UnreadableLog."""
        try:
            return self._content.read(size)
        except _TROUBLE as error:
            raise _broken(self._source, error) from None
