"""GitHub's API for one repository, as far as a pull request needs it."""

from __future__ import annotations

import json
import os
import urllib.parse
from dataclasses import dataclass
from typing import Any, Mapping

from github_api.client import Client
from github_api.exchange import Answer
from github_api.troubles import ApiTrouble
from kit.inputs import InputError
from kit.plain_text import shortened, visible

_LOCAL = ("127.0.0.1", "localhost", "::1")
_NOT_FOUND = 404
_LONGEST_MESSAGE = 500


class Refused(RuntimeError):
    """GitHub does not do what was asked for. `status` is 0 where there was no answer, `needs` what it would take."""

    def __init__(self, request: str, status: int, message: str, needs: str = "") -> None:
        super().__init__(f"{request} with {status}: {message}" if status else f"{request}: {message}")
        self.request = request
        self.status = status
        self.message = message
        self.needs = needs


@dataclass(frozen=True)
class Repository:
    """`owner/name` behind a client. All requests raise Refused."""

    client: Client
    name: str

    def get(self, path: str, **query: str) -> Any:
        """What stands under a path of the repository."""
        return self._document("GET", path + ("?" + urllib.parse.urlencode(query) if query else ""))

    def find(self, path: str) -> Any:
        """What stands under a path, None if there is nothing."""
        try:
            return self.get(path)
        except Refused as refusal:
            if refusal.status != _NOT_FOUND:
                raise
            return None

    def send(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """Change something; what GitHub says of it afterwards."""
        return self._document(method, path, body)

    def itself(self) -> tuple[dict[str, Any], frozenset[str] | None]:
        """What GitHub says of the repository, and of the token's scopes: None for tokens that have permissions."""
        answer = self._answer("GET", "")
        header = answer.headers.get("x-oauth-scopes")
        scopes = None if header is None else frozenset(filter(None, map(str.strip, header.split(","))))
        return _read(answer, "GET"), scopes

    def _document(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
        return _read(self._answer(method, path, body), f"{method} {path}")

    def _answer(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> Answer:
        name = f"{method} {path or 'the repository'}"
        try:
            answer = self.client.answer(method, f"{self.client.address}/repos/{self.name}{path}", name, body)
        except ApiTrouble as trouble:
            raise Refused(name, 0, str(trouble)) from None
        if not answer.good:
            needs = answer.headers.get("x-accepted-github-permissions", "")
            raise Refused(name, answer.status, _message(answer), visible(needs))
        return answer


def _read(answer: Answer, name: str) -> Any:
    try:
        return json.loads(answer.body) if answer.body else {}
    except ValueError:
        raise Refused(name, answer.status, "the answer is no JSON") from None


def _message(answer: Answer) -> str:
    """What GitHub says, its details included, on one line."""
    text = answer.body[:65536].decode("utf-8", "replace")
    try:
        told = json.loads(text)
        details = [part.get("message", "") if isinstance(part, dict) else str(part) for part in told.get("errors", [])]
        text = "; ".join(filter(None, [str(told.get("message", "")), *details]))
    except (ValueError, AttributeError, TypeError):
        # A page of a proxy: its beginning says enough.
        pass
    return shortened(" ".join(visible(text).split()), _LONGEST_MESSAGE)


def token_address(variable: str, default: str, environ: Mapping[str, str] = os.environ) -> str:
    """Where the token may be sent, from a variable: over TLS unless it is on this machine. Raises InputError."""
    address = environ.get(variable) or default
    parts = urllib.parse.urlsplit(address)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOCAL):
        raise InputError(variable, address, "a token is only sent over https")
    return address.rstrip("/")


def api_address() -> str:
    """The address of the API. Raises InputError."""
    return token_address("GITHUB_API_URL", "https://api.github.com")
