"""Builders of edits: what they return does just what it says, in every shape of YAML, or they refuse."""

import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random
from typing import Any, TypeAlias, cast

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ci_lint.edits import (
    Edit,
    Refusal,
    add_comments,
    apply_edits,
    insert_entry,
    insert_entry_above,
    insert_input,
    insert_section,
    insert_step_after,
    insert_step_before,
    note_version,
    overlap,
    quoted,
    remove_entry,
    remove_lines,
    remove_step,
    replace_in_scalar,
    replace_value,
    replace_with_block,
)
from ci_lint.edits.environment import add_variables
from ci_lint.judgement import judged_alike
from ci_lint.proof import difference, same_reading
from ci_lint.repository import Texts
from ci_lint.source import Source, Span
from ci_lint.tree import Mapping, Node, Scalar, Sequence, Tree, parse, parse_as_judge
from ci_lint.workflow import Step, view
from invariants import comment_texts
from tests.odd_workflows import examples, odd_workflows

# The numbers of entries and items on the way to a value.
Place: TypeAlias = tuple[int, ...]

WORKFLOW = ".github/workflows/ci.yml"


def content(node: Node | None) -> Any:
    if isinstance(node, Scalar):
        return node.text
    if isinstance(node, Sequence):
        return [content(item) for item in node.items]
    assert node is not None
    return [(content(entry.key), content(entry.value)) for entry in node.entries]


def nodes(node: Node, place: Place = ()) -> Iterator[tuple[Place, Node]]:
    """Every value with its place: the numbers of entries and items on the way to it."""
    yield place, node
    if isinstance(node, Sequence):
        for number, item in enumerate(node.items):
            yield from nodes(item, (*place, number))
    elif isinstance(node, Mapping):
        for number, entry in enumerate(node.entries):
            yield from nodes(entry.value, (*place, number))


def changed(whole: Any, place: Place, change: Callable[[Any], Any]) -> Any:
    """The content with one part of it changed."""
    if not place:
        return change(whole)
    number, rest = place[0], place[1:]
    part = whole[number]
    new = (part[0], changed(part[1], rest, change)) if isinstance(part, tuple) else changed(part, rest, change)
    return [*whole[:number], new, *whole[number + 1 :]]


def inserted(items: list[Any], number: int, *new: Any) -> list[Any]:
    return [*items[:number], *new, *items[number:]]


@dataclass(frozen=True)
class Answer:
    """What a builder returned, what the file should say then, and which part of it may look otherwise."""

    builder: str
    edits: tuple[Edit, ...]
    expected: Any
    part: Span | None = None


def tree_of(text: str) -> Tree:
    tree = parse(Source(".github/workflows/ci.yml", text))
    assert tree.error is None
    return tree


def steps_of(tree: Tree) -> dict[int, Step]:
    document = view(tree, ".github/workflows/ci.yml", Texts())
    return {id(step.node): step for job in document.jobs() for step in job.all_steps}


def inserts_entry(tree: Tree, place: Place, node: Mapping, random: Random) -> Answer:
    names = keys(node)
    after = random.choice((*names, "", "missing"))
    text, new = random.choice(
        (
            ("added: new value", ("added", "new value")),
            ("added:\n  a: 1\n  b:\n    - c", ("added", [("a", "1"), ("b", ["c"])])),
            ("added: |\n  one\n\n  two", ("added", "one\n\ntwo\n")),
        )
    )
    edit = insert_entry(node, text, after=after, blank_line=random.random() < 0.3)
    number = 0 if node.flow else names.index(after) + 1 if after in names else 1
    return Answer("insert_entry", (edit,), changed(content(tree.root), place, lambda e: inserted(e, number, new)))


