"""Real servers that misbehave on purpose, each in the way that its function is named after."""

from __future__ import annotations

import contextlib
import itertools
import socket
import ssl
import struct
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

# Shorter than any limit in the tests, so that a limit on single receives would never be reached.
DRIP = 0.1


@dataclass(frozen=True)
class Received:
    """A request as it arrived."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes

    @property
    def path(self) -> str:
        return self.target.split("?")[0]


Behaviour = Callable[[socket.socket, Received, threading.Event], None]


@dataclass
class Server:
    """A server on this machine: what it answers by path, and what it was asked."""

    port: int
    behaviours: dict[str, Behaviour]
    scheme: str = "http"
    requests: list[Received] = field(default_factory=list)

    @property
    def url(self) -> str:
        return f"{self.scheme}://localhost:{self.port}"

    def seen(self, path: str) -> list[Received]:
        return [request for request in self.requests if request.path == path]


@contextlib.contextmanager
def serving(
    behaviours: dict[str, Behaviour],
    *,
    tls: ssl.SSLContext | None = None,
    family: socket.AddressFamily = socket.AF_INET,
    port: int = 0,
) -> Iterator[Server]:
    host = "127.0.0.1" if family == socket.AF_INET else "::1"
    listener = socket.create_server((host, port), family=family)
    server = Server(listener.getsockname()[1], behaviours, "https" if tls else "http")
    closing = threading.Event()
    thread = threading.Thread(target=_accept, args=(listener, server, tls, closing))
    thread.start()
    try:
        yield server
    finally:
        closing.set()
        with contextlib.suppress(OSError):  # it has to be woken up to see that it is over
            socket.create_connection((host, server.port), 1).close()
        thread.join(5)
        listener.close()


def _accept(listener: socket.socket, server: Server, tls: ssl.SSLContext | None, closing: threading.Event) -> None:
    threads = []
    while not closing.is_set():
        connection, _ = listener.accept()
        threads.append(threading.Thread(target=_serve, args=(connection, server, tls, closing)))
        threads[-1].start()
    for thread in threads:
        thread.join(5)


def _serve(connection: socket.socket, server: Server, tls: ssl.SSLContext | None, closing: threading.Event) -> None:
    connection.settimeout(10)
    with contextlib.suppress(OSError, ValueError):
        secured = tls.wrap_socket(connection, server_side=True) if tls else connection
        with secured:
            request = _read(secured)
            server.requests.append(request)
            server.behaviours.get(request.path, answer(404, b"nothing here"))(secured, request, closing)
    connection.close()


def _read(connection: socket.socket) -> Received:
    data = b""
    while b"\r\n\r\n" not in data:
        piece = connection.recv(65536)
        if not piece:
            raise ValueError("no request")
        data += piece
    head, _, body = data.partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    method, target, _ = first.split(" ")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
    while len(body) < int(headers.get("content-length", "0")):
        body += connection.recv(65536)
    return Received(method, target, headers, body)


def answer(status: int = 200, body: bytes = b"fine", **headers: str) -> Behaviour:
    """Answer as a server should; names of headers with _ for -."""
    lines = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = f"HTTP/1.1 {status} X\r\n{lines}Content-Length: {len(body)}\r\n\r\n".encode()
    return lambda connection, request, _: connection.sendall(head + (b"" if request.method == "HEAD" else body))


def in_turn(*behaviours: Behaviour) -> Behaviour:
    """One after the other, the last one for ever."""
    following = itertools.chain(behaviours, itertools.repeat(behaviours[-1]))

    def behave(connection: socket.socket, request: Received, closing: threading.Event) -> None:
        next(following)(connection, request, closing)

    return behave


def with_token(token: str, behaviour: Behaviour, without: Behaviour | None = None) -> Behaviour:
    """Let in who carries a token."""

    def behave(connection: socket.socket, request: Received, closing: threading.Event) -> None:
        known = request.headers.get("authorization") == f"Bearer {token}"
        (behaviour if known else without or answer(401, b"who?"))(connection, request, closing)

    return behave


def mute(_connection: socket.socket, _request: Received, closing: threading.Event) -> None:
    """Accept, read, and say nothing."""
    closing.wait(30)


def _drip(connection: socket.socket, pieces: Iterator[bytes], closing: threading.Event) -> None:
    for piece in pieces:
        connection.sendall(piece)
        if closing.wait(DRIP):
            return


def drip_status(connection: socket.socket, _request: Received, closing: threading.Event) -> None:
    _drip(connection, itertools.chain([b"HTTP/1.1 200 "], itertools.repeat(b"O")), closing)


def drip_headers(connection: socket.socket, _request: Received, closing: threading.Event) -> None:
    _drip(connection, itertools.chain([b"HTTP/1.1 200 OK\r\nX: "], itertools.repeat(b"y")), closing)


def drip_body(connection: socket.socket, _request: Received, closing: threading.Event) -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n"
    _drip(connection, itertools.chain([head], itertools.repeat(b"z")), closing)


def drip_chunks(connection: socket.socket, _request: Received, closing: threading.Event) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    _drip(connection, itertools.chain([head], itertools.repeat(b"1\r\nz\r\n")), closing)


def drip_continue(connection: socket.socket, _request: Received, closing: threading.Event) -> None:
    _drip(connection, itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n"), closing)


def _flood(connection: socket.socket, head: bytes, piece: bytes, closing: threading.Event) -> None:
    connection.sendall(head)
    while not closing.is_set():
        connection.sendall(piece)


def endless_headers(connection: socket.socket, _request: Received, closing: threading.Event) -> None:
    _flood(connection, b"HTTP/1.1 200 OK\r\n", b"X-Again: and again\r\n" * 50, closing)


def endless_line(connection: socket.socket, _request: Received, closing: threading.Event) -> None:
    _flood(connection, b"HTTP/1.1 200 OK\r\nX: ", b"y" * 4096, closing)


def endless_continue(connection: socket.socket, _request: Received, closing: threading.Event) -> None:
    _flood(connection, b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 500, closing)


def endless_body(connection: socket.socket, _request: Received, closing: threading.Event) -> None:
    _flood(connection, b"HTTP/1.1 200 OK\r\n\r\n", b"z" * 65536, closing)


def endless_chunks(connection: socket.socket, _request: Received, closing: threading.Event) -> None:
    head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
    _flood(connection, head, b"1000\r\n" + b"z" * 4096 + b"\r\n", closing)


def truncated(connection: socket.socket, _request: Received, _closing: threading.Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort")


def reset(connection: socket.socket, _request: Received, _closing: threading.Event) -> None:
    connection.setsockopt(
        socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
    )


def hang_up(_connection: socket.socket, _request: Received, _closing: threading.Event) -> None:
    """Close the connection without a word."""


def other_protocol(connection: socket.socket, _request: Received, _closing: threading.Event) -> None:
    connection.sendall(b"SSH-2.0-OpenSSH_9.9\r\n")


def redirect_for_ever(connection: socket.socket, request: Received, closing: threading.Event) -> None:
    count = int(request.target.partition("?")[2] or 0)
    answer(302, Location=f"{request.path}?{count + 1}")(connection, request, closing)
