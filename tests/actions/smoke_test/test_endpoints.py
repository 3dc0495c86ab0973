"""The lines of the inputs endpoints, auth-endpoints and ready-path."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.inputs import InputError
from smoke.endpoints import METHODS, Endpoint, parse_endpoints
from smoke.expectations import Expectation, parse_statuses, take_assertion

DEFAULT = Expectation(parse_statuses("200-299"))


def one(line: str, default: Expectation = DEFAULT) -> Endpoint:
    (endpoint,) = parse_endpoints("endpoints", [line], "GET", default)
    return endpoint


def mistake(*lines: str) -> str:
    with pytest.raises(InputError) as caught:
        parse_endpoints("endpoints", lines, "GET", DEFAULT)
    return str(caught.value)


@pytest.mark.parametrize(
    ("line", "name", "statuses"),
    [
        ("/health", "GET /health", "200-299"),
        ("/", "GET /", "200-299"),
        ("POST /orders -> 201", "POST /orders", "201"),
        ("HEAD /a -> 200, 204 ,300-308", "HEAD /a", "200, 204 ,300-308"),
        ("  /a?b=c&d=%20->  200".replace("->", " ->"), "GET /a?b=c&d=%20", "200"),
        ("OPTIONS\t/a\t->\t204", "OPTIONS /a", "204"),
        ("//elsewhere.example.com/x", "GET //elsewhere.example.com/x", "200-299"),
    ],
)
def test_line_names_a_request(line: str, name: str, statuses: str) -> None:
    endpoint = one(line)
    assert (endpoint.name, endpoint.expectation.statuses.text) == (name, statuses)


def test_clauses_add_up() -> None:
    expectation = one(
        r'/ contains "a \"b\"" -> 200 contains "->" json .x == [1, {"y": null}] json .z json .n<3'
    ).expectation
    assert expectation.statuses.text == "200"
    assert expectation.contains == ('a "b"', "->")
    assert [(claim.text, claim.comparison, claim.value) for claim in expectation.assertions] == [
        ('.x == [1, {"y": null}]', "==", [1, {"y": None}]),
        (".z", "", None),
        (".n<3", "<", 3),
    ]


def test_what_a_line_leaves_out_the_inputs_say() -> None:
    default = Expectation(parse_statuses("204"), ("x",), (take_assertion(".a")[0],))
    assert one("/", default).expectation == default
    assert one('/ contains "y"', default).expectation.contains == ("y",)
    assert one("HEAD /", default).expectation == Expectation(default.statuses)


def test_comments_and_empty_lines_count_as_lines() -> None:
    endpoints = parse_endpoints("endpoints", ["# first", "", "/a", "  ", "/b"], "GET", DEFAULT)
    assert [(endpoint.path, endpoint.line) for endpoint in endpoints] == [("/a", 3), ("/b", 5)]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("health", "the path starts with a slash"),
        ("https://other.example.com/", "the path starts with a slash"),
        ("-X POST /a", "the path starts with a slash"),
        ("get /a", "the method is one of GET, HEAD"),
        ("TRACE /a", "the method is one of GET, HEAD"),
        ("/a->200", "put a blank before ->"),
        ("/a#b", "%23"),
        ("/a -> ", "status is a number from 100 to 599"),
        ("/a -> ok", "status is a number from 100 to 599"),
        ("/a -> 2xx", "status is a number from 100 to 599"),
        ("/a -> 200-", "status is a number from 100 to 599"),
        ("/a -> 299-200", "the lower end of a range comes first"),
        ("/a -> 99", "from 100 to 599"),
        ("/a -> 600", "from 100 to 599"),
        ("/a -> 200 -> 201", "write -> once"),
        ("/a 200", '"200" is not understood behind the path'),
        ("/a -> 200 204", '"204" is not understood behind the path'),
        ("/a contains text", "a text in double quotes"),
        ('/a contains "text', "a text in double quotes"),
        ('/a contains ""', "a text in double quotes"),
        ("/a json", "write a path such as"),
        ("/a json .x ==", "behind == write a JSON value"),
        ("/a json .x == ok", "behind == write a JSON value"),
        ('/a json .x < "3"', "< compares numbers only"),
        ("/a json .x >= true", ">= compares numbers only"),
        ("/a json .x == " + "[" * 50_000, "behind == write a JSON value"),
        ('HEAD /a contains "x"', "an answer to HEAD has no body"),
    ],
)
def test_mistake_is_told_with_its_line(line: str, told: str) -> None:
    message = mistake("/fine", "# comment", line)
    assert message.startswith('input endpoints, line 3, is "')
    assert told in message


@given(st.text(max_size=60))
def test_any_line_is_an_endpoint_or_a_mistake(line: str) -> None:
    with contextlib.suppress(InputError):
        endpoints = parse_endpoints("endpoints", [line], "GET", DEFAULT)
        assert all(endpoint.method in METHODS and endpoint.path.startswith("/") for endpoint in endpoints)
