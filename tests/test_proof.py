"""The proof of an edit: nothing that it did not ask for gets past it, and the judge agrees."""

from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from random import Random

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ci_lint.edits import Edit, Placed, apply_edits
from ci_lint.judgement import judged_alike
from ci_lint.proof import difference, same_reading
from ci_lint.source import Source, Span
from ci_lint.tree import Mapping, Node, Scalar, Sequence, Tree, parse, parse_as_judge
from tests.odd_workflows import examples, odd_workflows
from tests.test_edits import Answer, answer, content

randoms = st.randoms(use_true_random=False)


def source_of(text: str) -> Source:
    return Source(".github/workflows/ci.yml", text)


def tree_of(text: str) -> Tree:
    return parse(source_of(text))


def proved(text: str, random: Random) -> tuple[Tree, Source, tuple[Placed, ...]]:
    """A file, what it is after an edit that holds, and where that was made."""
    tree, given_answer = answer(text, random)
    assume(isinstance(given_answer, Answer))
    assert isinstance(given_answer, Answer)
    source, placed = apply_edits(tree.source, given_answer.edits)
    assert not difference(tree, parse(source), placed)
    return tree, source, placed


@given(odd_workflows())
def test_nothing_is_different_where_nothing_was_done(text: str) -> None:
    tree = tree_of(text)
    assert not difference(tree, tree_of(text), ())
    assert same_reading(tree, parse_as_judge(source_of(text)))


def damages(text: str, random: Random) -> Edit:
    """Something that somebody might do to a text by mistake."""
    lines = text.split("\n")
    number = random.randrange(len(lines))
    start = sum(len(line) + 1 for line in lines[:number])
    line, end = lines[number], start + len(lines[number])
    hash_at = line.find("#")
    below = lines[number + 1] if number + 1 < len(lines) else ""
    middle = start + random.randint(0, len(line))
    return random.choice(
        (
            Edit(Span(start + max(hash_at, 0), start + hash_at + 1), ""),
            Edit(Span(start, start), " "),
            Edit(Span(start, min(start + 1, len(text))), "") if line.startswith(" ") else Edit(Span(end, end), "x"),
            Edit(Span(start, min(end + 1, len(text))), ""),
            Edit(Span(start, min(end + 1 + len(below), len(text))), f"{below}\n{line}"),
            Edit(Span(middle, middle), random.choice(("x", "#", ":", " ", "'", "- ", "\n"))),
            Edit(Span(middle, min(middle + 1, end)), ""),
        )
    )


def moved(placed: tuple[Placed, ...], damage: Edit) -> tuple[Placed, ...]:
    """The edits where they are once the file was damaged; none may be damaged itself."""
    assume(not any(p.new.start <= damage.span.end and damage.span.start <= p.new.end for p in placed))
    longer = len(damage.replacement) - (damage.span.end - damage.span.start)
    return tuple(
        Placed(p.old, Span(p.new.start + longer, p.new.end + longer)) if p.new.start > damage.span.start else p
        for p in placed
    )


def damaged(text: str, damage: Edit) -> str:
    return text[: damage.span.start] + damage.replacement + text[damage.span.end :]


@given(odd_workflows(), randoms)
def test_damage_beside_an_edit_is_seen(text: str, random: Random) -> None:
    tree, source, placed = proved(text, random)
    damage = damages(source.text, random)
    places = moved(placed, damage)
    worse = tree_of(damaged(source.text, damage))
    assume(worse.error or content(worse.root) != content(parse(source).root))
    assert difference(tree, worse, places)


def test_most_damages_matter() -> None:
    seen = Counter(
        bool(difference(tree_of(text), tree_of(damaged(text, damages(text, random))), ()))
        for text, random in examples(300)
    )
    assert seen[True] > 100
    assert seen[False] > 20


def facts(tree: Tree) -> Counter[tuple[str, ...]]:
    """What a file says, value by value, each with the keys above it."""
    assert tree.root is not None
    return Counter(tuple(node.text for node in way) for way in ways(tree.root))


def untouched(tree: Tree, spans: list[Span]) -> Counter[tuple[str, ...]]:
    """The facts that no span touches; those of aliases are left out, since where they stand is not known."""
    assert tree.root is not None
    found = (way for way in ways(tree.root) if not way[-1].shared)
    return Counter(
        tuple(node.text for node in way)
        for way in found
        if not any(_touches(node, span) for node in way for span in spans)
    )


def ways(node: Node, above: tuple[Scalar, ...] = ()) -> Iterator[tuple[Scalar, ...]]:
    """Every value with the keys above it."""
    if isinstance(node, Scalar):
        yield (*above, node)
    elif isinstance(node, Sequence):
        for item in node.items:
            yield from ways(item, above)
    else:
        for key, value in node.named_entries():
            yield from ways(value, (*above, key))