def inserts_above(tree: Tree, place: Place, node: Mapping, random: Random) -> Answer:
    number = random.randrange(len(keys(node)))
    key = node.entries[number].key
    edit = insert_entry_above(node, keys(node)[number], "added:\n  a: 1")
    new = ("added", [("a", "1")])
    # It comes behind where a comment or a dash is in the way.
    behind = edit.span.start > key.start
    expected = changed(content(tree.root), place, lambda e: inserted(e, number + behind, new))
    return Answer("insert_entry_above", (edit,), expected)


def removes_entry(tree: Tree, place: Place, node: Mapping, random: Random) -> Answer:
    number = random.randrange(len(node.entries))
    entry = node.entries[number]
    edit = remove_entry(node, entry)
    end = max(entry.key.end, entry.value.end if entry.value.start > entry.key.start else 0)
    # Where the first key of an item goes, the next one moves up to the dash.
    moved_up = edit.span.end + 1 if edit.span.start == entry.key.start else 0
    return Answer("remove_entry", (edit,), without(tree, (*place, number)), Span(entry.key.start, max(end, moved_up)))


def replaces_value(tree: Tree, place: Place, node: Scalar, random: Random) -> Answer:
    value = random.choice(("new", "it's", "a: b", "x # y", "true", "", "é\t'"))
    edit = replace_value(node, quoted(value, flow=True))
    return Answer("replace_value", (edit,), changed(content(tree.root), place, lambda _: value), node.span)


def replaces_part(tree: Tree, place: Place, node: Scalar, random: Random) -> Answer:
    start = random.randint(0, len(node.text))
    end = random.randint(start, len(node.text))
    new = random.choice(("new", "it's", 'say "x"', "a\\b", "", "one\ntwo", "é"))
    edit = replace_in_scalar(node, start, end, new)
    value = node.text[:start] + new + node.text[end:]
    return Answer("replace_in_scalar", (edit,), changed(content(tree.root), place, lambda _: value), node.span)


def removes_lines(tree: Tree, place: Place, node: Scalar, random: Random) -> Answer:
    end = "\n" if node.text.endswith("\n") else ""
    lines = node.text.removesuffix("\n").split("\n")
    numbers = set(random.sample(range(len(lines)), random.randint(1, len(lines))))
    edits = remove_lines(node, numbers)
    value = "\n".join(line for number, line in enumerate(lines) if number not in numbers) + end
    return Answer("remove_lines", edits, changed(content(tree.root), place, lambda _: value), node.span)


def inserts_step(tree: Tree, place: Place, node: Mapping, random: Random) -> Answer:
    behind = random.randint(0, 1)
    builder = (insert_step_before, insert_step_after)[behind]
    edit = builder(step_of(tree, node), "name: new\nrun: |\n  make\n  make test", "run: second")
    new = ([("name", "new"), ("run", "make\nmake test\n")], [("run", "second")])
    expected = changed(content(tree.root), place[:-1], lambda e: inserted(e, place[-1] + behind, *new))
    return Answer(builder.__name__, (edit,), expected)


def removes_step(tree: Tree, place: Place, node: Mapping, _random: Random) -> Answer:
    return Answer("remove_step", (remove_step(step_of(tree, node)),), without(tree, place), node.span)


def adds_comments(tree: Tree, _place: Place, node: Mapping, random: Random) -> Answer:
    edit = add_comments(node, random.choice(keys(node)), ["# added", "# too"])
    return Answer("add_comments", (edit,), content(tree.root))


def keys(node: Mapping) -> list[str]:
    return [key.text for key, _ in node.named_entries()]


def without(tree: Tree, place: Place) -> Any:
    number = place[-1]
    return changed(content(tree.root), place[:-1], lambda e: [*e[:number], *e[number + 1 :]])


def step_of(tree: Tree, node: Node) -> Step:
    document = view(tree, WORKFLOW, Texts())
    return next(step for job in document.jobs() for step in job.all_steps if step.node is node)


def is_step(place: Place, node: Node) -> bool:
    """Whether a node stands at jobs, some job, steps, some step: the generator puts nothing else that deep there."""
    return isinstance(node, Mapping) and len(place) == 4 and bool({"run", "uses"} & set(keys(node)))


