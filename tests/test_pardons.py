"""The judge is not asked about mistakes that he is sure to find too, and about all others he is."""

import pytest

from ci_lint.pardons import _CERTAIN, certain_meaning
from ci_lint.parsers import ParseError, Refusal, events_of, tokens_of
from ci_lint.source import Source
from ci_lint.tree import _read, parse, parse_as_judge


def refusal(text: str) -> Refusal:
    error = _read(Source("", text), events_of).error
    assert isinstance(error, Refusal)
    return error


def certain(text: str) -> ParseError | None:
    error = refusal(text)
    meaning = certain_meaning(text, error.complaint, tokens_of(text, error.offset))
    return ParseError(*meaning) if meaning else None


MISTAKES = {
    "a: b: c\n": "mapping values are not allowed in this context",
    "a: - b\n": "block sequence entries are not allowed in this context",
    "a: ? b\n": "mapping keys are not allowed in this context",
    "a: 1\nb\nc: 2\n": "could not find expected ':'",
    "a: `b`\n": "found character that cannot start any token",
    "a: @b\n": "found character that cannot start any token",
    "a: %b\n": "found character that cannot start any token",
    "a: 'b\nc: d\n": "found unexpected end of stream",
    'a: "b\n---\nc"\n': "found unexpected document indicator",
    "a: 'b' c\n": "did not find expected key",
    "a:\n  b: 1\n c: 2\n": "did not find expected key",
    "a:\n  b: 1\n  - c\n": "did not find expected key",
    "- a\nb: 1\n": "did not find expected '-' indicator",
    "a: {b: c\n": "did not find expected ',' or '}'",
    "a: {b: ${{ c }} }\n": "did not find expected ',' or '}'",
    "a: [b\nc: d\n": "did not find expected ',' or ']'",
    "on: [push\njobs:\n": "did not find expected ',' or ']'",
    "a: ]\n": "did not find expected node content",
    "a: [b,, c]\n": "did not find expected node content",
    "a: [ * ]\n": "did not find expected alphabetic or numeric character",
    "a: & b\n": "did not find expected alphabetic or numeric character",
    "a: *": "did not find expected alphabetic or numeric character",
}


@pytest.mark.parametrize(("text", "problem"), MISTAKES.items())
def test_mistake_that_both_find_is_explained_without_the_judge(text: str, problem: str) -> None:
    assert refusal(text).message == problem
    assert certain(text) == parse_as_judge(Source("", text)).error
    assert parse(Source("", text)).error == certain(text)


def test_every_kind_of_certain_mistake_has_its_example() -> None:
    assert set(MISTAKES.values()) == set(_CERTAIN)


PARDONED = {
    "value without a key": ("a: 1\n: b\n", "did not find expected key"),
    "value without a key in braces": ("{a: b, : c}\n", "did not find expected node content"),
    "value that begins with a colon": ("[a, :b]\n", "did not find expected node content"),
    "quote behind a colon": ("[ :'b ]\n", "found unexpected end of stream"),
    "key that ends with a colon in braces": ("{a:, b: c}\n", "found unexpected ':'"),
    "anchor with a dot": ("a: &b.c d\n", "did not find expected alphabetic or numeric character"),
    "anchor that ends with a colon": ("&a: b: c\n", "mapping values are not allowed in this context"),
    "anchor that ends with an at": ("a: &b@\n", "found character that cannot start any token"),
    "tag that ends with a comma": ("a: [!b,] ]\n", "did not find expected key"),
    "bare text in a block": ("--- |\n@\n", "found character that cannot start any token"),
    "bare text like keys": ("--- |\na: b\n", "did not find expected <document start>"),
    "tab in a block": ("a: |\n \tb\n", "found a tab character where an indentation space is expected"),
    "unknown directive": ("%A b\n---\na: b\n", "found unknown directive name"),
    "line separator": ("a\u2028b: c\n", "mapping values are not allowed in this context"),
}


@pytest.mark.parametrize(("text", "problem"), PARDONED.values(), ids=PARDONED)
def test_judge_is_asked_where_he_may_pardon(text: str, problem: str) -> None:
    assert refusal(text).message == problem
    assert certain(text) is None


@pytest.mark.parametrize(("text", "problem"), PARDONED.values(), ids=PARDONED)
def test_what_the_judge_pardons_is_no_error(text: str, problem: str) -> None:
    assert parse(Source("", text)).error is None
    assert problem in refusal(text).message


@pytest.mark.parametrize(
    "text",
    [
        "on: [':b', \"c:d\", e:f]\na: b: c\n",
        "on: [push]\nrun: |\n  echo '::error::[a :b]' *a: ?b !c,\nname: a: b\n",
        "a: &b 1\nc: [*b, !d e]\nf: `g`\n",
        "a: 'b [ :c\n",
    ],
)
def test_odd_characters_where_they_are_harmless_are_no_reason_to_ask(text: str) -> None:
    assert certain(text) == parse_as_judge(Source("", text)).error
