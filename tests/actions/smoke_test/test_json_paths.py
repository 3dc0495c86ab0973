"""Where in a JSON answer a value stands."""

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from smoke.json_paths import find, parse_path, same, take_path

DOCUMENT = {
    "status": "ok",
    "items": [{"name": "first"}, {"name": "last"}],
    "odd key": {"a.b": 1},
    "null": None,
    "@type": "x",
    "deep": [[1, 2], [3]],
}


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (".status", "ok"),
        ("status", "ok"),
        ("$.status", "ok"),
        (".items[0].name", "first"),
        ("items[-1].name", "last"),
        ('.["odd key"]["a.b"]', 1),
        ('["odd key"].["a.b"]', 1),
        (".null", None),
        (".@type", "x"),
        ("$.deep[0][1]", 2),
        (".", DOCUMENT),
        ("$", DOCUMENT),
    ],
)
def test_path_leads_to_the_value(path: str, value: object) -> None:
    assert find(parse_path(path), DOCUMENT) == value


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        (".missing", 'the answer is an object without key "missing"'),
        (".status.length", 'what stands at .status is a string without key "length"'),
        (".items[2]", "what stands at .items is a list without index 2"),
        (".items.name", 'what stands at .items is a list without key "name"'),
        ("[0]", "the answer is an object without index 0"),
        (".null.more", 'what stands at .null is null without key "more"'),
        (".items[-3]", "what stands at .items is a list without index -3"),
    ],
)
def test_dead_end_is_named_without_values(path: str, sentence: str) -> None:
    with pytest.raises(LookupError) as caught:
        find(parse_path(path), DOCUMENT)
    assert caught.value.args[0] == sentence


@pytest.mark.parametrize(
    "path", ["", "..a", ".a..b", "a b", "a[", "a[x]", "a[0]b", "[*]", "a[?(@.x)]", "a-", "-a", '["a]']
)
def test_what_is_no_path_is_refused(path: str) -> None:
    if path == "a-":  # names may end in a dash
        assert parse_path(path).steps == ("a-",)
        return
    with pytest.raises(ValueError, match="path"):
        parse_path(path)


def test_path_ends_at_a_blank() -> None:
    path, rest = take_path('.a[0] == "x"')
    assert (path.text, path.steps, rest) == (".a[0]", ("a", 0), ' == "x"')


@pytest.mark.parametrize(
    ("left", "right", "equal"),
    [
        (1, True, False),
        (0, False, False),
        (1, 1.0, True),
        ([True], [1], False),
        ({"a": [0]}, {"a": [False]}, False),
        ({"a": 1, "b": 2}, {"b": 2, "a": 1}, True),
        ([1, 2], [1], False),
        (None, False, False),
        ("1", 1, False),
    ],
)
def test_values_are_compared_as_json_does(left: Any, right: Any, equal: bool) -> None:  # noqa: FBT001 - a table's column
    assert same(left, right) == equal


keys = st.text(min_size=1, max_size=8)


@given(keys, st.integers(0, 2))
def test_any_key_can_be_written_in_quotes(key: str, index: int) -> None:
    written = f"[{json.dumps(key)}][{index}]"
    assert find(parse_path(written), {key: ["a", "b", "c"]}) == "abc"[index]


@given(st.text(max_size=30))
def test_any_text_is_a_path_or_a_sentence(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert parse_path(text).text == text.strip()
