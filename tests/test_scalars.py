"""Any value, however it is written, is read back with the exact place of every character."""

import random
import re
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ci_lint.parsers import events_of, judge_events
from ci_lint.source import Source, read_source
from ci_lint.tree import Mapping, Node, Scalar, Sequence, Tree, _read, parse, scalars

NASTY = sorted((Path(__file__).parent / "nasty").glob("*.yml"))

with_each_file = pytest.mark.parametrize("file", NASTY, ids=lambda file: file.stem)


def tree_of(text: str) -> Tree:
    return parse(Source("ci.yml", text))


def raw(node: Node) -> str:
    return node.source.text[node.start : node.end]


def content(node: Node | None) -> Any:
    """What a node says, without places and styles."""
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [content(item) for item in node.items]
    return node and [(content(entry.key), content(entry.value)) for entry in node.entries]


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
def test_line_endings_change_no_value(file: Path) -> None:
    source = read_source(file, file.name)
    text = source.text.replace("\r\n", "\n")
    for line_break in ("\n", "\r\n", "\r"):
        other = tree_of(text.replace("\n", line_break))
        assert content(other.root) == content(parse(source).root)
        assert not list(inexact(other))


# What follows writes a random value in random styles. `indent` is what the next line of a value begins with, None
# where the value has to stay on one line; `column` is that of the collection around it.

Value = str | list["Value"] | dict[str, "Value"]
Style = Callable[[str, str | None, random.Random], str | None]

CHARACTERS = "abc xyz  019 '\"\\:#-,[]{}?&*!|>%@`~=\t\n\né\xa0\u200d🚀"
PIECES = ("a", "bc", "d:e", "f#g", "🚀", "h\n", "\n\n", "  i", "it's", "\\n")
SAFE = re.compile(r"[a-zé🚀]+(?: [a-z0-9é🚀]+)*")

texts = st.text(alphabet=CHARACTERS, max_size=12) | st.lists(st.sampled_from(PIECES), max_size=8).map(" ".join)
values: st.SearchStrategy[Value] = st.recursive(
    texts,
    lambda inner: st.lists(inner, min_size=1, max_size=3) | st.dictionaries(texts, inner, min_size=1, max_size=3),
    max_leaves=6,
)


def folded_spaces(text: str, indent: str | None, dice: random.Random, margin: str = "") -> str:
    """The text with line breaks for some spaces between words; YAML drops the margin around them."""
    if indent is None:
        return text
    choices = (" ", " ", f"\n{indent}", f"{margin}\n{indent}{margin}")
    return re.sub(r"(?<=[^ \t\n\\]) (?=[^ \t\n])", lambda _: dice.choice(choices), text)


def folded_breaks(text: str, indent: str | None, dice: random.Random, margin: str = "") -> str:
    """The text over several lines, each run of its line breaks with one more."""
    parts = re.split(r"(\n+)", text)
    spaced = [folded_spaces(part, indent, dice, margin) for part in parts]
    spaced[1::2] = [f"{run}\n{indent}" for run in parts[1::2]]
    return "".join(spaced)


def may_fold(text: str, indent: str | None) -> bool:
    return "\n" not in text or not (indent is None or re.search(r"\A\n|[ \t]\n|\n[ \t]|\n\Z", text))


def plain(text: str, indent: str | None, dice: random.Random) -> str | None:
    return folded_spaces(text, indent, dice, "  ") if SAFE.fullmatch(text) else None


def single(text: str, indent: str | None, dice: random.Random) -> str | None:
    return (
        f"'{folded_breaks(text.replace(chr(39), chr(39) * 2), indent, dice, ' ')}'" if may_fold(text, indent) else None
    )


def double(text: str, indent: str | None, dice: random.Random) -> str:
    if may_fold(text, indent) and not set('"\\') & set(text) and dice.random() < 0.5:
        return f'"{folded_breaks(text, indent, dice, chr(9))}"'
    written = "".join(escaped(character, dice) for character in text)
    if indent is not None:
        joined = f"\\\n{indent}"  # an escaped line break is none
        written = re.sub(r"(?<![\\\w])(?=[a-z\\])", lambda _: joined if dice.random() < 0.1 else "", written)
    return f'"{folded_spaces(written, indent, dice)}"'


