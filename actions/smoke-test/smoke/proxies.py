"""Which proxy a request goes through: that of the environment, and none for this machine.

A runner behind a proxy sets HTTP_PROXY for everything, also for tools that then ask the proxy for localhost, which is
the proxy's own machine.
"""

from __future__ import annotations

import base64
import urllib.request
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from .causes import Cause, ProbeFailed

if TYPE_CHECKING:
    from .urls import Url


@dataclass(frozen=True)
class Proxy:
    """An http proxy; `authorization` is the header value it wants, "" for none, and a secret."""

    host: str
    port: int
    authorization: str


def proxy_for(url: Url) -> Proxy | None:
    """The proxy that HTTP_PROXY, HTTPS_PROXY, ALL_PROXY and NO_PROXY name for an address."""
    proxies = urllib.request.getproxies_environment()
    address = proxies.get(url.scheme) or proxies.get("all")
    if url.local or not address or _bypassed(url, proxies):
        return None
    return parse_proxy(address)


def _bypassed(url: Url, proxies: dict[str, str]) -> bool:
    bypass = urllib.request.proxy_bypass_environment  # type: ignore[attr-defined]  # typeshed leaves it out
    return bool(bypass(url.authority, proxies))


def parse_proxy(address: str) -> Proxy:
    """The proxy at an address such as `http://user:password@proxy:3128`; ProbeFailed for another kind of proxy."""
    try:
        parts = urlsplit(address if "://" in address else f"http://{address}")
        host, port = parts.hostname, parts.port or 80
    except ValueError:
        raise _unusable() from None
    if parts.scheme != "http" or not host:
        raise _unusable()
    if parts.username is None:
        return Proxy(host, port, "")
    credentials = f"{unquote(parts.username)}:{unquote(parts.password or '')}".encode()
    return Proxy(host, port, "Basic " + base64.b64encode(credentials).decode("ascii"))


def _unusable() -> ProbeFailed:
    return ProbeFailed(Cause.UNREACHABLE, "the proxy of the environment is not http://host:port; NO_PROXY avoids it")
