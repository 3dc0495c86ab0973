"""A proxy before the registry: refuses, stalls or resets what a test names, and asks for a password where told to."""

import base64
import http.client
import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Literal

from .faulty_server import Behaviour, Faults, FaultyHandler, Request, serving

Operation = Literal["upload", "publish", "download", "resolve", "greet", "any"]
HOP_BY_HOP = ("connection", "keep-alive", "transfer-encoding", "content-length")
# GitHub's registry says this when a workflow lacks permission for a package.
DENIED = "installation not allowed to Create organization package"


class BrokenRegistry:
    """The proxy as a test sees it."""

    def __init__(self, faults: Faults) -> None:
        self.faults = faults
        self.address = ""
        self.credentials: str | None = None

    @property
    def requests(self) -> list[Request]:
        """All requests so far; those that were refused for their missing password too."""
        return self.faults.requests

    def fail(
        self, operation: Operation, behaviour: Behaviour, *, repository: str = "", times: int | None = None
    ) -> None:
        """Misbehaves on uploads of blobs, publishing of manifests, downloads of blobs or resolving of manifests.

        `behaviour` is an HTTP status, `stall` or `reset`; `repository` limits it to names that contain that text.
        """
        self.faults.fail(operation, behaviour, containing=repository, times=times)

    def heal(self) -> None:
        """Passes everything through again."""
        self.faults.heal()

    def protect(self, username: str, password: str) -> None:
        """Asks for this name and password from now on."""
        self.credentials = "Basic " + base64.b64encode(f"{username}:{password}".encode()).decode()


class ProxyHandler(FaultyHandler):
    """Passes a request on to the registry and its answer back."""

    registry: ClassVar[str]
    proxy: ClassVar[BrokenRegistry]

    def operation(self) -> str:
        """What a client of a registry does with this request."""
        reads = self.command in ("GET", "HEAD")
        if "/blobs/" in self.path:
            return "download" if reads else "upload"
        if "/manifests/" in self.path:
            return "resolve" if reads else "publish"
        return "greet"

    def refuse(self, status: int) -> None:
        """Answers with an error in the words of a registry."""
        code, message = ("DENIED", DENIED) if status == 403 else ("UNKNOWN", f"told to answer {status}")
        body = json.dumps({"errors": [{"code": code, "message": message}]}).encode()
        self.respond(status, body, Content_Type="application/json")

    def answer(self, body: bytes) -> None:
        """Asks for the password, or lets the registry answer."""
        if self.proxy.credentials and self.headers.get("Authorization") != self.proxy.credentials:
            self.respond(
                401, b"{}", WWW_Authenticate='Basic realm="bench"', Docker_Distribution_Api_Version="registry/2.0"
            )
        else:
            self.forward(body)

    def forward(self, body: bytes) -> None:
        """Lets the registry answer; a password was ours to check, so the registry does not see it."""
        upstream = http.client.HTTPConnection(self.registry, timeout=60)
        try:
            hidden = (*HOP_BY_HOP, "authorization")
            headers = {name: value for name, value in self.headers.items() if name.lower() not in hidden}
            upstream.request(self.command, self.path, body or None, headers)
            answer = upstream.getresponse()
            kept = {name: value for name, value in answer.getheaders() if name.lower() not in HOP_BY_HOP}
            content = answer.read()
            length = answer.getheader("Content-Length") if self.command == "HEAD" else str(len(content))
            self.respond(answer.status, content, Content_Length=length or "0", **kept)
        finally:
            upstream.close()


@contextmanager
def running_broken_registry(registry: str) -> Iterator[BrokenRegistry]:
    """Runs a healthy proxy before the registry at that address."""
    faults = Faults()
    proxy = BrokenRegistry(faults)
    handler = type("BoundProxyHandler", (ProxyHandler,), {"faults": faults, "registry": registry, "proxy": proxy})
    with serving(handler) as proxy.address:
        yield proxy
