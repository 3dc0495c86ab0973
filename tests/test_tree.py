"""Text becomes one tree, whichever parser reads it and however hostile it is."""

import time
from pathlib import Path
from typing import Any

import pytest

from ci_lint.parsers import events_of, judge_events
from ci_lint.source import Source, read_source
from ci_lint.tree import (
    DEPTH_LIMIT,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Tree,
    _read,
    parse,
    scalars,
    walk,
)

NASTY = sorted((Path(__file__).parent / "nasty").glob("*.yml"))
LIMIT = 10.0  # all take less than a second, but machines that run tests are busy

with_each_file = pytest.mark.parametrize("file", NASTY, ids=lambda file: file.stem)


def tree_of(text: str) -> Tree:
    return parse(Source("ci.yml", text))


def root_of(text: str) -> Mapping:
    root = tree_of(text).root
    assert isinstance(root, Mapping)
    return root


def content(node: Node | None) -> Any:
    """What a node says, without its places; a Mapping as its entries, in order."""
    if isinstance(node, Scalar):
        return node.text, node.style, node.tag
    if isinstance(node, Sequence):
        return [content(item) for item in node.items]
    return node and [(content(entry.key), content(entry.value)) for entry in node.entries]


def spans(root: Node) -> list[tuple[str, int, int]]:
    """Where the scalars are; the place of an empty one is between two others, and parsers differ on it."""
    return [(scalar.text, scalar.start, scalar.end) for scalar in scalars(root) if scalar.start < scalar.end]


@with_each_file
def test_both_parsers_give_the_same_tree(file: Path) -> None:
    source = read_source(file, file.name)
    fast, judge = _read(source, events_of), _read(source, judge_events)
    # ruamel.yaml refuses a tab inside a plain scalar, which YAML allows.
    refused = {"only-the-judge": (True, False), "tabs": (False, True)}.get(file.stem, (False, False))
    assert (fast.error is not None, judge.error is not None) == refused
    if any(refused):
        return
    assert fast.root
    assert judge.root
    assert content(fast.root) == content(judge.root)
    assert spans(fast.root) == spans(judge.root)


@with_each_file
def test_beginning_of_a_file_gives_the_beginning_of_its_tree(file: Path) -> None:
    text = read_source(file, file.name).text
    for end in range(0, len(text), 7):
        tree = tree_of(text[:end])
        for node in tree.nodes():
            assert 0 <= node.start <= node.end <= end
        if tree.error:
            assert 0 <= tree.error.offset <= end


def test_value_of_every_kind_of_block_scalar() -> None:
    root = parse(read_source(next(f for f in NASTY if f.stem == "block-scalars"), "")).root
    assert isinstance(root, Mapping)
    assert {name: root.text(name) for name in ("clip", "strip", "keep", "empty-strip", "empty-keep", "empty-clip")} == {
        "clip": "text\n",
        "strip": "text",
        "keep": "text\n\n\n",
        "empty-strip": "",
        "empty-keep": "\n",
        "empty-clip": "",
    }
    assert root.text("indented") == "  two more\nnone\n"
    assert root.text("indented-keep") == "one\ntwo\n\n"
    assert root.text("more-indented") == "a b\nc\n d\n e\n\nf\n\ng\n"


def test_alias_is_the_node_it_names() -> None:
    root = root_of("a: &x [1, {b: 2}]\nc: *x\nd: 3\n")
    assert root.get("a") is root.get("c")
    shared = {scalar.text for scalar in scalars(root) if scalar.shared}
    assert shared == {"1", "b", "2"}
    assert tree_of("a: &x 1\nb: *x\n").aliased
    assert not tree_of("a: &x 1\n").aliased


def test_second_anchor_of_a_name_counts_from_where_it_stands() -> None:
    root = root_of("a: &x 1\nb: *x\nc: &x 2\nd: *x\n")
    assert [root.text(name) for name in "abcd"] == ["1", "1", "2", "2"]


def test_walk_visits_each_node_once_and_in_order() -> None:
    root = root_of("a: &x [1, 2]\nb: [*x, *x, 3]\n")
    assert [node.text for node in walk(root) if isinstance(node, Scalar)] == ["a", "1", "2", "b", "3"]


