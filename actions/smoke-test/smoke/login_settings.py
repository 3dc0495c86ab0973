"""What the inputs say about the login."""

from __future__ import annotations

from typing import TYPE_CHECKING

from kit.inputs import InputError

from .headers import may_be_named
from .json_paths import parse_path
from .login import Login
from .urls import parse_url, under

if TYPE_CHECKING:
    from kit.inputs import Inputs

    from .json_paths import JsonPath
    from .urls import Url


def read_login(inputs: Inputs, base: Url, headers: tuple[tuple[str, str], ...]) -> Login | None:
    """The login, None where there is none; InputError names the first input that is wrong."""
    address = inputs.text("login-url")
    body = inputs.secret("login-body")
    if not address:
        return None
    if not body.strip():
        raise InputError(
            "login-body", "", "login-url needs it; a secret may be missing in this repository or this event"
        )
    try:
        url = under(base, address) if address.startswith("/") else parse_url(address)
    except ValueError as error:
        raise InputError("login-url", None, str(error)) from None
    return Login(url, body, _token_path(inputs), *_token_header(inputs, headers))


def _token_path(inputs: Inputs) -> JsonPath:
    text = inputs.text("token-path")
    try:
        return parse_path(text)
    except ValueError as error:
        raise InputError("token-path", text, str(error)) from None


def _token_header(inputs: Inputs, headers: tuple[tuple[str, str], ...]) -> tuple[str, str]:
    text = inputs.text("token-header")
    name, _, value = text.partition(":")
    template = value.strip() or "{token}"
    if not may_be_named(name) or "{token}" not in template:
        raise InputError(
            "token-header", text, "write a header with {token} in it, such as Authorization: Bearer {token}"
        )
    if name.lower() in (given.lower() for given, _ in headers):
        raise InputError("token-header", text, "headers has it too; a check without token would not be without")
    return name, template
