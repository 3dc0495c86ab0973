"""Small HTTP servers that misbehave when told to: refuse, answer with an error, stay mute or reset the connection."""

import os
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar, Literal

Behaviour = int | Literal["stall", "reset"]


@dataclass(frozen=True)
class Request:
    """One request that a server has seen."""

    operation: str
    method: str
    path: str
    body: bytes = b""


@dataclass
class Fault:
    """How one kind of request is answered from now on."""

    operation: str
    behaviour: Behaviour
    containing: str
    """Only requests whose path contains this text."""
    times: int | None
    """How many more requests; None is all."""


class Faults:
    """The requests a server has seen and the faults it has been told to show; any thread may use it."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.healed = threading.Event()
        self.faults: list[Fault] = []
        self.seen: list[Request] = []

    @property
    def requests(self) -> list[Request]:
        """All requests so far, in the order of their arrival."""
        with self.lock:
            return list(self.seen)

    def count(self, operation: str) -> int:
        """How many requests of that kind there were."""
        return sum(request.operation == operation for request in self.requests)

    def fail(self, operation: str, behaviour: Behaviour, *, containing: str = "", times: int | None = None) -> None:
        """Answers that kind of request with that HTTP status, never (`stall`), or by a reset connection (`reset`)."""
        with self.lock:
            self.healed.clear()
            self.faults.append(Fault(operation, behaviour, containing, times))

    def heal(self) -> None:
        """Behaves again, and lets go of the connections that were stalled."""
        with self.lock:
            self.faults.clear()
            self.healed.set()

    def record(self, request: Request) -> Behaviour | None:
        """Notes a request and says how to misbehave, or None to serve it."""
        with self.lock:
            self.seen.append(request)
            for fault in self.faults:
                if fault.operation in (request.operation, "any") and fault.containing in request.path:
                    return self.spend(fault)
        return None

    def spend(self, fault: Fault) -> Behaviour | None:
        """The behaviour of a fault that has not yet happened as often as it should."""
        if fault.times is None:
            return fault.behaviour
        fault.times -= 1
        return fault.behaviour if fault.times >= 0 else None


class FaultyHandler(BaseHTTPRequestHandler):
    """Serves one connection; subclasses say what a request is and what the good answer to it is."""

    protocol_version = "HTTP/1.1"
    faults: ClassVar[Faults]

    def operation(self) -> str:
        """The kind of the request that is being answered."""
        raise NotImplementedError

    def answer(self, body: bytes) -> None:
        """Answers the request as it should be answered."""
        raise NotImplementedError

    def refuse(self, status: int) -> None:
        """Answers with that error."""
        self.respond(status, b"{}")

    def handle_request(self) -> None:
        """Reads the whole request, then shows a fault or answers."""
        body = self.read_body()
        kept = body if len(body) < 65536 else b""
        behaviour = self.faults.record(Request(self.operation(), self.command, self.path, kept))
        if behaviour is None:
            self.answer(body)
        elif behaviour == "stall":
            self.faults.healed.wait()
            self.close_connection = True
        elif behaviour == "reset":
            self.reset()
        else:
            self.refuse(int(behaviour))

    do_GET = do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = handle_request  # noqa: N815  the names http.server calls

    def read_body(self) -> bytes:
        """The request's body, however its length is given."""
        if "chunked" in self.headers.get("Transfer-Encoding", ""):
            return b"".join(self.chunks())
        return self.rfile.read(int(self.headers.get("Content-Length") or 0))

    def chunks(self) -> Iterator[bytes]:
        """The pieces of a chunked body; trailers are read and dropped."""
        while size := int(self.rfile.readline().split(b";")[0], 16):
            yield self.rfile.read(size)
            self.rfile.readline()
        while self.rfile.readline().strip():
            pass

    def respond(self, status: int, body: bytes = b"", **headers: str) -> None:
        """Sends an answer; underscores in names of headers stand for hyphens."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        if "Content_Length" not in headers:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def reset(self) -> None:
        """Ends the connection so that the client sees a reset, not an end."""
        self.close_connection = True
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        os.close(self.connection.detach())

    def handle(self) -> None:
        """Serves until the client is gone; a client that went away is no failure of the server."""
        with suppress(ConnectionError):
            super().handle()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the name in http.server
        """Prints nothing: the requests are kept in a list."""


class Server(ThreadingHTTPServer):
    """Serves each connection in a thread that never holds up the end of the tests."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128


@contextmanager
def serving(handler: type[FaultyHandler]) -> Iterator[str]:
    """Serves with that handler until the block ends and yields the address, such as 127.0.0.1:41234."""
    with Server(("127.0.0.1", 0), handler) as running:
        thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield f"127.0.0.1:{running.server_address[1]}"
        finally:
            handler.faults.heal()
            running.shutdown()
            thread.join()
