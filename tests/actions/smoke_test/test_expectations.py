"""What an answer must be, and how it is told that it is not."""

import time

import pytest

from smoke.causes import Cause, ProbeFailed
from smoke.endpoints import parse_endpoint
from smoke.exchange import Answer
from smoke.expectations import Expectation, judge, parse_statuses

DEFAULT = Expectation(parse_statuses("200-299"))
BODY = '{"status": "ok", "count": 3, "ready": true, "items": [{"name": "first"}], "secret": "hunter2"}'


def verdict(clauses: str, answer: Answer, *, quote: bool = True) -> ProbeFailed | None:
    try:
        judge(parse_endpoint("endpoints", f"/ {clauses}", 1, "GET", DEFAULT).expectation, answer, quote=quote)
    except ProbeFailed as failed:
        return failed
    return None


@pytest.mark.parametrize(
    "clauses",
    [
        "",
        "-> 200",
        "-> 100-199,200",
        'contains "ok" contains "first"',
        'json .status == "ok" json .count >= 3 json .count < 3.5 json .ready == true json .items[0].name',
        'json .status != "error" json .ready != 1',
        'json .items == [{"name": "first"}]',
    ],
)
def test_answer_that_is_as_expected_passes(clauses: str) -> None:
    assert verdict(clauses, Answer(200, (), BODY)) is None


@pytest.mark.parametrize(
    ("clauses", "cause", "sentence"),
    [
        ("-> 201", Cause.STATUS, '200, expected 201; it begins with "{\\"status\\": \\"ok\\"'),
        ('contains "OK"', Cause.BODY, 'the body lacks "OK"; it begins with'),
        ('json .status == "up"', Cause.BODY, 'json .status == "up": it is "ok"'),
        ("json .count > 3", Cause.BODY, "json .count > 3: it is 3"),
        ("json .status > 3", Cause.BODY, 'json .status > 3: it is "ok"'),
        ("json .ready == 1", Cause.BODY, "json .ready == 1: it is true"),
        ("json .ready > 0", Cause.BODY, "json .ready > 0: it is true"),
        ("json .items[1]", Cause.BODY, "json .items[1]: what stands at .items is a list without index 1"),
    ],
)
def test_answer_that_is_not_says_what_it_is(clauses: str, cause: Cause, sentence: str) -> None:
    failed = verdict(clauses, Answer(200, (), BODY))
    assert failed
    assert (failed.cause, failed.status) == (cause, 200)
    assert failed.message.startswith(sentence)


@pytest.mark.parametrize("clauses", ["-> 201", 'contains "x"', 'json .secret == "x"', "json .no", "json .secret > 1"])
def test_answers_to_a_token_are_never_quoted(clauses: str) -> None:
    failed = verdict(clauses, Answer(200, (), BODY), quote=False)
    assert failed
    assert "hunter2" not in failed.message
    assert "ok" not in failed.message


def test_error_page_is_not_json() -> None:
    failed = verdict("json .status", Answer(200, (), "<h1>Down for\n maintenance</h1>"))
    assert failed
    assert failed.message == 'the body is not JSON; it begins with "<h1>Down for maintenance</h1>"'


@pytest.mark.parametrize("body", ["", "[" * 100_000, '{"a": 1', "\0", "[" * 900 + "]" * 900])
def test_no_body_breaks_the_reader(body: str) -> None:
    failed = verdict("json .a", Answer(200, (), body))
    assert failed
    assert failed.cause is Cause.BODY


def test_endless_number_takes_no_time() -> None:
    began = time.monotonic()
    assert verdict("json .a > 1", Answer(200, (), '{"a": ' + "9" * 2_000_000 + "}")) is None
    assert time.monotonic() - began < 1


def test_compressed_body_is_told_as_the_reason() -> None:
    failed = verdict('contains "x"', Answer(200, (("content-encoding", "gzip"),), "\x1f\x8b"))
    assert failed
    assert failed.message == 'the body lacks "x"; it is encoded as gzip though none was asked for'


def test_redirect_is_told_without_its_query() -> None:
    redirect = Answer(302, (("location", "/login?code=hunter2"),), "")
    failed = verdict("", redirect)
    assert failed
    assert (failed.cause, failed.message) == (Cause.REDIRECT, "302 sends to /login; expected 200-299")
    assert verdict("-> 302", redirect) is None
