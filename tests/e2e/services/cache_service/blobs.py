"""The blob store behind the cache service: as much of Azure's block blobs as the clients use."""

import re
from urllib.parse import urlsplit

from .entries import Entry
from .handler import BLOBS, CacheHandler

HEADERS = {
    "x_ms_request_id": "bench",
    "x_ms_version": "2024-11-04",
    "ETag": '"bench"',
    "Last_Modified": "Sat, 21 Nov 2026 00:00:00 GMT",
}


def answer(handler: CacheHandler, body: bytes) -> None:
    """Stores or reads the content of one entry."""
    number = urlsplit(handler.path).path.removeprefix(BLOBS)
    entry = handler.entries.of(int(number)) if number.isdecimal() else None
    if not entry:
        handler.respond(404, b"", x_ms_error_code="BlobNotFound", **HEADERS)
    elif handler.command == "PUT":
        store(entry, handler.parameter("comp"), handler.parameter("blockid"), body)
        handler.respond(201, b"", **HEADERS)
    else:
        read(handler, entry)


def store(entry: Entry, part: str, block: str, body: bytes) -> None:
    """Takes a whole blob, one block of it, or the list that puts the blocks in order."""
    if part == "block":
        entry.blocks[block] = body
    elif part == "blocklist":
        order = re.findall(r"<(?:Latest|Uncommitted|Committed)>([^<]+)<", body.decode())
        entry.content = b"".join(entry.blocks[name] for name in order)
    else:
        entry.content = body


def read(handler: CacheHandler, entry: Entry) -> None:
    """Sends the content, or the part that was asked for."""
    wanted = handler.headers.get("x-ms-range") or handler.headers.get("Range")
    if not wanted:
        handler.respond(200, entry.content, Content_Length=str(entry.size), Accept_Ranges="bytes", **HEADERS)
        return
    first, _, last = wanted.removeprefix("bytes=").partition("-")
    start, end = int(first), min(int(last or entry.size), entry.size - 1)
    if start > end:
        handler.respond(416, b"", Content_Range=f"bytes */{entry.size}", **HEADERS)
        return
    part = entry.content[start : end + 1]
    handler.respond(206, part, Content_Range=f"bytes {start}-{end}/{entry.size}", **HEADERS)