def test_first_of_duplicate_keys_is_found_and_all_are_kept() -> None:
    root = root_of("a: 1\n'a': 2\n[a]: 3\n")
    assert root.text("a") == "1"
    assert [key.text for key, _ in root.named_entries()] == ["a", "a"]
    assert len(root.entries) == 3


def test_file_that_breaks_off_keeps_what_came_before() -> None:
    tree = tree_of("on: push\njobs:\n  a:\n    steps:\n      - run: one\n      - run: [two\nname: x\n")
    assert tree.error
    assert [scalar.text for scalar in scalars(tree.root)][:6] == ["on", "push", "jobs", "a", "steps", "run"]
    assert isinstance(tree.root, Mapping)
    assert not tree.root.complete


BAD = {
    "unknown alias": ("a: *b\n", "alias *b has no anchor before it"),
    "alias of itself": ("a: &a [*a]\n", "alias *a stands inside its own anchor"),
    "alias of its parent": ("a: &a\n  b: {c: *a}\n", "alias *a stands inside its own anchor"),
    "two documents": ("a: 1\n---\nb: 2\n", "a second YAML document; GitHub reads only one"),
    "NUL": ("a: \0\n", "a NUL character: this is no text file"),
    "control character": ("a: \x1b[31m\n", "character U+001B is not allowed"),
    "half of a surrogate pair": ("a: \ud800\n", "character U+D800 is not allowed"),
    "no character": ('a: "\\U00110000"\n', "found invalid Unicode character escape code"),
    "no C number": ('a: "\\UFFFFFFFF"\n', "found invalid Unicode character escape code"),
    "flow sequences": ("a: " + "[" * 100_000, f"nested deeper than {DEPTH_LIMIT} levels"),
    "flow mappings": ("{a: " * 100_000, f"nested deeper than {DEPTH_LIMIT} levels"),
    "block sequences": ("- " * 100_000, f"nested deeper than {DEPTH_LIMIT} levels"),
    "explicit keys": ("? " * 100_000, f"nested deeper than {DEPTH_LIMIT} levels"),
    "block mappings": ("".join(" " * n + "a:\n" for n in range(1000)), f"nested deeper than {DEPTH_LIMIT} levels"),
}


@pytest.mark.parametrize(("text", "message"), BAD.values(), ids=BAD)
def test_what_is_wrong_is_said_at_once(text: str, message: str) -> None:
    began = time.monotonic()
    tree = tree_of(text)
    assert tree.error
    assert tree.error.message == message
    assert time.monotonic() - began < LIMIT


LONG = {
    "broken blocks": "a: |\n  x\n" * 30_000 + " b\n",
    "broken mapping": "a: b\n" * 60_000 + "  c: d: e\n",
    "broken list": "- - a: |\n" * 10_000 + " b: c: d\n",
    "merge conflicts": "<<<<<<< \n" * 10_000 + "a: b: c\n",
    "empty lines in a block": "a: |\n" + "\n" * 200_000 + " x\n",
    "blanks behind a block": "a: |\n x\n" + " \n" * 250_000,
    "tags": "a: " + "!" * 500_000,
    "anchor": f"a: &{'x' * 500_000}\n\n y",
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
def test_long_file_is_read_or_refused_in_time(text: str) -> None:
    began = time.monotonic()
    for scalar in scalars(tree_of(text).root):
        scalar.offsets()
    assert time.monotonic() - began < LIMIT


@pytest.mark.parametrize("text", ["a" * 500_000, "a: " * 200_000, "'" * 500_001, "- a\n" * 50_000, "a:\n" * 50_000])
def test_long_line_or_list_is_read_or_refused_in_time(text: str) -> None:
    began = time.monotonic()
    tree_of(text)
    assert time.monotonic() - began < LIMIT


def test_aliases_of_aliases_take_no_more_time_than_they_are_written() -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60))]
    began = time.monotonic()
    tree = tree_of("\n".join(lines))
    assert tree.error is None
    assert sum(1 for _ in tree.nodes()) == 1 + 60 + 60 + 1
    assert time.monotonic() - began < LIMIT