# Each builder, and what it is asked for.
BUILDERS: tuple[tuple[Callable[[Tree, Place, Any, Random], Answer], Callable[[Place, Node], bool]], ...] = (
    (inserts_entry, lambda _, node: isinstance(node, Mapping) and bool(node.entries)),
    (inserts_above, lambda _, node: isinstance(node, Mapping) and bool(node.entries)),
    (removes_entry, lambda _, node: isinstance(node, Mapping) and bool(node.entries)),
    (adds_comments, lambda _, node: isinstance(node, Mapping) and bool(node.entries)),
    (replaces_value, lambda _, node: isinstance(node, Scalar)),
    (replaces_part, lambda _, node: isinstance(node, Scalar)),
    (removes_lines, lambda _, node: isinstance(node, Scalar) and node.style == "|"),
    (inserts_step, is_step),
    (removes_step, is_step),
)


def answer(text: str, random: Random) -> tuple[Tree, Answer | Refusal | None]:
    """What some builder makes of some part of the file; None if no part is of its kind."""
    tree = tree_of(text)
    ask, fits = random.choice(BUILDERS)
    assert tree.root is not None
    fitting = [(place, node) for place, node in nodes(tree.root) if fits(place, node)]
    if not fitting:
        return tree, None
    place, node = random.choice(fitting)
    try:
        given = ask(tree, place, node, random)
    except Refusal as refusal:
        return tree, refusal
    assert not node.shared
    return tree, given


def complaints(tree: Tree, given: Answer) -> Iterator[str]:
    """What is wrong with the answer of a builder."""
    source, placed = apply_edits(tree.source, given.edits)
    fast, judge = parse(source), parse_as_judge(source)
    if fast.error or judge.error:
        yield f"cannot be read: {fast.error or judge.error}"
        return
    if content(judge.root) != given.expected:
        yield f"says {content(judge.root)} instead of {given.expected}"
    if not same_reading(fast, judge):
        yield "is read differently"
    if not judged_alike(fast, [place.new for place in placed]):
        yield "is judged differently"
    if reason := difference(tree, fast, placed):
        yield f"is not proved: {reason}"
    if breaks(source.text) - breaks(tree.source.text) and breaks(tree.source.text):
        yield "has other line breaks"
    yield from changed_lines(tree.source, source, given)


def changed_lines(before: Source, after: Source, given: Answer) -> Iterator[str]:
    """Lines that look otherwise although the edits had no business there."""
    old, new = before.text.splitlines(), after.text.splitlines()
    if given.part is not None:
        # Blank lines may go with what stood between them.
        full = [line for line in new if line.strip()]
        above = [line for line in old[: before.position(given.part.start).line - 1] if line.strip()]
        below = [line for line in old[before.position(max(given.part.end - 1, 0)).line :] if line.strip()]
        if above != full[: len(above)] or below != full[len(full) - len(below) :]:
            yield "has other lines above or below"
        return
    if all("\n" in edit.replacement for edit in given.edits) and not is_part(old, new):
        yield "has lost a line"
    if Counter(comment_texts(before)) - Counter(comment_texts(after)):
        yield "has lost a comment"


def breaks(text: str) -> set[str]:
    return {line[len(line.rstrip("\r\n")) :] for line in text.splitlines(keepends=True)} - {""}


def is_part(some: list[str], lines: list[str]) -> bool:
    """Whether the lines are among the others, in their order."""
    remaining = iter(lines)
    return all(line in remaining for line in some)


@given(odd_workflows(), st.randoms(use_true_random=False))
def test_builder_refuses_or_does_just_what_it_says(text: str, random: Random) -> None:
    tree, given_answer = answer(text, random)
    if isinstance(given_answer, Answer):
        assert not list(complaints(tree, given_answer)), (given_answer.builder, given_answer.edits)


