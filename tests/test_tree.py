"""Every node knows exactly where it stands, whatever YAML allows itself."""

import re
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from ci_lint.source import Source, read_source
from ci_lint.tree import (
    DEPTH_LIMIT,
    Mapping,
    Node,
    Scalar,
    Sequence,
    Tree,
    _events,
    _judge_events,
    _read,
    parse,
    scalars,
    walk,
)

NASTY = sorted((Path(__file__).parent / "nasty").glob("*.yml"))
LIMIT = 2.0

with_each_file = pytest.mark.parametrize("file", NASTY, ids=lambda file: file.stem)


def tree_of(text: str) -> Tree:
    return parse(Source("ci.yml", text))


def root_of(text: str) -> Mapping:
    root = tree_of(text).root
    assert isinstance(root, Mapping)
    return root


def raw(node: Node) -> str:
    return node.source.text[node.start : node.end]


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


def inexact(tree: Tree) -> Iterator[str]:
    """What is wrong with the places of a tree."""
    for node in tree.nodes():
        if isinstance(node, Scalar):
            yield from inexact_scalar(node)
        else:
            yield from inexact_collection(node)


def inexact_scalar(scalar: Scalar) -> Iterator[str]:
    shown = f"{scalar.text!r}, written {raw(scalar)!r}"
    if scalar.style is not None and not raw(scalar).startswith(scalar.style):
        yield f"{shown} does not begin with its mark"
    if scalar.style in ("'", '"') and (len(raw(scalar)) < 2 or not raw(scalar).endswith(scalar.style)):
        yield f"{shown} does not end with its quote"
    if scalar.style is None and raw(scalar) != scalar.text and not set("\r\n") & set(raw(scalar)):
        yield f"{shown} is no slice of the file"
    if scalar.style in ("|", ">") and "+" not in raw(scalar).split("\n")[0] and raw(scalar).endswith(("\n", "\r", " ")):
        yield from () if scalar.text.rstrip("\n").endswith(" ") else (f"{shown} ends behind its last line",)
    offsets = scalar.offsets()
    if offsets is None:
        yield f"{shown} has no offsets"
        return
    if len(offsets) != len(scalar.text) + 1 or any(left > right for left, right in pairwise(offsets)):
        yield f"{shown} has offsets {list(offsets)}"
    # The line break behind the last line of a block is a part of its value, but not of its span.
    last = scalar.end + (scalar.style in ("|", ">") and scalar.text.endswith("\n"))
    if not all(scalar.start <= offset <= last for offset in offsets):
        yield f"{shown} reads beyond its span: {list(offsets)}"
    for place, (character, offset) in enumerate(zip(scalar.text, offsets, strict=False)):
        if not reads_as(scalar, offset, character):
            yield f"{shown}: character {place} is not at {offset}"


def reads_as(scalar: Scalar, offset: int, character: str) -> bool:
    """Whether what stands at the offset is the character, or what YAML makes it of."""
    text = scalar.source.text
    if scalar.style == '"' and text[offset] == "\\":
        return character in unescaped(text[offset:])
    if text[offset] in "\r\n":
        return character == "\n" or (character == " " and scalar.style != "|")
    return text[offset] == character


def unescaped(text: str) -> str:
    found = re.match(r"\\(?:x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|.)", text, re.DOTALL)
    assert found
    root = tree_of(f'"{found[0]}"').root
    assert isinstance(root, Scalar)
    return root.text


def inexact_collection(node: Mapping | Sequence) -> Iterator[str]:
    children = node.items if isinstance(node, Sequence) else [c for e in node.entries for c in (e.key, e.value)]
    # An aliased node stands elsewhere in the file, unless it stands here.
    own = [child for child in children if node.start <= child.start and child.end <= node.end]
    if any(child not in own and not child.shared for child in children):
        yield f"{raw(node)!r} does not hold all its children"
    if node.flow:
        brackets = "{}" if isinstance(node, Mapping) else "[]"
        pair = isinstance(node, Mapping) and len(node.entries) == 1  # [a: b] has a mapping without braces
        if not pair and (raw(node)[0], raw(node)[-1]) != tuple(brackets):
            yield f"{raw(node)!r} has not its brackets"
    elif own and (node.end != own[-1].end) and not own[-1].shared:
        yield f"{raw(node)!r} ends {node.end - own[-1].end} behind its last child"
    for left, right in pairwise(own):
        if left.end > right.start and not (left.shared or right.shared):
            yield f"{raw(left)!r} and {raw(right)!r} overlap"


@with_each_file
def test_places_are_exact(file: Path) -> None:
    tree = parse(read_source(file, file.name))
    assert tree.error is None
    assert not list(inexact(tree))


@with_each_file
def test_parts_are_where_they_read(file: Path) -> None:
    for scalar in scalars(parse(read_source(file, file.name)).root):
        for start in range(len(scalar.text)):
            part = scalar.part(start, start + 1)
            slice_of_file = scalar.source.text[part.start : part.end]
            assert reads_as(scalar, part.start, scalar.text[start]), (scalar.text, start)
            assert len(slice_of_file) == 1 or slice_of_file[0] in "\\'", (scalar.text, start, slice_of_file)
        whole = scalar.part(0, len(scalar.text))
        assert scalar.start <= whole.start <= whole.end <= scalar.end + scalar.text.endswith("\n")
        assert scalar.part(0, 0).start == scalar.part(0, 0).end


@with_each_file
def test_both_parsers_give_the_same_tree(file: Path) -> None:
    source = read_source(file, file.name)
    fast, judge = _read(source, _events), _read(source, _judge_events)
    if file.stem == "only-the-judge":
        assert fast.error is not None
        assert judge.error is None
        return
    if file.stem == "tabs":
        pytest.skip("ruamel.yaml refuses a tab inside a plain scalar, which YAML allows")
    assert fast.root
    assert judge.root
    assert content(fast.root) == content(judge.root)
    assert spans(fast.root) == spans(judge.root)


@with_each_file
def test_line_endings_change_no_value(file: Path) -> None:
    source = read_source(file, file.name)
    text = source.text.replace("\r\n", "\n")
    for line_break in ("\n", "\r\n", "\r"):
        other = tree_of(text.replace("\n", line_break))
        assert content(other.root) == content(parse(source).root)
        assert not list(inexact(other))


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


@pytest.mark.parametrize("text", ["a" * 500_000, "a: " * 200_000, "'" * 500_001, "- a\n" * 100_000, "a:\n" * 100_000])
def test_long_text_is_read_or_refused_in_time(text: str) -> None:
    began = time.monotonic()
    tree_of(text)
    assert time.monotonic() - began < 2 * LIMIT  # some take both parsers


def test_aliases_of_aliases_take_no_more_time_than_they_are_written() -> None:
    lines = ["a0: &a0 [x]", *(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 60))]
    began = time.monotonic()
    tree = tree_of("\n".join(lines))
    assert tree.error is None
    assert sum(1 for _ in tree.nodes()) == 1 + 60 + 60 + 1
    assert time.monotonic() - began < LIMIT
