"""Addresses of requests: taken apart once, joined without surprises, compared by origin.

What may be sent to one origin (scheme, host and port) may not be sent to another, so the origin is a value here
and not a piece of text.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urljoin, urlsplit

_LONGEST = 8192
_LONGEST_HOST = 253
_PORTS = {"http": 80, "https": 443}
# Everything that an address may hold as it is; the per cent sign too, for what is encoded already.
_NEVER_IN_ADDRESS = re.compile(r'[\x00-\x20\x7f\\<>"]')
_SAFE = "%/:?#[]@!$&'()*+,;=-._~"


@dataclass(frozen=True)
class Url:
    """An http or https address: host in lower case without brackets, target = path and query as sent."""

    scheme: str
    host: str
    port: int
    target: str

    @property
    def origin(self) -> tuple[str, str, int]:
        """What decides whether headers may go along."""
        return self.scheme, self.host, self.port

    @property
    def authority(self) -> str:
        """Host and port as the Host header has them."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def local(self) -> bool:
        """Whether the host is this machine."""
        if self.host == "localhost" or self.host.endswith(".localhost"):
            return True
        try:
            address = ipaddress.ip_address(self.host.split("%")[0])
        except ValueError:
            return False
        return address.is_loopback or address.is_unspecified

    def __str__(self) -> str:
        return f"{self.scheme}://{self.authority}{self.target}"


def parse_url(text: str) -> Url:
    """The address that a text is; ValueError says what is wrong, and quotes nothing of it.

    User names, passwords and fragments are refused: the first two end in logs, the last is never sent.
    """
    if len(text) > _LONGEST:
        raise ValueError(f"an address has at most {_LONGEST} characters")
    if _NEVER_IN_ADDRESS.search(text):
        raise ValueError("an address has no blanks, quotes, backslashes or control characters")
    parts = urlsplit(text)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("write an address such as http://localhost:8000 or https://staging.example.com")
    if "@" in parts.netloc:
        raise ValueError("an address with a user name or password ends in logs: use the input headers")
    host = _encoded_host(parts.hostname)
    port = _port(parts.port if parts.port is not None else _PORTS[parts.scheme])
    target = quote(parts.path or "/", safe=_SAFE) + (f"?{quote(parts.query, safe=_SAFE)}" if parts.query else "")
    return Url(parts.scheme, host, port, target)


def parse_base(text: str) -> Url:
    """The address that all paths stand under; ValueError says what is wrong with it."""
    url = parse_url(text)
    if "?" in text or "#" in text:
        raise ValueError("a base address has no query and no fragment: they stand behind the path of an endpoint")
    return url


def under(base: Url, path: str) -> Url:
    """The address of a path under a base: `https://host/app` and `/health` give `https://host/app/health`."""
    return Url(base.scheme, base.host, base.port, base.target.rstrip("/") + quote(path, safe=_SAFE))


def redirected(url: Url, location: str) -> Url:
    """Where a Location header sends to from an address; ValueError where that is nowhere HTTP goes."""
    return parse_url(urljoin(str(url), quote(location.strip().split("#")[0], safe=_SAFE)))


def _encoded_host(host: str) -> str:
    if len(host) > _LONGEST_HOST:
        raise ValueError(f"a host has at most {_LONGEST_HOST} characters")
    if ":" in host or host.isascii():
        return host.lower()
    try:
        return host.encode("idna").decode("ascii").lower()
    except UnicodeError:
        raise ValueError("the host is not a name that DNS can hold") from None


def _port(port: int) -> int:
    if port not in range(1, 65536):
        raise ValueError("a port is a number from 1 to 65535")
    return port
