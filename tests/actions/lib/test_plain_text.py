"""Nothing in a text of unknown origin is hidden from the person who reads it."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kit.plain_text import quoted, shortened, visible, without_colours

# Control and format characters, halves of characters, separators of lines and paragraphs.
HIDDEN = ("Cc", "Cf", "Cs", "Zl", "Zp")


# Marks of writing that do show: signs for numbers and verses, and those that place hieroglyphs, shorthand and notes.
SHOWN = frozenset(
    chr(code)
    for start, end in ((0x600, 0x605), (0x890, 0x891), (0x13430, 0x13438), (0x1BCA0, 0x1BCA3), (0x1D173, 0x1D17A))
    for code in range(start, end + 1)
) | set("\u06dd\u070f\u08e2\U000110bd\U000110cd")


def test_only_newlines_and_tabs_are_left_of_what_nobody_can_see() -> None:
    # The two characters that start sequences for terminals are looked at below.
    every = "".join(chr(code) for code in range(0x110000) if code not in (0x1B, 0x9B))
    unseen = {character for character in visible(every) if unicodedata.category(character) in HIDDEN}
    assert unseen - SHOWN - {"\n", "\t"} <= {chr(code) for code in range(0x13439, 0x13456)}


@given(st.text(alphabet=st.sampled_from("\x1b\x9b[]();0m8\\\x07aB\n\t")))
def test_nothing_is_left_that_speaks_to_a_terminal(text: str) -> None:
    assert not {"\x1b", "\x9b", "\x07"} & set(visible(text))


@given(st.text(alphabet=st.characters(categories=("L", "N", "P", "S"), max_codepoint=0x2FFF)))
def test_text_that_can_be_seen_stays_as_it_is(text: str) -> None:
    assume_visible = text.translate(dict.fromkeys((0x115F, 0x1160)))
    assert visible(assume_visible) == assume_visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\x1b[1;31mred\x1b[0m", "red"),
        ("\x1b]8;;http://evil/\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]0;never ends", ""),
        ("\x1b(Btext", "text"),
        ("\x1b", "\\u{1b}"),
        ("\u202euser\u2066", "\\u{202e}user\\u{2066}"),
        ("a\u200bb", "a\\u{200b}b"),
        ("a\rb", "a\\u{d}b"),
        ("a\r\nb\tc", "a\nb\tc"),
        ("\udcff", "\\u{dcff}"),
        ("\U000e0041", "\\u{e0041}"),
        ("naïve 日本 👍", "naïve 日本 👍"),
    ],
)
def test_examples(text: str, shown: str) -> None:
    assert visible(text) == shown


def test_colours_can_go_alone() -> None:
    assert without_colours("\x1b[1ma\u200b\x1b[0m") == "a\u200b"


@given(st.text(), st.integers(1, 50))
def test_shortened_text_keeps_to_its_limit(text: str, limit: int) -> None:
    short = shortened(text, limit)
    assert len(short) <= limit
    assert short == text or short == text[: limit - 1] + "…"


@given(st.text())
def test_quoted_text_is_one_line(text: str) -> None:
    assert len(quoted(text).splitlines()) == 1
    assert len(quoted(text)) <= 82