def test_builders_of_all_kinds_answer_more_often_than_they_refuse() -> None:
    answers = [answer(text, random)[1] for text, random in examples(600)]
    given_answers = Counter(each.builder for each in answers if isinstance(each, Answer))
    assert set(given_answers) == {
        *("insert_entry", "insert_entry_above", "remove_entry", "add_comments", "replace_value", "replace_in_scalar"),
        *("remove_lines", "insert_step_before", "insert_step_after", "remove_step"),
    }
    assert sum(given_answers.values()) > sum(isinstance(each, Refusal) for each in answers)


def root_of(text: str) -> Mapping:
    root = tree_of(text).root
    assert isinstance(root, Mapping)
    return root


def edited(text: str, *edits: Edit) -> str:
    return apply_edits(Source(WORKFLOW, text), edits)[0].text


INSERTED = {
    "behind a key": ("a: 1\nb: 2\n", "a", "a: 1\nnew: x\nb: 2\n"),
    "behind the last key": ("a: 1\nb: 2\n", "b", "a: 1\nb: 2\nnew: x\n"),
    "without a final line break": ("a: 1\nb: 2", "b", "a: 1\nb: 2\nnew: x"),
    "behind the first key by default": ("a: 1\nb: 2\n", "missing", "a: 1\nnew: x\nb: 2\n"),
    "behind a comment in the line": ("a: 1 # why\n# of b\nb: 2\n", "a", "a: 1 # why\nnew: x\n# of b\nb: 2\n"),
    "behind a block": ("a: |\n  1\n\n\nb: 2\n", "a", "a: |\n  1\nnew: x\n\n\nb: 2\n"),
    "behind a list without indentation": ("a:\n- 1\n- 2\nb: 2\n", "a", "a:\n- 1\n- 2\nnew: x\nb: 2\n"),
    "behind an alias": ("z: &z [1,\n  2]\na: *z\nb: 2\n", "a", "z: &z [1,\n  2]\na: *z\nnew: x\nb: 2\n"),
    "behind an empty value": ("a:\nb: 2\n", "a", "a:\nnew: x\nb: 2\n"),
    "behind a flow value": ("a: [1,\n  2] # c\nb: 2\n", "a", "a: [1,\n  2] # c\nnew: x\nb: 2\n"),
    "with the line breaks of the file": ("a: 1\r\nb: 2\r\n", "a", "a: 1\r\nnew: x\r\nb: 2\r\n"),
    "into a flow mapping": ("{a: 1, b: 2}\n", "a", "{new: x, a: 1, b: 2}\n"),
}


@pytest.mark.parametrize(("text", "after", "expected"), INSERTED.values(), ids=INSERTED)
def test_entry_comes(text: str, after: str, expected: str) -> None:
    assert edited(text, insert_entry(root_of(text), "new: x", after=after)) == expected


def test_entry_comes_as_deep_as_its_neighbours() -> None:
    text = "on:\n     push:\n         branches: [main]\n"
    inner = root_of(text).get("on")
    assert isinstance(inner, Mapping)
    expected = "on:\n     push:\n         branches: [main]\n     new:\n       - x\n"
    assert edited(text, insert_entry(inner, "new:\n  - x")) == expected


