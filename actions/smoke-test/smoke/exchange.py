"""One request and its answer, within a time that holds whatever the server does."""

from __future__ import annotations

import codecs
import http.client
import re
import socket
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from .causes import Cause, ProbeFailed, explain
from .connections import Connection, connect, secure
from .proxies import Proxy, proxy_for

if TYPE_CHECKING:
    from kit.deadline import Deadline

    from .urls import Url

_PIECE = 64 * 1024
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.IGNORECASE)
_LONGEST_TYPE = 500
# Python takes them for charsets of texts, and needs hours for a megabyte.
_NAMES_OF_HOSTS = ("punycode", "idna")
_ACCEPTED = range(200, 300)
_OWN_HEADERS = (("Accept", "*/*"), ("User-Agent", "ci-kit-smoke-test"), ("Connection", "close"))


@dataclass(frozen=True)
class Request:
    """What is sent. `headers` are the user's and the token's: they belong to the origin of `url` and to no other."""

    method: str
    url: Url
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    body: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Answer:
    """What came back; header names in lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    text: str

    def header(self, name: str) -> str:
        """The first header of a name in lower case, "" where there is none."""
        return next((value for key, value in self.headers if key == name), "")


def exchange(request: Request, deadline: Deadline, *, insecure: bool) -> Answer:
    """Send a request and read the whole answer; ProbeFailed with its cause, no later than the deadline."""
    proxy = proxy_for(request.url)
    transport = connect(*((proxy.host, proxy.port) if proxy else (request.url.host, request.url.port)), deadline)
    try:
        if request.url.scheme == "https":
            if proxy:
                _open_tunnel(Connection(transport, deadline), request.url, proxy)
            transport = secure(transport, request.url.host, deadline, insecure=insecure)
        return _converse(Connection(transport, deadline), request, proxy)
    finally:
        transport.close()


def _converse(connection: Connection, request: Request, proxy: Proxy | None) -> Answer:
    client = http.client.HTTPConnection(request.url.host, request.url.port)
    client.sock = connection
    try:
        _send(client, request, proxy if request.url.scheme == "http" else None)
        response = client.getresponse()
        return Answer(response.status, _headers(response), _body(response))
    except (socket.timeout, TimeoutError):
        raise ProbeFailed(Cause.TIMEOUT, _lateness(connection.received)) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise explain(error) from None


def _lateness(received: int) -> str:
    if received == 0:
        return "the port accepts connections, and no byte of an answer came in time"
    return f"the answer was not complete in time: {received} bytes came"


def _send(client: http.client.HTTPConnection, request: Request, proxy: Proxy | None) -> None:
    headers = {name: value.encode() for name, value in (("Host", request.url.authority), *_OWN_HEADERS)}
    taken = {name.lower() for name, _ in request.headers}
    headers = {name: value for name, value in headers.items() if name.lower() not in taken}
    headers.update((name, value.encode()) for name, value in request.headers)
    if proxy and proxy.authorization:
        headers["Proxy-Authorization"] = proxy.authorization.encode()
    client.request(request.method, str(request.url) if proxy else request.url.target, request.body, headers)


def _headers(response: http.client.HTTPResponse) -> tuple[tuple[str, str], ...]:
    return tuple((name.lower(), value) for name, value in response.getheaders())


def _body(response: http.client.HTTPResponse) -> str:
    pieces = []
    while True:
        piece = response.read(_PIECE)
        if not piece:
            break
        pieces.append(piece)
    # Where a length was promised, http.client lets a shorter body pass.
    if response.length:
        raise ProbeFailed(
            Cause.RESET, f"the connection was closed {response.length} bytes before the end of the answer"
        )
    return decoded(b"".join(pieces), response.getheader("Content-Type", ""))


def decoded(body: bytes, content_type: str) -> str:
    """A body as text, in the charset its type names, else in UTF-8; what cannot be read is replaced."""
    named = _CHARSET.search(content_type[:_LONGEST_TYPE])
    try:
        charset = codecs.lookup(named.group(1) if named else "utf-8").name
        return body.decode("utf-8" if charset in _NAMES_OF_HOSTS else charset, errors="replace")
    except (LookupError, ValueError):
        return body.decode("utf-8", errors="replace")


def _open_tunnel(connection: Connection, url: Url, proxy: Proxy) -> None:
    """Ask a proxy for a way to the host; a CONNECT that is answered with anything but 2xx leads nowhere."""
    place = f"[{url.host}]:{url.port}" if ":" in url.host else f"{url.host}:{url.port}"
    authorization = f"Proxy-Authorization: {proxy.authorization}\r\n" if proxy.authorization else ""
    response = http.client.HTTPResponse(connection, method="CONNECT")  # type: ignore[arg-type]  # all it uses is makefile
    try:
        connection.sendall(f"CONNECT {place} HTTP/1.1\r\nHost: {place}\r\n{authorization}\r\n".encode("ascii"))
        response.begin()
    except (socket.timeout, TimeoutError):
        raise ProbeFailed(Cause.TIMEOUT, "the proxy opened no tunnel in time") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise explain(error) from None
    if response.status not in _ACCEPTED:
        raise ProbeFailed(Cause.REFUSED, f"the proxy refused a tunnel with status {response.status}")
