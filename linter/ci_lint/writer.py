"""Writing fixed files: the old one or the new one is there at any moment, never a part of either."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from msgspec.structs import replace

from .edits import NewFile
from .report import FileReport, Report
from .source import Source
from .toml_file import read_text


class WriteError(Exception):
    """A file could not be written; the text is a sentence that names it."""


def write_fixed(report: Report) -> Report:
    """Write what the fixes have changed. A file that cannot be written is as it was, in the report too."""
    written = [_write(file) for file in report.files]
    sentences = tuple(problem for _, problem in written if problem)
    return replace(report, files=tuple(file for file, _ in written), unwritten=(*report.unwritten, *sentences))


def _write(file: FileReport) -> tuple[FileReport, str]:
    """Write one fixed file and the new ones beside it: the report on it, and why that failed or ""."""
    root = Path(file.root)
    made: list[Path] = []
    try:
        for new in file.new_files:
            write_new(root, new)
            made.append(root / new.path)
        if file.original is not None and file.changed:
            write_source(root / file.path, file.original, file.source)
    except WriteError as error:
        for path in made:
            path.unlink(missing_ok=True)
        return file.undone(str(error)), str(error)
    return file, ""


def write_text(file: Path, text: str) -> None:
    """Make a file of ours, or give it a new text, in one step or not at all. Raises SettingsError and WriteError."""
    if not file.exists():
        write_new(file.parent, NewFile(file.name, text))
        return
    old = read_text(file)
    if old.text != text:
        write_source(file, old, Source(old.path, text))


def encoded(source: Source) -> bytes:
    """The bytes of a source as they were read: with its byte order mark, in its encoding."""
    return source.byte_order_mark + source.text.encode(source.encoding)


def write_source(file: Path, original: Source, fixed: Source) -> None:
    """Replace a file by its fixed text, keeping its mode and, where allowed, its owner.

    Raises WriteError for a file that is read-only, has changed since it was read, or cannot be written;
    the file is then as it was.
    """
    try:
        target = file.resolve(strict=True)
        mode = target.stat()
        if not mode.st_mode & (stat.S_IWUSR | stat.S_IWGRP | stat.S_IWOTH):
            raise WriteError(f"{original.path} is read-only")
        content = target.read_bytes()
        if content == encoded(fixed):  # it has two names, and was fixed under the other one
            return
        if content != encoded(original):
            raise WriteError(f"{original.path} has changed while it was fixed")
        with _Draft(target, encoded(fixed)) as draft:
            draft.chmod(stat.S_IMODE(mode.st_mode))
            _keep_owner(draft, mode)
            draft.replace(target)
        _sync_folder(target.parent)
    except OSError as error:
        raise WriteError(f"{original.path} cannot be written: {error.strerror}") from None


def write_new(root: Path, new: NewFile) -> None:
    """Make a file in a repository, and the folders above it, with its whole text or not at all.

    Raises WriteError if there is one already or it cannot be written.
    """
    target = root / new.path
    try:
        if not target.parent.resolve().is_relative_to(root.resolve()):
            raise WriteError(f"{new.path} lies outside of the repository")
        target.parent.mkdir(parents=True, exist_ok=True)
        with _Draft(target, new.text.encode()) as draft:
            # A hard link fails where a rename would overwrite.
            target.hardlink_to(draft)
        _sync_folder(target.parent)
    except OSError as error:
        raise WriteError(f"{new.path} cannot be made: {error.strerror}") from None


class _Draft:
    """A file beside the target that holds the new content and is on the disk; it is gone in the end."""

    def __init__(self, target: Path, content: bytes) -> None:
        self.path = target.with_name(f".{target.name}.{os.getpid()}.ci-lint")
        self.content = content

    def __enter__(self) -> Path:
        try:
            with self.path.open("xb") as stream:
                stream.write(self.content)
                stream.flush()
                os.fsync(stream.fileno())
        except OSError:
            self.path.unlink(missing_ok=True)
            raise
        return self.path

    def __exit__(self, *_: object) -> None:
        self.path.unlink(missing_ok=True)


def _keep_owner(draft: Path, mode: os.stat_result) -> None:
    if hasattr(os, "chown"):
        with suppress(PermissionError):  # only root may give files away; others own what they write
            os.chown(draft, mode.st_uid, mode.st_gid)


def _sync_folder(folder: Path) -> None:
    """Put the new name on the disk too, where the system lets folders be opened."""
    if not hasattr(os, "O_DIRECTORY"):
        return
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
