"""What is looked for first is in every line that a pattern speaks of."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_lint.diagnose import SIGNATURES
from ci_lint.diagnose.anchors import LENGTH, anchored
from ci_lint.diagnose.literals import literals, plain
from ci_lint.diagnose.watches import Watches

CLUES = [clue for signature in SIGNATURES for clue in (*signature.decisive, *signature.supporting)]


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("E11000 duplicate", {"e duplicate"}),
        (r"\bcannot find (?:module|package) '\w+'", {"cannot find "}),
        (r"(?:alpha|beta+) \d+", {"alpha", "beta"}),
        (r"(?i:MISSING) key", {"missing"}),
        (r"[Ff]ailed", {"failed"}),
        (r"[ab]lpha", {"lpha"}),
        (r"(?:optional)?needed", {"needed"}),
        (r"(?:once ){1,3}more", {"once "}),
        (r"\d+", {"mark"}),
        (r"(?:a|)", {"mark"}),
        (r"(?!never)always", {"always"}),
        (r"(?P<name>\w+) is (?P=name)", {" is "}),
    ],
)
def test_texts_of_a_pattern(pattern: str, texts: set[str]) -> None:
    assert set(literals("mark", pattern)) >= texts or set(literals("mark", pattern)) == {"mark"}


def test_every_marked_line_holds_what_is_looked_for() -> None:
    for signature in SIGNATURES:
        for example in signature.examples:
            for line in example.text.splitlines():
                for clue in (*signature.decisive, *signature.supporting):
                    if clue.mark in line and clue.expression.search(line):
                        assert any(text in plain(line) for text in literals(clue.mark, clue.pattern)), (clue, line)


@given(
    st.from_regex(
        re.compile(r"(?:cannot|can't) find (?:the )?[Mm]odule '\w{1,5}'|\bE1\d{3}: [^x]y+|a(?:bcd|bce)?f{3}", re.ASCII)
    )
)
def test_whatever_a_pattern_matches_holds_one_of_its_texts(line: str) -> None:
    pattern = r"(?:cannot|can't) find (?:the )?[Mm]odule '\w{1,5}'|\bE1\d{3}: [^x]y+|a(?:bcd|bce)?f{3}"
    if re.search(pattern, line):
        assert any(text in plain(line) for text in literals("", pattern))


@given(st.lists(st.text(alphabet="abc ", min_size=1, max_size=12), max_size=30))
def test_every_text_has_an_anchor(texts: list[str]) -> None:
    groups = anchored(texts)
    assert {text for held in groups.values() for text in held} == set(texts)
    assert all(anchor in text for anchor, held in groups.items() for text in held)
    assert all(len(anchor) <= LENGTH for anchor in groups)


def test_few_texts_are_looked_for_in_the_bytes() -> None:
    """Each costs a pass over the log."""
    watches = Watches(SIGNATURES)
    assert len(watches.groups) < len(CLUES) / 4
    assert len(watches.by_mark) <= 6
