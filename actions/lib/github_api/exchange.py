"""One request and its answer, within a time and a size; no redirect is followed, so no token goes astray."""

from __future__ import annotations

import http.client
import json
import socket
import urllib.error
import urllib.request
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any, Iterator, Mapping

from kit.deadline import Deadline

# Documents of the API are far below; a log is not read by this way.
LARGEST_DOCUMENT = 32 * 1024 * 1024
_CHUNK = 64 * 1024
# Longest silence of a server, in seconds.
_SILENCE = 30.0


class NoAnswer(Exception):
    """The server was not reached, or broke off; the message says how."""


@dataclass(frozen=True)
class Answer:
    """What a server says. Names of headers are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def good(self) -> bool:
        """Whether the server did what it was asked for."""
        return 200 <= self.status < 300  # noqa: PLR2004 - the class of success in HTTP

    @property
    def location(self) -> str:
        """Where a redirect leads to; empty if it is none."""
        return self.headers.get("location", "") if self.status in (301, 302, 303, 307, 308) else ""


class _NoRedirects(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_given: object) -> None:
        return None


_opener = urllib.request.build_opener(_NoRedirects)


def ask(request: urllib.request.Request, deadline: Deadline) -> Answer:
    """Send a request and read the whole answer. Raises NoAnswer."""
    with opened(request, deadline) as (answer, body):
        content = b"".join(pieces(body, deadline, LARGEST_DOCUMENT))
        return Answer(answer.status, answer.headers, content)


@contextmanager
def opened(request: urllib.request.Request, deadline: Deadline) -> Iterator[tuple[Answer, IO[bytes]]]:
    """Send a request; the answer without its body, and the body to be read. Raises NoAnswer, in the block too."""
    if deadline.expired:
        raise NoAnswer("the time is up")
    try:
        with _answered(request, deadline.cap(_SILENCE)) as response:
            headers = {name.lower(): value for name, value in response.headers.items()}
            yield Answer(response.status, headers), response
    except urllib.error.URLError as error:
        raise NoAnswer(_told(error.reason)) from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(_told(error)) from None


def pieces(body: IO[bytes], deadline: Deadline, limit: int | None = None) -> Iterator[bytes]:
    """What a body holds, piece by piece. Raises NoAnswer when the time is up, or for more than `limit` bytes."""
    total = 0
    while True:
        if deadline.expired:
            raise NoAnswer("the answer did not end in time")
        piece = body.read1(_CHUNK)  # type: ignore[attr-defined]  # responses have it, files in general do not
        if not piece:
            return
        total += len(piece)
        if limit is not None and total > limit:
            raise NoAnswer(f"the answer has more than {limit} bytes")
        yield piece


def document_request(method: str, address: str, token: str, document: Any = None) -> urllib.request.Request:
    """A request to the API, with the token and, where a document is given, with it as JSON."""
    headers = {
        "Accept": "application/vnd.github+json",
        "User-Agent": "ci-kit",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    if token:
        headers["Authorization"] = f"Bearer {token}"
    body = None
    if document is not None:
        body = json.dumps(document).encode()
        headers["Content-Type"] = "application/json"
    return urllib.request.Request(address, data=body, headers=headers, method=method)  # noqa: S310 - see Client


def plain_request(address: str) -> urllib.request.Request:
    """A request that tells nothing of us: no token, no wish."""
    return urllib.request.Request(address, headers={"User-Agent": "ci-kit"})  # noqa: S310 - callers check the scheme


def _answered(request: urllib.request.Request, seconds: float) -> Any:
    try:
        return _opener.open(request, timeout=max(seconds, 0.001))
    except urllib.error.HTTPError as answer:
        return answer


def _told(reason: object) -> str:
    if isinstance(reason, (socket.timeout, TimeoutError)):
        return "the server did not answer in time"
    text = str(reason) or type(reason).__name__
    return text.splitlines()[0]
