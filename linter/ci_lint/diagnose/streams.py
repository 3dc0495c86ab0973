"""Where a log comes from: a file, standard input, or the zip that GitHub offers for download.

The zip has a file for each step in a folder for each job, and a file for each whole job beside them; older
ones have the steps only. Where steps are there, the whole jobs are left out, for they say the same again.
"""

import io
import re
import sys
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, cast

# What a zip may hold before it is taken for a bomb: bytes unpacked, files.
UNPACKED_LIMIT = 4 * 1024**3
FILES_LIMIT = 20_000
_STEP_FILE = re.compile(r"(\d{1,6})_(.{1,300})\.txt")
_UTF16_MARKS = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be"}


class UnreadableLog(Exception):
    """The log cannot be read; the message says why in one sentence."""


@dataclass(frozen=True)
class Stream:
    """One log: the whole of it, or of one step. `name` is the file in the zip, "" outside of one."""

    content: BinaryIO
    name: str = ""
    job: str = ""
    step: str = ""


def streams(source: str) -> Iterator[Stream]:
    """The logs in a file or on standard input (`-`), in the order in which they ran. Raises UnreadableLog."""
    if source == "-":
        yield Stream(_as_utf8(sys.stdin.buffer))
        return
    try:
        with Path(source).open("rb") as file:
            if file.read(4) == b"PK\x03\x04":
                yield from _unpacked(source)
            else:
                file.seek(0)
                yield Stream(_as_utf8(file))
    except OSError as error:
        raise UnreadableLog(f"{source} cannot be read: {error.strerror or error}") from None


def _unpacked(source: str) -> Iterator[Stream]:
    try:
        with zipfile.ZipFile(source) as archive:
            for name in _in_order(archive):
                with _opened(archive, name) as content:
                    yield Stream(content, name, *_job_and_step(name))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise UnreadableLog(f"{source} is no zip that can be read: {error}") from None


@contextmanager
def _opened(archive: zipfile.ZipFile, name: str) -> Iterator[BinaryIO]:
    with archive.open(name) as packed:
        yield _as_utf8(cast("BinaryIO", packed))


def _in_order(archive: zipfile.ZipFile) -> list[str]:
    infos = [info for info in archive.infolist() if not info.is_dir() and info.filename.endswith(".txt")]
    if len(infos) > FILES_LIMIT:
        raise UnreadableLog(f"the zip holds {len(infos)} files, more than {FILES_LIMIT}")
    # Sizes in the directory may lie; zipfile then stops at the size that it says, so the sum holds.
    if sum(info.file_size for info in infos) > UNPACKED_LIMIT:
        raise UnreadableLog(f"the zip unpacks to more than {UNPACKED_LIMIT // 1024**3} GiB")
    names = [info.filename for info in infos]
    steps = [name for name in names if "/" in name]
    return sorted(steps or names, key=_run_order)


def _run_order(name: str) -> tuple[str, int, str]:
    path = PurePosixPath(name)
    found = _STEP_FILE.fullmatch(path.name)
    return str(path.parent), int(found[1]) if found else 0, path.name


def _job_and_step(name: str) -> tuple[str, str]:
    """What the place in the zip says: `job/3_step.txt`, or `0_job.txt` for a whole job."""
    path = PurePosixPath(name)
    found = _STEP_FILE.fullmatch(path.name)
    label = found[2] if found else path.stem
    folder = str(path.parent)
    return (label, "") if folder == "." else (folder, "" if path.stem == "system" else label)


def _as_utf8(content: BinaryIO) -> BinaryIO:
    """The stream, read on as UTF-8 where it is UTF-16, as PowerShell writes it."""
    buffered = content if isinstance(content, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", content))
    encoding = _UTF16_MARKS.get(buffered.peek(2)[:2])
    return cast("BinaryIO", _Utf8(buffered, encoding)) if encoding else cast("BinaryIO", buffered)


class _Utf8:
    """Reads UTF-16 and gives UTF-8."""

    def __init__(self, content: BinaryIO, encoding: str) -> None:
        import codecs

        self._content = content
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")

    def read(self, size: int) -> bytes:
        """About as many bytes as wanted; none at the end."""
        data = self._content.read(size)
        text = self._decoder.decode(data, final=not data)
        return text.encode("utf-8", "replace")
