"""One request against servers that answer, and against servers that do whatever they can instead."""

import contextlib
import socket
import ssl
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kit.deadline import Deadline
from smoke.causes import Cause, ProbeFailed
from smoke.exchange import Request, decoded, exchange
from smoke.urls import parse_url

from . import servers
from .servers import Behaviour, answer, serving

LIMIT = 1.0


def get(url: str, seconds: float = LIMIT, **options: bool) -> str:
    return exchange(Request("GET", parse_url(url)), Deadline(seconds), insecure=options.get("insecure", False)).text


def failure(url: str, seconds: float = LIMIT) -> ProbeFailed:
    with pytest.raises(ProbeFailed) as caught:
        get(url, seconds)
    return caught.value


def timed_failure(url: str, seconds: float = LIMIT) -> tuple[ProbeFailed, float]:
    began = time.monotonic()
    failed = failure(url, seconds)
    return failed, time.monotonic() - began


@contextlib.contextmanager
def listening(*, backlog: int = 5) -> Iterator[int]:
    """A port that accepts connections and has nobody behind it."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(backlog)
        yield listener.getsockname()[1]


def closed_port() -> int:
    with listening() as port:
        return port


@pytest.mark.parametrize(
    "behaviour",
    [
        servers.mute,
        servers.drip_status,
        servers.drip_headers,
        servers.drip_body,
        servers.drip_chunks,
        servers.drip_continue,
    ],
    ids=lambda behaviour: behaviour.__name__,
)
def test_slow_answer_ends_with_the_limit(behaviour: Behaviour) -> None:
    with serving({"/": behaviour}) as server:
        failed, took = timed_failure(f"http://127.0.0.1:{server.port}/")
    assert failed.cause is Cause.TIMEOUT
    assert LIMIT <= took <= LIMIT * 1.1


@pytest.mark.parametrize(
    ("behaviour", "cause"),
    [
        (servers.endless_headers, Cause.PROTOCOL),
        (servers.endless_line, Cause.PROTOCOL),
        (servers.endless_continue, Cause.BODY),
        (servers.endless_body, Cause.BODY),
        (servers.endless_chunks, Cause.BODY),
        (servers.truncated, Cause.RESET),
        (servers.reset, Cause.RESET),
        (servers.hang_up, Cause.RESET),
        (servers.other_protocol, Cause.PROTOCOL),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_impossible_answer_has_its_cause(behaviour: Behaviour, cause: Cause) -> None:
    with serving({"/": behaviour}) as server:
        failed, took = timed_failure(f"http://127.0.0.1:{server.port}/", 8)
    assert failed.cause is cause
    assert took < 8


def test_port_that_accepts_without_a_server_is_a_timeout() -> None:
    with listening() as port:
        failed, took = timed_failure(f"http://127.0.0.1:{port}/")
    assert failed.message == "the port accepts connections, and no byte of an answer came in time"
    assert LIMIT <= took <= LIMIT * 1.1


def test_handshake_that_hangs_is_a_timeout() -> None:
    with listening() as port:
        failed, took = timed_failure(f"https://127.0.0.1:{port}/")
    assert failed.cause is Cause.TIMEOUT
    assert "TLS was not set up in time" in failed.message
    assert LIMIT <= took <= LIMIT * 1.1


def test_handshake_that_drips_is_a_timeout() -> None:
    def drip(listener: socket.socket, stop: threading.Event) -> None:
        connection, _ = listener.accept()
        with connection, contextlib.suppress(OSError):
            connection.sendall(b"\x16\x03\x03\x3f\xff")  # a record of 16 kB begins
            while not stop.wait(servers.DRIP):
                connection.sendall(b"\x02")

    stop = threading.Event()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=drip, args=(listener, stop))
        thread.start()
        failed, took = timed_failure(f"https://127.0.0.1:{listener.getsockname()[1]}/")
        stop.set()
        thread.join()
    assert failed.cause in (Cause.TIMEOUT, Cause.TLS)
    assert took <= LIMIT * 1.1


def test_drip_under_tls_ends_with_the_limit(tls: ssl.SSLContext) -> None:
    with serving({"/": servers.drip_body}, tls=tls) as server:
        began = time.monotonic()
        with pytest.raises(ProbeFailed) as caught:
            get(f"{server.url}/", insecure=True)
        took = time.monotonic() - began
    assert caught.value.cause is Cause.TIMEOUT
    assert LIMIT <= took <= LIMIT * 1.1


def test_upload_that_nobody_reads_ends_with_the_limit() -> None:
    with listening() as port:
        request = Request("POST", parse_url(f"http://127.0.0.1:{port}/"), body=b"x" * 30_000_000)
        began = time.monotonic()
        with pytest.raises(ProbeFailed) as caught:
            exchange(request, Deadline(LIMIT), insecure=False)
        took = time.monotonic() - began
    assert caught.value.cause is Cause.TIMEOUT
    assert LIMIT <= took <= LIMIT * 1.1


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux drops connections when the queue of a port is full")
def test_connection_that_is_never_accepted_is_a_timeout() -> None:
    with listening(backlog=0) as port, contextlib.ExitStack() as stack:
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)  # noqa: FBT003 - the signature of the standard library
            waiting.connect_ex(("127.0.0.1", port))
        failed, took = timed_failure(f"http://127.0.0.1:{port}/")
    assert (failed.cause, failed.message) == (Cause.TIMEOUT, f"127.0.0.1 port {port}: no connection in time")
    assert LIMIT <= took <= LIMIT * 1.1


def test_closed_port_is_refused_on_both_families() -> None:
    failed = failure(f"http://localhost:{closed_port()}/", 20)
    assert failed.cause in (Cause.REFUSED, Cause.UNREACHABLE)
    assert "127.0.0.1 port" in failed.message
    assert "::1 port" in failed.message


def test_unknown_name_is_dns() -> None:
    failed = failure("http://no-such-host.invalid/", 20)
    assert failed.cause is Cause.DNS
    assert "no-such-host.invalid" in failed.message


def test_resolver_that_hangs_is_a_timeout(monkeypatch: pytest.MonkeyPatch) -> None:
    stop = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: [()][int(stop.wait(20)) :])
    failed, took = timed_failure("http://slow.example.com/")
    stop.set()
    assert (failed.cause, failed.message) == (Cause.TIMEOUT, "the name slow.example.com was not resolved in time")
    assert LIMIT <= took <= LIMIT * 1.1


@pytest.mark.parametrize("family", [socket.AF_INET, socket.AF_INET6])
def test_localhost_is_found_on_either_family(family: socket.AddressFamily) -> None:
    if family == socket.AF_INET6 and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    with serving({"/": answer(body=b"here")}, family=family) as server:
        assert get(f"{server.url}/") == "here"
        assert server.requests[0].headers["host"] == f"localhost:{server.port}"


def test_plain_server_asked_with_https_is_tls() -> None:
    with serving({"/": answer()}) as server:
        failed = failure(f"https://127.0.0.1:{server.port}/")
    assert failed.cause in (Cause.TLS, Cause.TIMEOUT)


def test_certificate_is_checked_unless_told_otherwise(
    tls: ssl.SSLContext, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving({"/": answer()}, tls=tls) as server:
        failed = failure(f"{server.url}/")
        assert failed.cause is Cause.TLS
        assert "self" in failed.message
        assert get(f"{server.url}/", insecure=True) == "fine"
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert get(f"{server.url}/") == "fine"


def test_headers_and_body_arrive_as_given() -> None:
    with serving({"/a": answer(201, b"\xfc", Content_Type="text/plain; charset=latin-1")}) as server:
        headers = (("X-Odd", "ä; \u2713"), ("Host", "virtual.example"), ("user-agent", "mine"))
        request = Request("PUT", parse_url(f"{server.url}/a?b=c"), headers, b'{"x": 1}')
        got = exchange(request, Deadline(5), insecure=False)
    assert (got.status, got.text, got.header("content-length")) == (201, "ü", "1")
    seen = server.requests[0]
    assert (seen.method, seen.target, seen.body) == ("PUT", "/a?b=c", b'{"x": 1}')
    assert seen.headers["x-odd"].encode("latin-1").decode() == "ä; \u2713"
    assert (seen.headers["host"], seen.headers["user-agent"]) == ("virtual.example", "mine")


def test_unknown_charset_is_read_as_utf_8() -> None:
    with serving({"/": answer(body="ä".encode(), Content_Type="text/plain; charset=no-such")}) as server:
        assert get(f"{server.url}/") == "ä"


@pytest.mark.parametrize(
    ("content_type", "text"),
    [
        ("", "ä"),
        ("text/plain; charset=utf-8", "ä"),
        ('text/html; Charset="latin-1"; x', "Ã¤"),
        ("text/plain; charset=no-such", "ä"),
        ("text/plain; charset=hex", "ä"),
        ("text/plain; charset=punycode", "ä"),
        ('x;"' * 20_000 + "charset=latin-1", "ä"),
    ],
)
def test_charset_is_the_one_that_is_named_if_it_is_one(content_type: str, text: str) -> None:
    assert decoded("ä".encode(), content_type) == text


def test_charset_that_takes_for_ever_is_not_used() -> None:
    began = time.monotonic()
    decoded(b"abc-" + b"b9z" * 300_000, "text/plain; charset=punycode")
    assert time.monotonic() - began < 1


def test_answer_to_head_has_no_body() -> None:
    with serving({"/": answer(body=b"x" * 50)}) as server:
        got = exchange(Request("HEAD", parse_url(f"{server.url}/")), Deadline(2), insecure=False)
    assert (got.status, got.text, got.header("content-length")) == (200, "", "50")
