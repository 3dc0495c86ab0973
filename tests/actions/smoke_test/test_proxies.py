"""Proxies of the environment: used for the world, not for this machine."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator

import pytest

from kit.deadline import Deadline
from smoke.causes import Cause, ProbeFailed
from smoke.exchange import Request, exchange
from smoke.proxies import Proxy, parse_proxy, proxy_for
from smoke.urls import parse_url

from .servers import Received, answer, serving

OPEN_TUNNEL = b"HTTP/1.1 200 Connection established\r\n\r\n"


@pytest.fixture(autouse=True)
def no_proxies(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def get(url: str, *, insecure: bool = False) -> str:
    return exchange(Request("GET", parse_url(url)), Deadline(5), insecure=insecure).text


def test_requests_to_the_world_go_through_the_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"http://staging.example/a": answer(body=b"from the proxy")}) as proxy:
        monkeypatch.setenv("HTTP_PROXY", f"http://me:pass%40word@127.0.0.1:{proxy.port}")
        assert get("http://staging.example/a") == "from the proxy"
    assert proxy.requests[0].headers["host"] == "staging.example"
    assert proxy.requests[0].headers["proxy-authorization"] == "Basic bWU6cGFzc0B3b3Jk"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_requests_to_this_machine_do_not(monkeypatch: pytest.MonkeyPatch, host: str) -> None:
    with serving({}) as proxy, serving({"/": answer(body=b"direct")}) as server:
        monkeypatch.setenv("HTTP_PROXY", proxy.url)
        monkeypatch.setenv("ALL_PROXY", proxy.url)
        assert get(f"http://{host}:{server.port}/") == "direct"
        assert not proxy.requests


def test_no_proxy_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:3128")
    monkeypatch.setenv("NO_PROXY", ".internal.example,10.0.0.1")
    assert proxy_for(parse_url("https://api.internal.example/")) is None
    assert proxy_for(parse_url("https://10.0.0.1/")) is None
    assert proxy_for(parse_url("https://api.example/")) == Proxy("proxy", 3128, "")
    assert proxy_for(parse_url("http://api.example/")) is None


@contextlib.contextmanager
def relaying(monkeypatch: pytest.MonkeyPatch, port: int) -> Iterator[None]:
    """A proxy that opens tunnels, whatever host is asked for, to a port of this machine."""

    def relay(connection: socket.socket, _request: Received, _closing: threading.Event) -> None:
        connection.sendall(OPEN_TUNNEL)
        with socket.create_connection(("127.0.0.1", port)) as target:
            back = threading.Thread(target=copy, args=(target, connection))
            back.start()
            copy(connection, target)
            back.join()

    with serving({"staging.example:443": relay}) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        yield


def copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


def test_tls_goes_through_a_tunnel(monkeypatch: pytest.MonkeyPatch, tls: ssl.SSLContext) -> None:
    with serving({"/": answer(body=b"behind")}, tls=tls) as server, relaying(monkeypatch, server.port):
        assert get("https://staging.example/", insecure=True) == "behind"
        with pytest.raises(ProbeFailed) as caught:
            get("https://staging.example/")
        assert caught.value.cause is Cause.TLS


def test_tunnel_that_is_refused_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving({"staging.example:443": answer(407)}) as proxy:
        monkeypatch.setenv("HTTPS_PROXY", proxy.url)
        with pytest.raises(ProbeFailed, match="the proxy refused a tunnel with status 407") as caught:
            get("https://staging.example/")
    assert caught.value.cause is Cause.REFUSED


@pytest.mark.parametrize(
    "address", ["socks5://h:1", "https://h:1", "http://", "http://h:x", "http://[::1", "http://u:secret@"]
)
def test_other_kinds_of_proxies_are_refused_and_not_quoted(address: str) -> None:
    with pytest.raises(ProbeFailed, match="NO_PROXY avoids it") as caught:
        parse_proxy(address)
    assert "secret" not in caught.value.message
