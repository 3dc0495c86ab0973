"""Why a probe failed, in one word a person can act on.

`curl: (56)` and `Connection error` look alike in a log whether the name is wrong, the port is closed or the
certificate has expired. Each of those is mended elsewhere, so each has its own word.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from enum import Enum
from typing import Any, Callable


class Cause(Enum):
    """What a failed probe is counted as; the values are what reports say."""

    DNS = "dns"
    REFUSED = "refused"
    UNREACHABLE = "unreachable"
    TLS = "tls"
    TIMEOUT = "timeout"
    RESET = "reset"
    PROTOCOL = "protocol"
    REDIRECT = "redirect"
    STATUS = "status"
    BODY = "body"
    DIED = "died"


class ProbeFailed(Exception):
    """A probe that did not bring what was expected: its cause and a sentence for people.

    `status` is the status code of the answer, where there was one.
    """

    def __init__(self, cause: Cause, message: str, status: int | None = None) -> None:
        super().__init__(message)
        self.cause = cause
        self.message = message
        self.status = status


def explain(error: Exception) -> ProbeFailed:
    """What an error of the network, of TLS or of HTTP means.

    A timeout comes from the socket module before Python 3.10 and is the built-in one since.
    """
    if isinstance(error, ProbeFailed):
        return error
    for kinds, cause, sentence in _MEANINGS:
        if isinstance(error, kinds):
            return ProbeFailed(cause, sentence(error))
    return ProbeFailed(Cause.PROTOCOL, f"the answer is not HTTP/1.1: {type(error).__name__}: {str(error)[:120]}")


def _tls_sentence(error: Any) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"the certificate is not accepted: {error.verify_message}"
    if error.reason == "WRONG_VERSION_NUMBER":
        return "the port does not speak TLS; is it http:// rather than https://?"
    return f"TLS failed: {error.reason or error.strerror or 'no reason given'}"


# In this order: a refused connection is a ConnectionError, and all of them but the last are OSErrors.
_MEANINGS: tuple[tuple[tuple[type[Exception], ...], Cause, Callable[[Any], str]], ...] = (
    ((socket.timeout, TimeoutError), Cause.TIMEOUT, lambda _: "nothing came in time"),
    ((ConnectionRefusedError,), Cause.REFUSED, lambda _: "nothing listens there"),
    ((ssl.SSLError,), Cause.TLS, _tls_sentence),
    (
        (ConnectionError, http.client.IncompleteRead),
        Cause.RESET,
        lambda _: "the connection was closed before the answer was complete",
    ),
    ((OSError,), Cause.UNREACHABLE, lambda error: error.strerror or str(error)),
)
