"""Whether two names of a cache may be one: the answer decides between a finding and silence."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_lint.docker import is_computed, may_be_same
from ci_lint.docker.places import one_spelling

EXPRESSION = "${{ x }}"
names = st.text(alphabet="ab-", max_size=6)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("app", "app"),
        ("app-${{ github.ref_name }}", "app-main"),
        ("${{ env.NAME }}", "anything"),
        ("$SCOPE", "anything"),
        ("a-${NAME}-b", "a-$(date)-b"),
        ("${{ a }}-cache", "app-${{ b }}"),
    ],
)
def test_names_that_some_values_make_equal(left: str, right: str) -> None:
    assert may_be_same(left, right)
    assert may_be_same(right, left)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("app", "web"),
        ("app-${{ github.ref_name }}", "web-main"),
        ("${{ a }}-cache", "${{ b }}-buildcache"),
        ("", "app"),
    ],
)
def test_names_that_no_values_make_equal(left: str, right: str) -> None:
    assert not may_be_same(left, right)
    assert not may_be_same(right, left)


@given(names, names, names)
def test_an_expression_may_have_any_value(before: str, value: str, after: str) -> None:
    assert may_be_same(before + EXPRESSION + after, before + value + after)


@given(names, names)
def test_plain_names_are_the_same_only_if_they_are_equal(left: str, right: str) -> None:
    assert may_be_same(left, right) is (left == right)
    assert not is_computed(left)


def test_white_space_and_case_mean_nothing_in_an_expression_without_strings() -> None:
    assert one_spelling("a-${{ GitHub.ref_name }}") == one_spelling("a-${{github.ref_name}}")
    assert one_spelling("${{ x == 'A' }}") != one_spelling("${{ x == 'a' }}")


def test_long_and_broken_names_are_compared_in_no_time() -> None:
    started = time.monotonic()
    assert may_be_same("${{" * 100_000, "$(" * 100_000)
    assert one_spelling("${{" * 100_000).startswith("${{")
    assert time.monotonic() - started < 1
