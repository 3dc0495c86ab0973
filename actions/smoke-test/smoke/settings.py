"""What the user wants, read once and checked before the first request."""

from __future__ import annotations

import re
import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kit.inputs import InputError

from .endpoints import METHODS, Endpoint, parse_endpoint, parse_endpoints
from .expectations import Expectation, parse_statuses, take_assertion
from .headers import read_headers
from .login import secrets_in
from .login_settings import read_login
from .redirects import Client
from .urls import parse_base
from .watched_container import WatchedContainer
from .watched_process import watch
from .watches import Watches

if TYPE_CHECKING:
    from kit.inputs import Inputs

    from .expectations import JsonAssertion
    from .login import Login
    from .urls import Url

_DAY = 86400.0
# Without a word on readiness, a service is ready when it answers as itself: a gateway without one says 502 to 504.
_ANSWERS = Expectation(parse_statuses("100-499"))
_CONTAINER = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_SHORTEST_SECRET = 8


@dataclass(frozen=True)
class Settings:
    """Everything the inputs say; times in seconds."""

    base: Url
    ready: Endpoint
    endpoints: tuple[Endpoint, ...]
    auth_endpoints: tuple[Endpoint, ...]
    auth_negative: bool
    login: Login | None
    timeout: float
    probe_timeout: float
    interval: float
    stable_count: int
    client: Client
    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def secrets(self) -> tuple[str, ...]:
        """What must not be repeated: texts of the login, and values of headers that are long enough to be secret."""
        values = tuple(value for _, value in self.headers if len(value) >= _SHORTEST_SECRET)
        return (*(secrets_in(self.login.body) if self.login else ()), *values)


def read_settings(inputs: Inputs) -> Settings:
    """The settings that the inputs make; InputError names the first that is wrong."""
    base = _url(inputs, "base-url")
    method = inputs.choice("method", METHODS)
    default = _default_expectation(inputs)
    headers = read_headers(inputs)
    login = read_login(inputs, base, headers)
    return Settings(
        base=base,
        ready=_ready(inputs, Expectation(default.statuses)),
        endpoints=_endpoints(inputs, "endpoints", method, default),
        auth_endpoints=_auth_endpoints(inputs, login, method, default),
        auth_negative=inputs.boolean("auth-negative"),
        login=login,
        timeout=inputs.duration("timeout", 0.1, _DAY),
        probe_timeout=inputs.duration("probe-timeout", 0.1, _DAY),
        interval=inputs.duration("interval", 0.05, _DAY),
        stable_count=inputs.integer("stable-count", 1, 1000),
        client=Client(inputs.boolean("insecure"), inputs.boolean("follow-redirects")),
        headers=headers,
    )


def read_watches(inputs: Inputs) -> Watches:
    """What is to be watched; InputError names the first input that is wrong."""
    process = watch(inputs.integer("watch-pid", 1, 2**31 - 1)) if inputs.given("watch-pid") else None
    log_file = Path(inputs.text("log-file")) if inputs.given("log-file") else None
    return Watches(process, _container(inputs), log_file)


def _container(inputs: Inputs) -> WatchedContainer | None:
    name = inputs.text("watch-container")
    if not name:
        return None
    if not _CONTAINER.fullmatch(name):
        raise InputError("watch-container", name, "write the name or the id of a container")
    docker = shutil.which("docker")
    if docker is None:
        raise InputError("watch-container", name, "there is no program docker on this runner to ask about it")
    return WatchedContainer(name, docker)


def _url(inputs: Inputs, name: str) -> Url:
    text = inputs.text(name, required=True)
    try:
        return parse_base(text)
    except ValueError as error:
        raise InputError(name, None if "@" in text else text, str(error)) from None


def _default_expectation(inputs: Inputs) -> Expectation:
    text = inputs.text("expect-status")
    try:
        statuses = parse_statuses(text)
    except ValueError as error:
        raise InputError("expect-status", text, str(error)) from None
    body = inputs.document("expect-body")
    assertions = tuple(_assertion(number, line) for number, line in enumerate(inputs.lines("expect-json"), 1))
    return Expectation(statuses, (body,) if body else (), assertions)


def _assertion(number: int, line: str) -> JsonAssertion:
    try:
        assertion, rest = take_assertion(line)
    except ValueError as error:
        raise InputError(f"expect-json, line {number},", line, str(error)) from None
    if rest.strip():
        raise InputError(f"expect-json, line {number},", line, 'write one claim a line, such as .status == "ok"')
    return assertion


def _ready(inputs: Inputs, default: Expectation) -> Endpoint:
    text = inputs.text("ready-path")
    return parse_endpoint("ready-path", text, 0, "GET", default) if text else Endpoint("GET", "/", _ANSWERS)


def _endpoints(inputs: Inputs, name: str, method: str, default: Expectation) -> tuple[Endpoint, ...]:
    return parse_endpoints(name, inputs.document(name).split("\n"), method, default)


def _auth_endpoints(inputs: Inputs, login: Login | None, method: str, default: Expectation) -> tuple[Endpoint, ...]:
    endpoints = _endpoints(inputs, "auth-endpoints", method, default)
    if endpoints and login is None:
        raise InputError("login-url", "", "auth-endpoints need it: the token they are asked with comes from a login")
    return endpoints
