"""Fetches what GitHub keeps elsewhere: its API answers with the address of a store, which is asked without the token.

The address is good for a minute and is a key in itself, so it is neither printed nor kept, and asked for anew when a
download breaks off.
"""

from __future__ import annotations

from typing import Callable, Iterator, TypeVar
from urllib.parse import urljoin, urlsplit

from kit.commands import say

from .client import Client
from .exchange import NoAnswer, opened, pieces, plain_request
from .patience import PAUSES
from .troubles import ApiTrouble, Kind, trouble

_Received = TypeVar("_Received")


def download(client: Client, path: str, what: str, receive: Callable[[Iterator[bytes]], _Received]) -> _Received:
    """What `receive` makes of the content at a path, piece by piece; it is called anew if the download broke off.

    Raises ApiTrouble.
    """
    for pause in (*PAUSES, None):
        answer = client.answer("GET", client.address + path, what)
        if answer.good:
            return receive(iter((answer.body,)))
        if not answer.location:
            raise trouble(answer, what)
        try:
            return _from_store(client, answer.location, what, receive)
        except NoAnswer as error:
            if pause is None or not client.deadline.sleep(pause):
                raise ApiTrouble(Kind.UNREACHABLE, f"{what}: {error}") from None
            say(f"{what}: {error}; asking again")
    raise AssertionError("the last attempt returns or raises")


def _from_store(client: Client, location: str, what: str, receive: Callable[[Iterator[bytes]], _Received]) -> _Received:
    """Raises NoAnswer where another attempt may help, ApiTrouble where none will."""
    address = urljoin(client.address, location)
    secure = urlsplit(client.address).scheme == "https"
    if urlsplit(address).scheme not in (("https",) if secure else ("https", "http")):
        raise ApiTrouble(Kind.REFUSED, f"{what}: the answer leads to an address that is not https")
    with opened(plain_request(address), client.deadline) as (answer, body):
        if not answer.good:
            raise NoAnswer(f"the store of the logs answered {answer.status}")
        return receive(pieces(body, client.deadline))