REFUSED = {
    "a key that is there": ("new: 1\n", "there is a key new already"),
    "an empty mapping": ("{}\n", "the mapping is empty"),
    "a block that keeps line breaks": (
        "a: |+\n  x\n\n",
        "a block scalar that keeps its final line breaks stands before",
    ),
    "a block without a line break": ("a: |\n  x", "the file ends in a block scalar without a line break"),
    "a list that ends with an alias": (
        "a:\n- &x 1\n- *x\n",
        "an alias stands in the list, and where it ends is not known",
    ),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_entry_is_refused(text: str, reason: str) -> None:
    with pytest.raises(Refusal) as refusal:
        insert_entry(root_of(text), "new: x")
    assert str(refusal.value) == reason


def test_mapping_that_an_alias_uses_is_never_edited() -> None:
    root = root_of("a: &x\n  b: 1\n  c: {d: 2}\ne: *x\n")
    inner, entry = root.get("a"), root.entries[0]
    assert isinstance(inner, Mapping)
    builders: tuple[Callable[[], object], ...] = (
        lambda: insert_entry(inner, "new: x"),
        lambda: insert_entry_above(inner, "c", "new: x"),
        lambda: remove_entry(inner, inner.entries[0]),
        lambda: remove_entry(root, entry),
        lambda: add_comments(inner, "c", ["# new"]),
        lambda: replace_value(cast("Scalar", inner.get("b")), "2"),
        lambda: replace_in_scalar(cast("Scalar", inner.get("b")), 0, 1, "2"),
    )
    for builder in builders:
        with pytest.raises(Refusal, match="an alias uses this part of the file too"):
            builder()


REPLACED = {
    "plain": ("a: one two\n", "two", "it's", "a: one it's\n"),
    "single quotes": ("a: 'one two'\n", "two", "it's", "a: 'one it''s'\n"),
    "double quotes": ('a: "one two"\n', "two", 'a\\"', 'a: "one a\\\\\\""\n'),
    "behind an escape": ('a: "\\t\\x41 two"\n', "two", "x", 'a: "\\t\\x41 x"\n'),
    "literal": ("a: |\n  one\n  two\n", "two", "x\ny", "a: |\n  one\n  x\n  y\n"),
    "a whole line": ("a: |\n  one\n  two\n", "one\n", "x\ny\n", "a: |\n  x\n  y\n  two\n"),
    "the last line": ("a: |\n  one\n  two\n", "two\n", "x\n", "a: |\n  one\n  x\n"),
    "an empty line": ("a: |\n  one\n\n  two\n", "\n\n", "\nx\n", "a: |\n  one\n  x\n  two\n"),
    "a line break": ("a: |\n  one\n  two\n", "\n", " ", "a: |\n  one two\n"),
    "with CR LF": ("a: |\r\n  one\r\n  two\r\n", "one\n", "x\ny\n", "a: |\r\n  x\r\n  y\r\n  two\r\n"),
    "folded": ("a: >\n  one two\n  three\n", "two", "x", "a: >\n  one x\n  three\n"),
}


@pytest.mark.parametrize(("text", "old", "new", "expected"), REPLACED.values(), ids=REPLACED)
def test_part_of_a_value_is_replaced(text: str, old: str, new: str, expected: str) -> None:
    value = root_of(text).get("a")
    assert isinstance(value, Scalar)
    start = value.text.index(old)
    assert edited(text, replace_in_scalar(value, start, start + len(old), new)) == expected


@pytest.mark.parametrize(
    ("text", "old", "new", "reason"),
    [
        ("a: one\n", "one", "x: y", "the value would have to be quoted"),
        ("a: one\n", "one", "", "the value would have to be quoted"),
        ("a: one\n", "one", "x\ny", "the text stands in one line"),
        ("a: >\n  one\n  two\n", "one two", "x", "the text is folded, so a line break in it would be lost"),
        ("a: >\n  one\n  two\n", "two", " x", "the line would be folded otherwise"),
        ("a: |\n  one\n", "one", "  x", "the first line of the text would be indented"),
        ("a: |\n  one\n", "one\n", "", "nothing would be left of the text"),
        ("a: |\n  one\n  two\n", "two", "", "the text would end with other line breaks"),
    ],
)
def test_part_of_a_value_is_not_replaced(text: str, old: str, new: str, reason: str) -> None:
    value = root_of(text).get("a")
    assert isinstance(value, Scalar)
    start = value.text.index(old)
    with pytest.raises(Refusal) as refusal:
        replace_in_scalar(value, start, start + len(old), new)
    assert str(refusal.value) == reason


@given(st.text(max_size=12), st.booleans())
def test_quoted_text_reads_as_the_text(text: str, flow: bool) -> None:  # noqa: FBT001 - hypothesis gives it
    assume(not re.search("[\ud800-\udfff]", text))
    written = quoted(text, flow=flow)
    source = Source(WORKFLOW, f"[{written}]\n" if flow else f"a: {written}\n")
    for tree in (parse(source), parse_as_judge(source)):
        assert tree.error is None, written
        value = tree.root.items[0] if isinstance(tree.root, Sequence) else root_of(source.text).get("a")
        assert isinstance(value, Scalar)
        assert value.text == text
        assert value.style or not (value.is_null or value.boolean is not None or value.number is not None)


def test_edits_overlap_where_they_touch() -> None:
    def edit(start: int, end: int) -> tuple[Edit, ...]:
        return (Edit(Span(start, end), "x"),)

    assert overlap(edit(1, 3), edit(2, 4))
    assert overlap(edit(1, 3), edit(3, 4))
    assert overlap(edit(2, 2), edit(2, 2))
    assert not overlap(edit(1, 2), edit(3, 4))


class TestVariablesOfAStep:
    @pytest.mark.parametrize(
        ("step", "expected"),
        [
            ("run: a", "env:\n  A: b\n  B: ${{ x['y'] }}\nrun: a"),
            ("- run: |\n    a\n\n- b", "- run: |\n    a\n  env:\n    A: b\n    B: ${{ x['y'] }}\n\n- b"),
            ("name: n # first\n# of it\nrun: a", "name: n # first\n# of it\nrun: a\nenv:\n  A: b\n  B: ${{ x['y'] }}"),
            ("name: n # first\nrun: |\n  a\n", "name: n # first\nenv:\n  A: b\n  B: ${{ x['y'] }}\nrun: |\n  a\n"),
            ("env:\n    X: y # z\n\nrun: a", "env:\n    X: y # z\n    A: b\n    B: ${{ x['y'] }}\n\nrun: a"),
            ("env: {X: y}\nrun: a", "env: {A: b, B: '${{ x[''y''] }}', X: y}\nrun: a"),
            ("{run: a}", "{env: {A: b, B: '${{ x[''y''] }}'}, run: a}"),
        ],
    )
    def test_come_into_its_env_or_one_of_their_own(self, step: str, expected: str) -> None:
        root = parse(Source("x.yml", step)).root
        node = root.items[0] if isinstance(root, Sequence) else root
        assert isinstance(node, Mapping)
        assert edited(step, add_variables(node, "run", {"A": "b", "B": "${{ x['y'] }}"})) == expected

    @pytest.mark.parametrize(
        "step", ["env: ${{ x }}\nrun: a", "env:\nrun: a", "x: &e {X: y}\nenv: *e\nrun: a", "env: {}\nrun: a"]
    )
    def test_are_refused_where_env_is_something_else(self, step: str) -> None:
        with pytest.raises(Refusal):
            add_variables(root_of(step), "run", {"A": "b"})


class TestSections:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("on: push\njobs: {}", "on: push\nA:\n  b: c\njobs: {}"),
            ("on: push\n\njobs: {}", "on: push\n\nA:\n  b: c\n\njobs: {}"),
            ("on: push # x\n# of jobs\njobs: {}", "on: push # x\nA:\n  b: c\n# of jobs\njobs: {}"),
            ("on:\n  push:\n\n  # pull:\njobs: {}", "on:\n  push:\n\n  # pull:\nA:\n  b: c\njobs: {}"),
            ("on:\n  - push\n  # pull\n\njobs: {}", "on:\n  - push\n  # pull\n\nA:\n  b: c\n\njobs: {}"),
            ("jobs: {}\n\non: push", "jobs: {}\n\non: push\nA:\n  b: c"),
        ],
    )
    def test_stand_apart_as_their_neighbours_do(self, text: str, expected: str) -> None:
        assert edited(text, insert_section(root_of(text), "A:\n  b: c", after="on")) == expected

    def test_do_not_fit_into_flow_style(self) -> None:
        with pytest.raises(Refusal):
            insert_section(root_of("{on: push, jobs: {}}"), "A:\n  b: c", after="on")


