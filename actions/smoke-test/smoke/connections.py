"""A connection on which nothing takes longer than it may, whatever the other side does.

The timeout of http.client starts anew with each piece that is received: a server that sends one byte a second is never
late. Here each send and each receive gets the time that is left of the whole, and the whole has a size limit too.
OpenSSL's handshake and reads keep to one limit a call by themselves.
"""

from __future__ import annotations

import io
import socket
import ssl
from typing import TYPE_CHECKING

from .addresses import addresses
from .causes import Cause, ProbeFailed, explain

if TYPE_CHECKING:
    from kit.deadline import Deadline

    from .addresses import Address

RECEIVED_LIMIT = 10 * 1024 * 1024


class Connection:
    """What http.client needs of a socket, with a deadline and a limit on what is received.

    It is a class since http.client wants an object with methods, and since it counts.
    """

    def __init__(self, transport: socket.socket, deadline: Deadline) -> None:
        self.transport = transport
        self._deadline = deadline
        self.received = 0

    def _arm(self) -> None:
        remaining = self._deadline.remaining()
        if remaining <= 0:
            raise socket.timeout
        self.transport.settimeout(remaining)

    def sendall(self, data: bytes) -> None:
        """Send everything, or raise as soon as the time is over."""
        view = memoryview(data)
        while view:
            self._arm()
            view = view[self.transport.send(view) :]

    def receive_into(self, buffer: memoryview) -> int:
        """Receive what is there, or raise as soon as the time or the size is over."""
        self._arm()
        count = self.transport.recv_into(buffer)
        self.received += count
        if self.received > RECEIVED_LIMIT:
            raise ProbeFailed(Cause.BODY, f"the answer is larger than {RECEIVED_LIMIT >> 20} MiB or has no end")
        return count

    def makefile(self, _mode: str) -> io.BufferedReader:
        """The reader that http.client takes an answer from."""
        return io.BufferedReader(_Reader(self))

    def close(self) -> None:
        """Left to whoever opened the connection: http.client closes it before the answer is read."""


class _Reader(io.RawIOBase):
    """The receiving half of a connection as Python's io knows it."""

    def __init__(self, connection: Connection) -> None:
        super().__init__()
        self._connection = connection

    def readable(self) -> bool:
        """Always: it is all it can do."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]  # io hands over a memoryview at run time
        """Receive into a buffer; 0 at the end."""
        return self._connection.receive_into(buffer)


def connect(host: str, port: int, deadline: Deadline) -> socket.socket:
    """A TCP connection to the first address of a host that accepts; ProbeFailed with the cause of the last.

    Each address gets its share of the time, so that one that swallows packets leaves some for the next.
    """
    places = addresses(host, port, deadline)
    failures = []
    for left, address in zip(range(len(places), 0, -1), places):
        transport = _connect(address, deadline.remaining() / left)
        if isinstance(transport, socket.socket):
            return transport
        failures.append((address, transport))
    raise _all_failed(failures, port)


def _connect(address: Address, seconds: float) -> socket.socket | ProbeFailed:
    if seconds <= 0:
        return ProbeFailed(Cause.TIMEOUT, "no time was left to try it")
    transport = None
    try:
        transport = socket.socket(address.family, socket.SOCK_STREAM)
        transport.settimeout(seconds)
        transport.connect(address.place)
    except OSError as error:
        if transport:
            transport.close()
        failure = explain(error)
        return ProbeFailed(failure.cause, "no connection in time") if failure.cause is Cause.TIMEOUT else failure
    return transport


def _all_failed(failures: list[tuple[Address, ProbeFailed]], port: int) -> ProbeFailed:
    """One failure for all addresses: a timeout says more than a refusal, a refusal more than a missing route."""
    order = (Cause.TIMEOUT, Cause.REFUSED, Cause.RESET, Cause.UNREACHABLE)
    causes = [failure.cause for _, failure in failures]
    cause = next((cause for cause in order if cause in causes), Cause.UNREACHABLE)
    told = "; ".join(f"{address.text} port {port}: {failure.message}" for address, failure in failures)
    return ProbeFailed(cause, told or "the name has no address")


def secure(transport: socket.socket, host: str, deadline: Deadline, *, insecure: bool) -> socket.socket:
    """The connection under TLS; ProbeFailed with cause tls or timeout. `insecure` accepts any certificate."""
    context = ssl.create_default_context()
    if insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    try:
        transport.settimeout(max(deadline.remaining(), 0.001))
        return context.wrap_socket(transport, server_hostname=host)
    except (socket.timeout, TimeoutError):
        raise ProbeFailed(Cause.TIMEOUT, "the port accepts connections, and TLS was not set up in time") from None
    except ssl.SSLError as error:
        raise explain(error) from None
    except (OSError, ValueError) as error:
        raise ProbeFailed(Cause.TLS, f"the connection ended while TLS was set up: {error}") from None
