"""The second protocol of the cache service: three calls, and the content goes to a blob store.

Field names and refusals are those that the clients read: BuildKit's go-actions-cache and @actions/cache 6.
"""

from typing import Any
from urllib.parse import urlsplit

from .entries import AlreadyExists
from .handler import TWIRP, CacheHandler
from .tokens import Scopes

WRITE_DENIED = "cache write denied: token has no writable scopes"
READ_DENIED = "cache read denied: token has no readable scopes"


def answer(handler: CacheHandler, scopes: Scopes, request: dict[str, Any]) -> None:
    """Answers one call."""
    call = urlsplit(handler.path).path.removeprefix(TWIRP)
    calls = {"CreateCacheEntry": create, "FinalizeCacheEntryUpload": finalize, "GetCacheEntryDownloadURL": locate}
    if call in calls:
        calls[call](handler, scopes, request)
    else:
        handler.send({"code": "bad_route", "msg": f"no such call: {call}"}, status=404)


def create(handler: CacheHandler, scopes: Scopes, request: dict[str, Any]) -> None:
    """Reserves an entry and says where to upload; a token that may not write gets a polite no."""
    scope = handler.writable_scope(scopes)
    if not scope:
        handler.send({"ok": False, "message": WRITE_DENIED})
        return
    try:
        entry = handler.entries.reserve(scope, request["key"], request["version"])
    except AlreadyExists:
        text = "cache entry with the same key, version, and scope already exists"
        handler.send({"code": "already_exists", "msg": text}, status=409)
        return
    handler.send({"ok": True, "signed_upload_url": handler.blob_address(entry.number)})


def finalize(handler: CacheHandler, scopes: Scopes, request: dict[str, Any]) -> None:
    """Makes an uploaded entry readable."""
    entry = handler.entries.unfinished(scopes.writable, request["key"], request["version"])
    if not entry:
        handler.send({"code": "not_found", "msg": "no such upload"}, status=404)
    elif handler.entries.finish(entry, int(request["size_bytes"])):
        handler.send({"ok": True, "entry_id": str(entry.number)})
    else:
        handler.send({"ok": False, "message": "uploaded size differs"})


def locate(handler: CacheHandler, scopes: Scopes, request: dict[str, Any]) -> None:
    """Says where the best match is; ok is false when there is none."""
    if not scopes.readable:
        handler.send({"code": "permission_denied", "msg": READ_DENIED}, status=403)
        return
    keys = [request["key"], *request.get("restore_keys", [])]
    entry = handler.entries.find(scopes.readable, keys, request["version"])
    if not entry:
        handler.send({"ok": False, "signed_download_url": "", "matched_key": ""})
        return
    address = handler.blob_address(entry.number)
    handler.send({"ok": True, "signed_download_url": address, "matched_key": entry.key})
