"""Keeps the end of a stream in a bounded file: what stopped a job stands at the end of its log."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Iterable

NOTE = b"(what was printed before this line is left out: the log is longer than max-log-size)\n"


def keep_end(chunks: Iterable[bytes], target: Path, limit: int) -> int:
    """Write a stream's last bytes into a file, between half of `limit` and all of it; how many are left out.

    A log that fits is kept whole. One that does not begins with a line that says so.
    """
    older = target.with_name(f"{target.name}.older")
    total = left_out = 0
    file = target.open("wb")
    try:
        for chunk in chunks:
            total += len(chunk)
            if file.tell() + len(chunk) > limit // 2 and file.tell():
                file.close()
                left_out += older.stat().st_size if older.exists() else 0
                os.replace(target, older)  # noqa: PTH105 - Path.replace says less plainly which one is gone
                file = target.open("wb")
            file.write(chunk)
    finally:
        file.close()
    if older.exists():
        _join(older, target, cut=left_out > 0)
    return left_out


def _join(older: Path, target: Path, *, cut: bool) -> None:
    """Put the end of a stream behind what came before it, from the beginning of a line where that is cut."""
    joined = target.with_name(f"{target.name}.joined")
    with joined.open("wb") as file:
        with older.open("rb") as first:
            if cut:
                first.readline(1024**2)
                file.write(NOTE)
            shutil.copyfileobj(first, file)
        with target.open("rb") as second:
            shutil.copyfileobj(second, file)
    os.replace(joined, target)  # noqa: PTH105 - likewise
    older.unlink()