def escaped(character: str, dice: random.Random) -> str:
    code = ord(character)
    named = {'"': '\\"', "\\": "\\\\", "\n": "\\n", "\t": "\\t", " ": "\\ ", "\xa0": "\\_"}.get(character, character)
    if code < 0x100 and dice.random() < 0.1:
        return f"\\x{code:02x}"
    if code < 0x10000 and dice.random() < 0.1:
        return f"\\u{code:04X}"
    if dice.random() < 0.1:
        return f"\\U{code:08x}"
    return named if character in '"\\\n' or dice.random() < 0.3 else character


def block(text: str, column: int, dice: random.Random) -> str | None:
    """As a literal or folded block; the caller ends the last line."""
    core = text.rstrip("\n")
    if not core:
        return None
    breaks = len(text) - len(core)
    chomping = "-" if not breaks else dice.choice(["", "+"]) if breaks == 1 else "+"
    digit = dice.randint(1, 5)
    first = core.lstrip("\n")
    indicator = str(digit) if first[0] in " \t" or dice.random() < 0.2 else ""
    header = "".join(dice.sample([indicator, chomping], 2)) + dice.choice(["", " # comment"])
    foldable = dice.random() < 0.5 and not re.search(r"^[ \t]+$", core, re.MULTILINE)
    lines = (folded(core, dice) if foldable else core).split("\n") + [""] * max(breaks - 1, 0)
    pad = " " * (column + digit)
    return (">" if foldable else "|") + header + "".join(f"\n{pad}{line}" if line else "\n" for line in lines)


def folded(core: str, dice: random.Random) -> str:
    parts = re.split(r"(\n+)", core)
    for place in range(1, len(parts), 2):
        before, after = parts[place - 1], parts[place + 1]
        # Leading empty lines and those around lines that begin with a blank stay as they are.
        parts[place] += "" if not before or {before[0], after[0]} & set(" \t") else "\n"
    for place in range(0, len(parts), 2):
        if parts[place][:1] not in (" ", "\t"):
            parts[place] = folded_spaces(parts[place], "", dice)
    return "".join(parts)


def scalar(text: str, indent: str | None, dice: random.Random) -> str:
    styles: list[Style] = [plain, single, double]
    written = [style(text, indent, dice) for style in styles]
    return dice.choice([way for way in written if way is not None])


def flow(value: Value, indent: str | None, dice: random.Random) -> str:
    if isinstance(value, str):
        return scalar(value, indent, dice)
    separators = [", ", " , "] if indent is None else [", ", " , ", f",\n{indent}", f", # [comment\n{indent}"]
    if isinstance(value, list):
        items, brackets = [flow(item, indent, dice) for item in value], "[]"
    else:
        items = [f"{scalar(key, None, dice)} : {flow(item, indent, dice)}" for key, item in value.items()]
        brackets = "{}"
    inner = "".join(item + dice.choice(separators) for item in items[:-1]) + items[-1]
    return brackets[0] + inner + dice.choice(["", " ", ","]) + brackets[1]


def behind(value: Value, column: int, dice: random.Random, *, below_key: bool) -> str:
    """What stands behind a key or a dash, to the end of the line before the next one."""
    if isinstance(value, str):
        as_block = block(value, column, dice) if dice.random() < 0.5 else None
        written = as_block or scalar(value, " " * (column + dice.randint(1, 4)), dice)
        return " " * dice.randint(1, 3) + written + ("" if as_block else dice.choice(["", " # comment"]))
    if dice.random() < 0.3:
        return f" {flow(value, ' ' * (column + 1), dice)}"
    if not below_key and dice.random() < 0.5:
        inner = column + 1 + dice.randint(1, 3)
        return lines(value, inner, dice)[column + 1 :].removesuffix("\n")
    inner = column + dice.randint(0 if below_key and isinstance(value, list) else 1, 4)
    return dice.choice(["", " # comment"]) + "\n" + lines(value, inner, dice).removesuffix("\n")


