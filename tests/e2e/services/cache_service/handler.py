"""One request to the service: what it is about, and what every answer needs."""

import json
from typing import Any, ClassVar
from urllib.parse import parse_qs, urlsplit

from ..faulty_server import FaultyHandler
from .entries import Entries
from .tokens import Scopes

TWIRP = "/twirp/github.actions.results.api.v1.CacheService/"
REST = "/_apis/artifactcache/"
BLOBS = "/storage/actions-cache/"

TWIRP_OPERATIONS = {
    "CreateCacheEntry": "reserve",
    "FinalizeCacheEntryUpload": "commit",
    "GetCacheEntryDownloadURL": "lookup",
}
REST_OPERATIONS = {"GET": "lookup", "PATCH": "upload"}


class CacheHandler(FaultyHandler):
    """Names the operation of a request and finds what every answer needs."""

    entries: ClassVar[Entries]

    def operation(self) -> str:
        """lookup, reserve, upload, commit, download, or unknown."""
        path = urlsplit(self.path).path
        if path.startswith(TWIRP):
            return TWIRP_OPERATIONS.get(path.removeprefix(TWIRP), "unknown")
        if path.startswith(BLOBS):
            return "upload" if self.command == "PUT" else "download"
        if path.startswith(REST):
            return REST_OPERATIONS.get(self.command, "reserve" if path.endswith("/caches") else "commit")
        return "unknown"

    def refuse(self, status: int) -> None:
        """Answers with an error in the words of both protocols."""
        text = f"told to answer {status}"
        self.send({"code": "internal", "msg": text, "message": text}, status=status)

    def send(self, content: dict[str, Any], *, status: int = 200) -> None:
        """Answers with JSON."""
        body = json.dumps(content).encode()
        self.respond(status, body, Content_Type="application/json", x_ms_request_id="bench")

    def blob_address(self, number: int) -> str:
        """Where the content of an entry is stored; storage wants an account and a container in the path."""
        return f"http://{self.headers['Host']}{BLOBS}{number}?sig=unsigned"

    def parameter(self, name: str) -> str:
        """A parameter of the request's address, empty when absent."""
        return parse_qs(urlsplit(self.path).query).get(name, [""])[0]

    def writable_scope(self, scopes: Scopes) -> str | None:
        """The branch that new entries belong to."""
        return scopes.writable[0] if scopes.writable else None