def _touches(node: Node, span: Span) -> bool:
    return node.start <= span.end and span.start <= node.end


@given(odd_workflows(), randoms)
def test_edit_that_went_wrong_is_seen_or_changes_nothing_else(text: str, random: Random) -> None:
    tree, given_answer = answer(text, random)
    assume(isinstance(given_answer, Answer))
    assert isinstance(given_answer, Answer)
    edits = [spoilt(edit, len(text), random) for edit in given_answer.edits]
    assume(all(left.span.end < right.span.start for left, right in pairwise(edits)))
    source, placed = apply_edits(tree.source, edits)
    new = parse(source)
    if difference(tree, new, placed):
        return
    assert new.error is None
    assert not untouched(tree, [place.old for place in placed]) - facts(new)
    assert not untouched(new, [place.new for place in placed]) - facts(tree)


def spoilt(edit: Edit, size: int, random: Random) -> Edit:
    """An edit as a builder with a mistake would make it."""
    start = min(max(edit.span.start + random.choice((-2, -1, 0, 0, 1, 2)), 0), size)
    end = min(max(edit.span.end + random.choice((-2, -1, 0, 0, 1, 2)), start), size)
    replacement = random.choice(
        (
            edit.replacement,
            edit.replacement.replace("\n ", "\n"),
            edit.replacement.replace("\n", "\n "),
            edit.replacement.strip("\n"),
            f"{edit.replacement}\n",
            f"# {edit.replacement}",
        )
    )
    return Edit(Span(start, end), replacement)


FILE = "on: push # when\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          make\n      - run: test\n"

SEEN = {
    "a comment that became a value": ("push # when", "push when", "'push' would read 'push when'"),
    "another value": ("push", "pull", "'push' would read 'pull'"),
    "another style": ("push", "'push'", "'push' would be written in another style"),
    "a key less": ("    runs-on: x\n", "", "entries of a mapping would come or go: 'runs-on'"),
    "a key more": ("runs-on: x", "runs-on: x\n    if: y", "entries of a mapping would come or go: 'if'"),
    "another key": ("runs-on", "runs", "'runs-on' would read 'runs'"),
    "an item less": ("      - run: test\n", "", "items of a list would come or go: 2 would be 1"),
    "another kind": ("run: test", "run: {}", "'test' has become something else"),
    "no YAML": ("  a:", "a\n  a:", "the file could not be read any more: "),
    "nothing": (FILE, "", "the file holds no YAML document"),
}


@pytest.mark.parametrize(("old", "new", "reason"), SEEN.values(), ids=SEEN)
def test_difference_is_named(old: str, new: str, reason: str) -> None:
    assert old in FILE
    assert difference(tree_of(FILE), tree_of(FILE.replace(old, new, 1)), ()).startswith(reason)


def test_value_that_grows_out_of_an_edit_is_seen() -> None:
    # The new entry is asked for, but it has swallowed the line below.
    text = "a: 1\n# why\nb: 2\n"
    tree = tree_of(text)
    source, placed = apply_edits(tree.source, [Edit(Span(4, 4), "\nnew: x")])
    swallowed = source_of(source.text.replace("# why", "  why"))
    assert not difference(tree, parse(source), placed)
    assert difference(tree, parse(swallowed), placed) == "entries of a mapping would come or go: 'new'"


def test_value_behind_a_key_that_changes_is_still_compared() -> None:
    tree = tree_of("old: 1\nb: 2\n")
    source, placed = apply_edits(tree.source, [Edit(Span(0, 3), "new")])
    assert not difference(tree, parse(source), placed)
    assert difference(tree, tree_of("new: 3\nb: 2\n"), placed) == "'1' would read '3'"


@given(odd_workflows(), randoms)
def test_judge_of_the_surroundings_says_what_the_judge_of_the_file_says(text: str, random: Random) -> None:
    _, source, placed = proved(text, random)
    assert judged_alike(parse(source), [place.new for place in placed])
    assert same_reading(parse(source), parse_as_judge(source))


# ruamel.yaml reads no tab in a plain value, which libyaml does.
UNLIKE = "jobs:\n  a:\n    env:\n      A: 1\n      B: one\ttwo\n    steps: []\n"


def test_judge_is_heard_where_he_reads_otherwise() -> None:
    tree = tree_of(UNLIKE)
    place = UNLIKE.index("A: 1")
    assert tree.error is None
    assert parse_as_judge(tree.source).error
    assert not judged_alike(tree, [Span(place, place + 4)])
    assert judged_alike(tree_of(UNLIKE.replace("\t", " ")), [Span(place, place + 4)])


def test_mapping_is_what_the_examples_are() -> None:
    assert all(isinstance(tree_of(text).root, Mapping) for text, _ in examples(20))
