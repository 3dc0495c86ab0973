"""Logging in: credentials go to one address, and the token that comes back goes nowhere else.

GitHub hides the values of secrets, and knows nothing of a token that a secret was exchanged for. So the token is hidden
before anything is printed, is held in memory only, and no answer to a login is ever quoted.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from .causes import Cause, ProbeFailed
from .exchange import Answer, Request
from .expectations import Expectation, judge, parse_statuses, read_json
from .json_paths import JsonPath, find

if TYPE_CHECKING:
    from typing import Any, Iterator

    from .urls import Url

_EXPECTED = Expectation(parse_statuses("200-299"))
_TOKEN_LIMIT = 16 * 1024
_PRINTABLE = re.compile(r"[\x21-\x7e]+")
_PLAIN_KEY = re.compile(r"[A-Za-z][A-Za-z_-]{0,23}")
# What is shorter stands in half of all texts: hiding it hides the text, and tells what was hidden.
_SHORTEST_SECRET = 4


@dataclass(frozen=True)
class Login:
    """Where to log in with what, where in the answer the token is, and the header that carries it.

    `template` is the header's value with `{token}` in it.
    """

    url: Url
    body: str = field(repr=False)
    token_path: JsonPath
    header: str
    template: str

    def request(self, headers: tuple[tuple[str, str], ...]) -> Request:
        """The login itself; `headers` are the user's, for this address."""
        given = {name.lower() for name, _ in headers}
        kind = () if "content-type" in given else (("Content-Type", content_type(self.body)),)
        return Request("POST", self.url, (*headers, *kind), self.body.encode())

    def header_with(self, token: str) -> tuple[str, str]:
        """The header that carries a token."""
        return self.header, self.template.replace("{token}", token)


def content_type(body: str) -> str:
    """The type of a body: JSON where it is JSON, else a form."""
    return "application/x-www-form-urlencoded" if _parsed(body) is None else "application/json"


def secrets_in(body: str) -> tuple[str, ...]:
    """Every text in a login body that a server could repeat in an answer or a log."""
    document = _parsed(body)
    texts = (value for _, value in parse_qsl(body)) if document is None else _texts(document)
    return tuple(dict.fromkeys((body, *(text for text in texts if len(text) >= _SHORTEST_SECRET))))


def take_token(login: Login, answer: Answer) -> str:
    """The token in the answer to a login; ProbeFailed says what is wrong, and quotes no value of the answer."""
    judge(_EXPECTED, answer, quote=False)
    document = read_json(answer, quote=False)
    try:
        token = find(login.token_path, document)
    except LookupError as error:
        raise ProbeFailed(Cause.BODY, f"no token: {error.args[0]}{_keys(document)}", answer.status) from None
    if not isinstance(token, str) or not _PRINTABLE.fullmatch(token) or len(token) > _TOKEN_LIMIT:
        message = f"what stands at {login.token_path.text} is no token: not one word of printable characters"
        raise ProbeFailed(Cause.BODY, message, answer.status)
    return token


def _keys(document: Any) -> str:
    """The names in an answer, as far as they are words: a token may stand at the place of a key too."""
    keys = [key for key in document if _PLAIN_KEY.fullmatch(key)] if isinstance(document, dict) else []
    return f"; its keys are {', '.join(keys[:10])}" if keys else ""


def _parsed(body: str) -> Any:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError):
        return None
    return document if isinstance(document, (dict, list)) else None


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)