def lines(value: Value, column: int, dice: random.Random) -> str:
    """A collection as lines, with comments between them."""
    pad, noise = " " * column, ("", "", "# comment\n", "# 'comment\n\n")
    assert not isinstance(value, str)
    entries = (
        [f"-{behind(item, column, dice, below_key=False)}\n" for item in value]
        if isinstance(value, list)
        else [
            f"{scalar(key, None, dice)}:{behind(item, column, dice, below_key=True)}\n" for key, item in value.items()
        ]
    )
    return "".join(pad + entry + (dice.choice(noise) if entry is not entries[-1] else "") for entry in entries)


def expected(value: Value) -> Any:
    if isinstance(value, list):
        return [expected(item) for item in value]
    return value if isinstance(value, str) else [(key, expected(item)) for key, item in value.items()]


@given(
    st.dictionaries(texts, values, min_size=1, max_size=3), st.integers(0, 1000), st.sampled_from(["\n", "\r\n", "\r"])
)
@settings(deadline=None, max_examples=50)
def test_any_value_in_any_style_is_read_with_its_places(value: dict[str, Value], seed: int, line_end: str) -> None:
    dice = random.Random(seed)  # noqa: S311 - keeps no secret
    text = lines(value, 0, dice).replace("\n", line_end)
    source = Source("ci.yml", text)
    fast, judge = _read(source, events_of), _read(source, judge_events)
    for tree in (fast, judge):
        assert tree.error is None, text
        assert content(tree.root) == expected(value)
        assert not list(inexact(tree))


def scalar_of(text: str) -> Scalar:
    root = tree_of(f"key: {text}\n").root
    assert isinstance(root, Mapping)
    value = root.get("key")
    assert isinstance(value, Scalar)
    return value


NOTHING, TEXT = (True, None, None), (False, None, None)
MEANINGS = {
    "": NOTHING,
    "~": NOTHING,
    "null": NOTHING,
    "'null'": TEXT,
    '""': TEXT,
    "true": (False, True, None),
    "FALSE": (False, False, None),
    "tRUE": TEXT,
    "yes": TEXT,
    "on": TEXT,
    '"true"': TEXT,
    "12": (False, None, 12),
    "-1.5": (False, None, -1.5),
    "+.5": (False, None, 0.5),
    "1e3": (False, None, 1000),
    "1e999": (False, None, float("inf")),
    "1.": (False, None, 1),
    "010": (False, None, 10),
    "0o17": (False, None, 15),
    "0x1F": (False, None, 31),
    "1_000": TEXT,
    "1:30": TEXT,
    "'12'": TEXT,
    ".": TEXT,
    "e5": TEXT,
}


@pytest.mark.parametrize(("text", "meaning"), MEANINGS.items())
def test_meaning_of_a_scalar_is_that_of_yaml_1_2(text: str, meaning: tuple[bool, bool | None, float | None]) -> None:
    scalar = scalar_of(text)
    assert (scalar.is_null, scalar.boolean, scalar.number) == meaning


def test_number_with_many_digits_is_read_in_time() -> None:
    assert scalar_of("9" * 5000).number == float("inf")
    assert scalar_of("0x" + "f" * 5000).number == float("inf")
    assert scalar_of("0o" + "7" * 50_000).number == float("inf")


def test_part_of_a_value_that_is_not_understood_is_the_whole() -> None:
    scalar = scalar_of("word")
    assert Scalar(scalar.source, scalar.start, scalar.end, "other").part(1, 2) == scalar.span


def test_empty_part_has_a_place_and_no_length() -> None:
    scalar = scalar_of('"a\\tb"')
    assert [scalar.part(n, n).start - scalar.start for n in range(4)] == [1, 2, 4, 5]
    assert scalar.source.text[scalar.part(1, 2).start : scalar.part(1, 2).end] == "\\t"


def test_part_over_several_lines_goes_from_its_first_to_its_last_character() -> None:
    scalar = scalar_of("|\r\n    one\r\n    two\r\n")
    part = scalar.part(2, 5)
    assert scalar.source.text[part.start : part.end] == "e\r\n    t"
