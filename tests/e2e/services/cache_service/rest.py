"""The first protocol of the cache service, which GitHub switched off in 2025 and its Enterprise Server still speaks."""

import json
from urllib.parse import urlsplit

from .entries import AlreadyExists, Entry
from .handler import REST, CacheHandler
from .tokens import Scopes
from .twirp import READ_DENIED, WRITE_DENIED


def answer(handler: CacheHandler, scopes: Scopes, body: bytes) -> None:
    """Answers one request."""
    place = urlsplit(handler.path).path.removeprefix(REST)
    if handler.command == "GET" and place == "cache":
        locate(handler, scopes)
    elif handler.command == "POST" and place == "caches":
        reserve(handler, scopes, json.loads(body))
    else:
        continue_upload(handler, scopes, place, body)


def locate(handler: CacheHandler, scopes: Scopes) -> None:
    """Says where the best match is; 204 when there is none."""
    if not scopes.readable:
        handler.send({"message": READ_DENIED}, status=403)
        return
    keys = handler.parameter("keys").split(",")
    entry = handler.entries.find(scopes.readable, keys, handler.parameter("version"))
    if not entry:
        handler.respond(204)
        return
    address = handler.blob_address(entry.number)
    handler.send({"result": "hit", "archiveLocation": address, "cacheKey": entry.key, "scope": entry.scope})


def reserve(handler: CacheHandler, scopes: Scopes, request: dict[str, str]) -> None:
    """Reserves an entry and says its number."""
    scope = handler.writable_scope(scopes)
    if not scope:
        handler.send({"message": WRITE_DENIED}, status=403)
        return
    try:
        entry = handler.entries.reserve(scope, request["key"], request["version"])
    except AlreadyExists:
        text = f"Cache already exists. Scope: {scope}, Key: {request['key']}, Version: {request['version']}"
        handler.send({"message": text, "typeKey": "ArtifactCacheItemAlreadyExistsException"}, status=409)
        return
    handler.send({"cacheId": entry.number}, status=201)


def continue_upload(handler: CacheHandler, scopes: Scopes, place: str, body: bytes) -> None:
    """Takes a piece of the content, or makes the entry readable."""
    number = place.removeprefix("caches/")
    entry = handler.entries.of(int(number)) if number.isdecimal() else None
    if not entry or entry.scope not in scopes.writable:
        handler.send({"message": f"no such upload: {place}"}, status=404)
    elif handler.command == "PATCH":
        write_piece(entry, handler.headers.get("Content-Range", ""), body)
        handler.respond(204)
    elif handler.entries.finish(entry, json.loads(body)["size"]):
        handler.respond(204)
    else:
        handler.send({"message": "uploaded size differs"}, status=400)


def write_piece(entry: Entry, content_range: str, body: bytes) -> None:
    """Puts a piece where its `bytes 0-199/*` says; pieces come in any order."""
    start = int(content_range.removeprefix("bytes ").split("-")[0])
    padded = entry.content.ljust(start, b"\0")
    entry.content = padded[:start] + body + padded[start + len(body) :]
