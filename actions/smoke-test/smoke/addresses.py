"""Which addresses a host name stands for, within a time limit.

The resolver of the C library has no limit that a caller can set; a dead name server holds it for half a minute.
`localhost` is both families: a server that listens on ::1 only, or on 127.0.0.1 only, is found, whatever
/etc/hosts says of the name.
"""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .causes import Cause, ProbeFailed

if TYPE_CHECKING:
    from typing import Any

    from kit.deadline import Deadline

_LOCAL = ("127.0.0.1", "::1")


@dataclass(frozen=True)
class Address:
    """One address to connect to: its family, what `socket.connect` takes, and how people write it."""

    family: int
    place: Any
    text: str


def addresses(host: str, port: int, deadline: Deadline) -> tuple[Address, ...]:
    """All addresses of a host, in the order they are tried; ProbeFailed with cause dns or timeout."""
    if host == "localhost" or host.endswith(".localhost"):
        both = (_attempt(literal, port) for literal in _LOCAL)
        return tuple(address for found in both if not isinstance(found, Exception) for address in found)
    return _resolve_within(host, port, deadline)


def _resolve_within(host: str, port: int, deadline: Deadline) -> tuple[Address, ...]:
    """Resolve in a thread that is left alone when the time is over; it cannot be stopped, and holds nothing up."""
    found: list[tuple[Address, ...] | Exception] = []
    thread = threading.Thread(target=lambda: found.append(_attempt(host, port)), daemon=True)
    thread.start()
    thread.join(deadline.remaining())
    if not found:
        raise ProbeFailed(Cause.TIMEOUT, f"the name {host} was not resolved in time")
    if isinstance(found[0], Exception):
        raise found[0]
    return found[0]


def _attempt(host: str, port: int) -> tuple[Address, ...] | Exception:
    try:
        return _resolve(host, port)
    except socket.gaierror as error:
        return ProbeFailed(Cause.DNS, f"the name {host} is not known: {error.strerror}")
    except (OSError, UnicodeError) as error:
        return ProbeFailed(Cause.DNS, f"the name {host} cannot be resolved: {error}")


def _resolve(host: str, port: int) -> tuple[Address, ...]:
    entries = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    unique = dict.fromkeys((family, place) for family, _, _, _, place in entries)
    return tuple(Address(family, place, str(place[0])) for family, place in unique)