class TestBlockForAWord:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a: word\nb: c", "a:\n  x: y\nb: c"),
            ("a:   word # why\nb: c", "a:   # why\n  x: y\nb: c"),
            ("a: 'word'", "a:\n  x: y"),
        ],
    )
    def test_comes_below_the_key(self, text: str, expected: str) -> None:
        root = root_of(text)
        assert edited(text, replace_with_block(root, root.entries[0], "  x: y")) == expected

    @pytest.mark.parametrize("text", ["{a: word}", "a:\n  word", "a: &w word\nb: *w", "a: 'two\n  words'"])
    def test_is_refused_elsewhere(self, text: str) -> None:
        root = root_of(text)
        with pytest.raises(Refusal):
            replace_with_block(root, root.entries[0], "  x: y")


class TestInputs:
    @pytest.mark.parametrize(
        ("step", "expected"),
        [
            ("- uses: a # b\n  if: c", "- uses: a # b\n  with:\n    A: b\n  if: c"),
            ("- with:\n      x: y\n      # z\n  uses: a", "- with:\n      x: y\n      A: b\n      # z\n  uses: a"),
            ("- uses: a\n  with: {x: y}", "- uses: a\n  with: {A: b, x: y}"),
            (
                "- uses: a\n- uses: b\n  with:\n     x: y",
                "- uses: a\n  with:\n     A: b\n- uses: b\n  with:\n     x: y",
            ),
        ],
    )
    def test_come_into_with_or_one_of_their_own(self, step: str, expected: str) -> None:
        head = "on: push\njobs:\n  j:\n    steps:\n"
        text = head + "".join(f"    {line}\n" for line in step.split("\n"))
        first = view(parse(Source(WORKFLOW, text)), WORKFLOW).steps()[0]
        wanted = head + "".join(f"    {line}\n" for line in expected.split("\n"))
        assert edited(text, insert_input(first, "A: b")) == wanted

    @pytest.mark.parametrize("inputs", ["${{ x }}", "", "{}"])
    def test_are_refused_where_with_is_something_else(self, inputs: str) -> None:
        text = f"on: push\njobs:\n  j:\n    steps:\n    - uses: a\n      with: {inputs}\n"
        with pytest.raises(Refusal):
            insert_input(view(parse(Source(WORKFLOW, text)), WORKFLOW).steps()[0], "A: b")


class TestVersionBehindAValue:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("a: b", "a: b # v1.2.3"),
            ("a: 'b' \nc: d", "a: 'b' # v1.2.3 \nc: d"),
            ("a: b   #v1\nc: d", "a: b   # v1.2.3\nc: d"),
            ("a: b # main", "a: b # v1.2.3"),
            ("a: b # v1.2.0-rc.1 for now", "a: b # v1.2.3 for now"),
            ("a: b # 2 of these", "a: b # v1.2.3 # 2 of these"),
            ("a: b # vendored", "a: b # v1.2.3 # vendored"),
        ],
    )
    def test_replaces_a_version_and_keeps_other_comments(self, text: str, expected: str) -> None:
        value = root_of(text).get("a")
        assert isinstance(value, Scalar)
        assert edited(text, note_version(value, "v1.2.3", instead_of="main")) == expected

    @pytest.mark.parametrize("text", ["{a: b}", "a: |\n  b\n", "a: &x b\nc: *x", "{a: b, c: d} # v1"])
    def test_is_refused_where_no_comment_can_stand(self, text: str) -> None:
        value = root_of(text).get("a")
        assert isinstance(value, Scalar)
        with pytest.raises(Refusal):
            note_version(value, "v1.2.3")
