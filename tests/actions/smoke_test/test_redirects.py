"""Redirects: not followed unless told, never with anything that was meant for another host."""

import contextlib
from collections.abc import Iterator

import pytest

from kit.deadline import Deadline
from smoke.causes import Cause, ProbeFailed
from smoke.exchange import Answer, Request
from smoke.redirects import Client, next_request
from smoke.urls import parse_url

from .servers import Server, answer, redirect_for_ever, serving

SECRETS = (("Authorization", "Bearer secret"), ("X-Api-Key", "secret"), ("Cookie", "session=secret"))


@contextlib.contextmanager
def two_hosts(status: int = 302) -> Iterator[tuple[Server, Server]]:
    """One that sends elsewhere, and the other it sends to, which sends back to where it was asked to."""
    with serving({"/there": answer(body=b"elsewhere")}) as other:
        location = f"{other.url}/there"
        with serving({"/": answer(status, Location=location), "/here": answer(body=b"home")}) as first:
            first.behaviours["/inside"] = answer(status, Location="/here")
            other.behaviours["/back"] = answer(status, Location=f"{first.url}/here")
            first.behaviours["/round"] = answer(status, Location=f"{other.url}/back")
            yield first, other


def ask(server: Server, path: str, *, follow: bool = True, method: str = "GET", body: bytes | None = None) -> Answer:
    request = Request(method, parse_url(f"{server.url}{path}"), SECRETS, body)
    return Client(follow=follow).ask(request, Deadline(5))


def test_redirect_is_an_answer_unless_followed() -> None:
    with two_hosts() as (first, other):
        assert ask(first, "/", follow=False).status == 302
        assert not other.requests


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_headers_stay_with_their_host(status: int) -> None:
    with two_hosts(status) as (first, other):
        assert ask(first, "/").text == "elsewhere"
        assert "secret" in str(first.requests[0].headers)
        assert "secret" not in str(other.requests[0].headers)


def test_headers_do_not_come_back_with_a_second_redirect() -> None:
    with two_hosts() as (first, _):
        assert ask(first, "/round").text == "home"
        assert "secret" not in str(first.seen("/here")[0].headers)


def test_headers_go_along_within_a_host() -> None:
    with two_hosts() as (first, _):
        assert ask(first, "/inside").text == "home"
        assert first.seen("/here")[0].headers["x-api-key"] == "secret"


@pytest.mark.parametrize("status", [307, 308])
def test_body_is_not_carried_to_another_host(status: int) -> None:
    with two_hosts(status) as (first, other):
        with pytest.raises(ProbeFailed, match="carry the body to another host") as caught:
            ask(first, "/", method="POST", body=b"password=secret")
        assert caught.value.cause is Cause.REDIRECT
        assert not other.requests


@pytest.mark.parametrize("status", [301, 302, 303])
def test_post_becomes_get_and_loses_its_body(status: int) -> None:
    with two_hosts(status) as (first, other):
        assert ask(first, "/", method="POST", body=b"password=secret").text == "elsewhere"
        assert (other.requests[0].method, other.requests[0].body) == ("GET", b"")


def test_redirects_for_ever_end_after_ten() -> None:
    with serving({"/": redirect_for_ever}) as server:
        with pytest.raises(ProbeFailed, match="more than 10 redirects") as caught:
            ask(server, "/")
        assert caught.value.cause is Cause.REDIRECT
        assert len(server.requests) == 11


@pytest.mark.parametrize(
    ("location", "sent"),
    [
        ("https://h/b", ()),
        ("http://h:81/b", ()),
        ("http://sub.h/b", ()),
        ("http://h:80/b", SECRETS),
        ("HTTP://H/b", SECRETS),
        ("//h/b", SECRETS),
        ("//h@evil.example/b", None),
        ("file:///etc/passwd", None),
    ],
)
def test_an_origin_is_scheme_host_and_port(location: str, sent: tuple[tuple[str, str], ...] | None) -> None:
    request = Request("GET", parse_url("http://h/a"), SECRETS)
    redirect = Answer(302, (("location", location),), "")
    if sent is None:
        with pytest.raises(ProbeFailed, match="leads nowhere"):
            next_request(request, redirect)
        return
    assert next_request(request, redirect).headers == sent
