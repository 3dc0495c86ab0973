"""Asks GitHub's API and hands back documents: waits where GitHub asks to, gives up where that would take too long."""

from __future__ import annotations

import json
import re
import time
from typing import Any, Callable, Iterator
from urllib.parse import urlsplit

from kit.commands import say
from kit.deadline import Deadline

from .exchange import Answer, NoAnswer, ask, document_request
from .patience import limit_pause, trouble_pause
from .troubles import ApiTrouble, Kind, trouble

_NEXT = re.compile(r'<([^>]+)>\s*;[^,]*\brel="?next"?')
_PAGES = 100
_REDIRECTS = 3


class Client:
    """GitHub's API under one address, with one token, within one deadline."""

    def __init__(self, address: str, token: str, deadline: Deadline, clock: Callable[[], float] = time.time) -> None:
        if urlsplit(address).scheme not in ("https", "http"):
            raise ApiTrouble(Kind.UNREACHABLE, f"{address} is no address of an API")
        self.address = address.rstrip("/")
        self.deadline = deadline
        self.token = token
        self._clock = clock

    def get(self, path: str, what: str) -> Any:
        """The document at a path. `what` names the request in messages. Raises ApiTrouble."""
        return _document(self._followed(self.address + path, what), what)

    def send(self, method: str, path: str, document: Any, what: str) -> Any:
        """Send a document to a path, or to a whole address; the answer. Raises ApiTrouble."""
        address = path if path.startswith("http") else self.address + path
        answer = self.answer(method, address, what, document)
        if not answer.good:
            raise trouble(answer, what)
        return _document(answer, what)

    def pages(self, path: str, what: str, key: str = "") -> Iterator[Any]:
        """The entries of a list that comes in pages; `key` names it where it is part of an object.

        Raises ApiTrouble.
        """
        address = self.address + path
        for _ in range(_PAGES):
            answer = self._followed(address, what)
            document = _document(answer, what)
            entries = document.get(key) if key and isinstance(document, dict) else document
            if not isinstance(entries, list):
                raise ApiTrouble(Kind.REFUSED, f"{what}: the answer is no list")
            yield from entries
            following = _NEXT.search(answer.headers.get("link", ""))
            if not following:
                return
            address = following[1]

    def answer(self, method: str, address: str, what: str, document: Any = None) -> Answer:
        """The answer to a request, once neither a limit nor a server in trouble stands in its way.

        Only what changes nothing is asked again after a server had trouble. Raises ApiTrouble.
        """
        self._check(address, what)
        attempt = 0
        while True:
            answer, said = self._asked(method, address, document)
            pause = limit_pause(answer, self._clock()) if answer else None
            limited = pause is not None
            if pause is None and method == "GET":
                pause = trouble_pause(answer, attempt)
            if pause is None and answer:
                return answer
            if pause is None or pause >= self.deadline.remaining():
                raise _gave_up(what, pause if limited else None, answer, said)
            say(f"{what}: {said or (answer and answer.status)}; asking again in {pause:.0f} s")
            self.deadline.sleep(pause)
            attempt += 1

    def _asked(self, method: str, address: str, document: Any) -> tuple[Answer | None, str]:
        try:
            return ask(document_request(method, address, self.token, document), self.deadline), ""
        except NoAnswer as error:
            return None, str(error)

    def _followed(self, address: str, what: str) -> Answer:
        """The good answer at an address; a repository that was renamed is followed to its new name."""
        for _ in range(_REDIRECTS):
            answer = self.answer("GET", address, what)
            if not answer.location:
                break
            address = answer.location
        if not answer.good:
            raise trouble(answer, what)
        return answer

    def _check(self, address: str, what: str) -> None:
        """Let the token go nowhere but to the API. Raises ApiTrouble."""
        if origin(address) != origin(self.address):
            raise ApiTrouble(
                Kind.REFUSED, f"{what}: the answer leads to {urlsplit(address).netloc}, which gets no token"
            )


def origin(address: str) -> tuple[str, str]:
    """Scheme and host with port: who is spoken to."""
    parts = urlsplit(address)
    return parts.scheme, parts.netloc.lower()


def _document(answer: Answer, what: str) -> Any:
    try:
        return json.loads(answer.body) if answer.body else None
    except ValueError:
        raise ApiTrouble(Kind.REFUSED, f"{what}: the answer is no JSON") from None


def _gave_up(what: str, pause: float | None, answer: Answer | None, said: str) -> ApiTrouble:
    if pause is not None:
        return ApiTrouble(
            Kind.LIMITED, f"{what}: too many requests; GitHub asks to wait {pause:.0f} s, too long for us"
        )
    if answer is not None:
        return trouble(answer, what)
    return ApiTrouble(Kind.UNREACHABLE, f"{what}: {said}")
