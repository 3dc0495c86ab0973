"""Addresses: taken apart, joined, compared."""

import pytest

from smoke.urls import parse_base, parse_url, redirected, under


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("http://localhost:8000", "http://localhost:8000/"),
        ("HTTPS://Example.COM:443/a?b", "https://example.com/a?b"),
        ("http://[::1]:8080/x", "http://[::1]:8080/x"),
        ("http://bücher.example/ä?ö=ü", "http://xn--bcher-kva.example/%C3%A4?%C3%B6=%C3%BC"),
        ("http://h/%20%zz", "http://h/%20%zz"),
    ],
)
def test_address_is_read(text: str, written: str) -> None:
    assert str(parse_url(text)) == written


@pytest.mark.parametrize(
    "text",
    [
        "localhost:8000",
        "ftp://h/",
        "file:///etc/passwd",
        "http://",
        "http://h:0/",
        "http://h:99999/",
        "http://h:x/",
        "http://user:secret@h/",
        "http://h/a b",
        "http://h/\r\nX: y",
        "http://h\\@other/",
        "http://" + "ä" * 80 + ".example/",
        "http://" + "ä." * 4000 + "example/",
        "http://h/" + "a" * 10_000,
        "http://[::1/",
        "$(touch pwned)",
        "--url=x",
    ],
)
def test_what_is_no_address_is_refused_and_not_quoted(text: str) -> None:
    with pytest.raises(ValueError, match=r".") as caught:
        parse_url(text)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("text", ["http://h/a?b", "http://h/#c", "http://h/?"])
def test_base_has_no_query_and_no_fragment(text: str) -> None:
    with pytest.raises(ValueError, match="no query and no fragment"):
        parse_base(text)


@pytest.mark.parametrize(
    ("base", "path", "joined"),
    [
        ("http://h", "/a", "http://h/a"),
        ("http://h/", "/a", "http://h/a"),
        ("http://h/app/", "/", "http://h/app/"),
        ("http://h/app", "/a?b=/../c", "http://h/app/a?b=/../c"),
        ("http://h", "//other.example/x", "http://h//other.example/x"),
        ("http://h", "/ä", "http://h/%C3%A4"),
    ],
)
def test_path_stays_under_its_base(base: str, path: str, joined: str) -> None:
    assert str(under(parse_base(base), path)) == joined


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b", "http://h:81/b"),
        ("b?c#d", "http://h:81/x/b?c"),
        ("//other/b", "http://other/b"),
        ("https://h:81/b", "https://h:81/b"),
        ("/a b", "http://h:81/a%20b"),
    ],
)
def test_redirect_leads_where_a_browser_would_go(location: str, target: str) -> None:
    assert str(redirected(parse_url("http://h:81/x/a"), location)) == target


@pytest.mark.parametrize("location", ["file:///etc/passwd", "javascript:alert(1)", "http://u:p@h/", "http://h:0"])
def test_redirect_out_of_http_leads_nowhere(location: str) -> None:
    with pytest.raises(ValueError, match=r"address|port"):
        redirected(parse_url("http://h/x"), location)


@pytest.mark.parametrize(
    ("host", "local"),
    [
        ("localhost", True),
        ("api.localhost", True),
        ("127.0.0.1", True),
        ("127.8.8.8", True),
        ("[::1]", True),
        ("0.0.0.0", True),  # noqa: S104 - an address to ask, nothing binds it
        ("example.com", False),
        ("localhost.example.com", False),
        ("10.0.0.1", False),
    ],
)
def test_this_machine_is_recognised(host: str, local: bool) -> None:  # noqa: FBT001 - a table's column
    assert parse_url(f"http://{host}/").local == local
