"""Expressions are read as GitHub reads them, and every part of one knows its place in the file."""

import math
import time
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Struct

from ci_lint.expressions import (
    Binary,
    Call,
    Expr,
    ExpressionError,
    Index,
    Literal,
    Not,
    Property,
    Star,
    Variable,
    condition,
    descendants,
    find_expressions,
    parse_expression,
    references,
)
from ci_lint.expressions.availability import ACTION, NOTHING, WORKFLOW, available
from ci_lint.expressions.contexts import ANY, CONTEXTS, Kind, shape
from ci_lint.expressions.functions import FUNCTIONS, STATUS_FUNCTIONS, arity_problem
from ci_lint.expressions.nodes import LiteralValue
from ci_lint.expressions.taint import OUTSIDE, attacker_controlled, outside_text
from ci_lint.rule import DEFAULT_PATH
from ci_lint.rules.injection import script_injection
from ci_lint.source import Source
from ci_lint.tree import Mapping, Scalar, parse, scalars
from ci_lint.workflow import view


def scalar(yaml: str) -> Scalar:
    root = parse(Source("ci.yml", yaml)).root
    assert isinstance(root, Mapping)
    value = root.entries[0].value
    assert isinstance(value, Scalar)
    return value


def written(node: Expr) -> str:
    """The node as text, every part that could need parentheses in them."""
    match node:
        case Literal(value=value):
            return literal(value)
        case Call(name=name, arguments=arguments):
            return f"{name}({', '.join(map(written, arguments))})"
        case Not(operand=operand):
            return f"!({written(operand)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({written(left)}) {operator} ({written(right)})"
        case _:
            return path(node)


def literal(value: LiteralValue) -> str:
    if isinstance(value, str):
        return "'" + value.replace("'", "''") + "'"
    if isinstance(value, float):
        return repr(value).replace("inf", "Infinity")
    return "null" if value is None else str(value).lower()


def path(node: Variable | Property | Star | Index) -> str:
    match node:
        case Variable(name=name):
            return name
        case Property(target=target, name=name):
            return f"{written(target)}.{name}"
        case Star(target=target):
            return f"{written(target)}.*"
        case Index(target=target, index=index):
            return f"{written(target)}[{written(index)}]"


def meaning(node: object) -> object:
    """The node without its offsets; what is equal in Python but not in a workflow is told apart."""
    if isinstance(node, tuple):
        return tuple(map(meaning, node))
    if not isinstance(node, Struct):
        return type(node).__name__, repr(node)
    names = [name for name in node.__struct_fields__ if name not in ("start", "end")]
    return type(node).__name__, *(meaning(getattr(node, name)) for name in names)


def grouped(node: Expr) -> str:
    """The node with parentheses around every operation: what binds tighter is seen at once."""
    match node:
        case Not(operand=operand):
            return f"(!{grouped(operand)})"
        case Binary(operator=operator, left=left, right=right):
            return f"({grouped(left)} {operator} {grouped(right)})"
        case _:
            return written(node)


NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_-]{0,5}", fullmatch=True).filter(
    lambda name: name not in ("null", "true", "false", "NaN", "Infinity")
)
LITERALS = st.one_of(
    st.none(), st.booleans(), st.floats(allow_nan=False), st.text(st.characters(codec="utf-8"), max_size=8)
).map(lambda value: Literal(0, 0, value))
PATHS: st.SearchStrategy[Expr] = st.recursive(
    NAMES.map(lambda name: Variable(0, 0, name)),
    lambda targets: st.one_of(
        st.builds(Property, st.just(0), st.just(0), targets, NAMES),
        st.builds(Star, st.just(0), st.just(0), targets),
        st.builds(Index, st.just(0), st.just(0), targets, st.one_of(LITERALS, targets)),
    ),
    max_leaves=4,
)
OPERATORS = ("||", "&&", "==", "!=", "<", "<=", ">", ">=")
TREES: st.SearchStrategy[Expr] = st.recursive(
    st.one_of(LITERALS, PATHS),
    lambda trees: st.one_of(
        st.builds(Not, st.just(0), st.just(0), trees),
        st.builds(Binary, st.just(0), st.just(0), st.sampled_from(OPERATORS), trees, trees),
        st.builds(Call, st.just(0), st.just(0), NAMES, st.lists(trees, max_size=3).map(tuple)),
    ),
    max_leaves=8,
)


@given(TREES)
def test_a_tree_that_is_written_out_reads_as_the_same_tree(tree: Expr) -> None:
    assert meaning(parse_expression(written(tree))) == meaning(tree)


@given(TREES)
def test_the_text_of_every_node_reads_as_that_node(tree: Expr) -> None:
    text = written(tree)
    for node in descendants(parse_expression(text)):
        assert meaning(parse_expression(text[node.start : node.end])) == meaning(node)


@given(st.text(st.sampled_from("ab.*[]()'!=<>&|,-+01xe \n\"$é"), max_size=40))
def test_any_text_gives_a_tree_or_an_error_inside_it(text: str) -> None:
    try:
        tree = parse_expression(text)
        places = [(node.start, node.end) for node in descendants(tree)]
    except ExpressionError as error:
        places = [(error.offset, error.offset)]
    assert all(0 <= start <= end <= len(text) for start, end in places)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a || b && c == d < !e.f", "(a || (b && (c == (d < (!e.f)))))"),
        ("a && b || c && d", "((a && b) || (c && d))"),
        ("a || b || c", "((a || b) || c)"),
        ("a == b != c", "((a == b) != c)"),
        ("a < b >= c", "((a < b) >= c)"),
        ("!a == b", "((!a) == b)"),
        ("!!a", "(!(!a))"),
        ("!a.b['c']", "(!a.b['c'])"),
        ("(a || b) && c", "((a || b) && c)"),
        ("a\n  &&\tb", "(a && b)"),
    ],
)
def test_precedence(text: str, expected: str) -> None:
    assert grouped(parse_expression(text)) == expected


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("true", True),
        ("false", False),
        ("1", 1.0),
        ("-1.5", -1.5),
        ("+.5", 0.5),
        (".5", 0.5),
        ("1.", 1.0),
        ("1e3", 1000.0),
        ("-2E-2", -0.02),
        ("0x1F", 31.0),
        ("0o17", 15.0),
        ("Infinity", math.inf),
        ("-Infinity", -math.inf),
        ("0x" + "f" * 400, math.inf),
        ("''", ""),
        ("'it''s ''so'''", "it's 'so'"),
        ("'}} ${{ \"'", '}} ${{ "'),
    ],
)
def test_literals(text: str, value: LiteralValue) -> None:
    assert meaning(parse_expression(text)) == meaning(Literal(0, 0, value))


def test_not_a_number_is_a_number() -> None:
    tree = parse_expression("NaN")
    assert isinstance(tree, Literal)
    assert isinstance(tree.value, float)
    assert math.isnan(tree.value)


def test_names_of_literals_are_names_behind_a_dot_and_in_other_case() -> None:
    assert parse_expression("a.true") == Property(0, 6, Variable(0, 1, "a"), "true")
    assert parse_expression("True") == Variable(0, 4, "True")


def test_offsets_count_in_the_text_and_cover_parentheses() -> None:
    tree = parse_expression(" (a || b).c[ 'd' ].* == f(1, g) ")
    texts = [" (a || b).c[ 'd' ].* == f(1, g) "[node.start : node.end] for node in descendants(tree)]
    assert texts == [
        "(a || b).c[ 'd' ].* == f(1, g)",
        "(a || b).c[ 'd' ].*",
        "(a || b).c[ 'd' ]",
        "(a || b).c",
        "a || b",
        "a",
        "b",
        "'d'",
        "f(1, g)",
        "1",
        "g",
    ]


@pytest.mark.parametrize(
    ("text", "offset", "message"),
    [
        ("", 0, "the expression is empty"),
        ("  ", 0, "the expression is empty"),
        ("a ==", 4, "the expression is not finished"),
        ("f(a", 3, "the expression is not finished"),
        ("f(a,)", 4, "unexpected )"),
        ("a b", 2, "unexpected b"),
        ("a = b", 2, "unexpected ="),
        ("a & b", 2, "unexpected &"),
        ("a*b", 0, "unexpected a*b"),
        ("1*2", 0, "unexpected 1*2"),
        ("1_000", 0, "unexpected 1_000"),
        ("0x", 0, "unexpected 0x"),
        ("'a'.b", 3, "unexpected .b"),
        ("1[0]", 1, "unexpected ["),
        ("a..b", 2, "unexpected .b"),
        ("a]", 1, "unexpected ]"),
        ("a.b(c)", 3, "unexpected ("),
        ("a == 'b", 5, "the string is not closed"),
        ('a == "b"', 5, "a double quote: strings stand in single quotes"),
        ("github.événement", 7, "unexpected événement"),
        ("!" * 60 + "a", 50, "nested deeper than 50 levels"),
    ],
)
def test_mistakes_are_named_where_they_are(text: str, offset: int, message: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression(text)
    assert (caught.value.offset, caught.value.message) == (offset, message)


@pytest.mark.parametrize("text", ["a" + ".b" * 49, "a" + ".b" * 48 + "[0]", "!" * 49 + "a", "(" * 49 + "a" + ")" * 49])
def test_fifty_levels_are_read_and_one_more_is_not(text: str) -> None:
    assert parse_expression(text)
    with pytest.raises(ExpressionError, match="nested deeper"):
        parse_expression(f"!({text})")


@pytest.mark.parametrize(
    "text",
    [
        "(" * 20_000,
        "a[" * 10_000,
        "!" * 20_999,
        "f(" * 10_000,
        "'" * 20_999,
        "a" * 20_999 + "*",
        "1" * 20_999,
        "||".join("a" * 7_000),
        "==".join("a" * 7_000),
        "a" + "." * 20_000,
        "x" * 1_000_000,
    ],
)
def test_hostile_expressions_end_soon(text: str) -> None:
    started = time.perf_counter()
    expressions = find_expressions(Scalar(Source("x", ""), 0, 0, "${{" + text + "}}"))
    for expression in expressions:
        if expression.tree:
            list(references(expression.tree))
            list(outside_text(expression.tree, None))
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize("text", ["${{" * 100_000, "${{ a }}" * 50_000, "${{ '" * 50_000, "${{ }" * 100_000 + "}}"])
def test_hostile_scalars_end_soon(text: str) -> None:
    started = time.perf_counter()
    find_expressions(Scalar(Source("x", ""), 0, 0, text))
    assert time.perf_counter() - started < 1


@pytest.mark.parametrize(
    ("text", "inner"),
    [
        ("plain $ {{ text }}", []),
        ("${{ a }}", [" a "]),
        ("x${{a}}y${{b}}", ["a", "b"]),
        ("${{ 'a }} b' }}", [" 'a }} b' "]),
        ("${{ 'it''s }}' }} }}", [" 'it''s }}' "]),
        ("${{ a }}}", [" a "]),
        ("${{}}", [""]),
        ("${{ a } }}", [" a } "]),
        ("${{ '${{' }}", [" '${{' "]),
        ("${{ a }} ${{ 'b }}", [" a ", " 'b }}"]),
    ],
)
def test_expressions_end_where_github_ends_them(text: str, inner: list[str]) -> None:
    assert [found.inner for found in find_expressions(Scalar(Source("x", ""), 0, 0, text))] == inner


def test_what_is_not_closed_is_an_error_and_has_no_tree() -> None:
    (found,) = find_expressions(scalar("run: echo ${{ github.sha"))
    assert found.tree is None
    assert found.error is not None
    assert found.error.message == "the expression is not closed"


YAML_STYLES = (
    "run: echo ${{ github.sha }} ${{ github.ref }}",
    'run: "\\techo ${{ github.sha }} \\"${{ github.ref }}\\""',
    "run: 'it''s ${{ github.sha }} ${{ github.ref }}'",
    "run: |\n  echo \\\n    ${{ github.sha }}\n  echo ${{ github.ref }}\n",
    "run: >-\n  echo ${{ github.sha }}\n  more\n\n  ${{ github.ref }}\n",
    "run: echo\n  ${{ github.sha }}\n  ${{ github.ref }}",
)


@pytest.mark.parametrize("yaml", YAML_STYLES)
def test_an_expression_lies_exactly_at_its_span(yaml: str) -> None:
    found = find_expressions(scalar(yaml))
    assert [yaml[e.span.start : e.span.end] for e in found] == ["${{ github.sha }}", "${{ github.ref }}"]
    for expression in found:
        assert expression.tree
        span = expression.part(expression.tree.start, expression.tree.end)
        assert yaml[span.start : span.end] == expression.inner.strip()


@given(st.lists(st.sampled_from(["${{ a.b }}", "x", "'", " ", "\n", "\\", '"', "é", "#", "\t"]), min_size=1))
def test_spans_are_exact_in_quoted_scalars(parts: list[str]) -> None:
    text = "".join(parts)
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\t", "\\t")
    yaml = f'run: "{escaped}"'
    spans = [e.span for e in find_expressions(scalar(yaml)) if e.closed]
    assert [yaml[span.start : span.end] for span in spans] == ["${{ a.b }}"] * text.count("${{ a.b }}")


@pytest.mark.parametrize(
    ("yaml", "inner", "error"),
    [
        ("if: always()", "always()", False),
        ("if: ${{ always() }}", " always() ", False),
        ("if: '!cancelled() '", "!cancelled()", False),
        ("if: |\n  a &&\n  b\n", "a &&\nb", False),
        ("if: a = b", "a = b", True),
        ("if: ''", "", True),
    ],
)
def test_conditions_are_expressions_with_and_without_braces(yaml: str, inner: str, error: bool) -> None:  # noqa: FBT001 - a table
    found = condition(scalar(yaml))
    assert found.inner == inner
    assert (found.error is not None) == error


@pytest.mark.parametrize(
    "yaml", ["if: ${{ a }} && b", "if: ' ${{ a }}'", "if: |\n  ${{ a }}\n", "if: ${{ a }}${{ b }}"]
)
def test_a_condition_with_text_around_its_braces_is_a_text(yaml: str) -> None:
    found = condition(scalar(yaml))
    assert found.surrounded
    assert found.error is None
    assert isinstance(found.tree, Literal)
    assert found.tree.value == scalar(yaml).text


@pytest.mark.parametrize(
    ("text", "paths"),
    [
        ("GitHub.Event.Issue.Title", ["github.event.issue.title"]),
        ("github['event']['X']", ["github.event.x"]),
        ("a.*.b", ["a.*.b"]),
        ("a[*].b", ["a.*.b"]),
        ("a[0].b", ["a.*.b"]),
        ("a.*.b[0]", ["a.*.b"]),
        ("a[b.c].d", ["a.*.d", "b.c"]),
        ("f(a.b).c[d] && !e", ["a.b", "d", "e"]),
        ("(a || b).c", ["a", "b"]),
        ("'a.b'", []),
    ],
)
def test_references(text: str, paths: list[str]) -> None:
    assert [found.text for found in references(parse_expression(text))] == paths


def tainted(text: str, events: tuple[str, ...] | None = None) -> list[str]:
    return [found.text for found in outside_text(parse_expression(text), events)]


TITLE = "github.event.issue.title"


@pytest.mark.parametrize(
    "text",
    [
        TITLE,
        "github.event.Issue['Title']",
        f"format('{{0}}', {TITLE})",
        f"toJSON({TITLE})",
        f"a || {TITLE}",
        f"a && {TITLE} || 'x'",
        f"case(a, 'x', {TITLE})",
        f"case(a, {TITLE}, 'x')",
        f"case(a, 'x', b, {TITLE}, 'y')",
        f"fromJSON({TITLE}).x",
        f"({TITLE})",
        "toJSON(github)",
        "toJSON(github.event)",
        "toJSON(github.event.issue)",
        "toJSON(github.event.*.title)",
        "join(github.event.*.title)",
        "github.event.commits[0].message",
        "github.event.commits.*.message[0]",
        "join(github.event.commits.*.message, '')",
        "toJSON(github.event.commits)",
        "github.event.pages[0].page_name",
        "github.head_ref",
        "(github.event.issue || github.event.pull_request)['user'].login || (a && github.event.issue).title",
        "(github.event.issue || a).title",
    ],
)
def test_text_of_outsiders_flows_to_the_value(text: str) -> None:
    assert len(tainted(text)) == 1


@pytest.mark.parametrize(
    "text",
    [
        f"!{TITLE}",
        f"{TITLE} == 'x'",
        f"contains({TITLE}, 'x')",
        f"startsWith({TITLE}, 'x') && 'a' || 'b'",
        f"hashFiles({TITLE})",
        f"{TITLE} && 'x'",
        f"case({TITLE} == 'x', 'a', 'b')",
        f"{TITLE}.length",
        "(github.event.issue == a).title",
        "github.event.issue",
        "github.event.commits.*.message",
        "github.event.issue.number",
        "github.event.issue.user.login",
        "github.event.pull_request.head.sha",
        "github.event.pull_request.base.ref",
        "github.event.pull_request.head.repo.full_name",
        "github.ref_name",
        "github[inputs.x]",
        "toJSON(github.event.issue.labels)",
        "join(github.event.commits, '')",
        "'github.event.issue.title'",
    ],
)
def test_what_cannot_carry_code_is_left_alone(text: str) -> None:
    assert tainted(text) == []


@pytest.mark.parametrize(
    ("text", "events", "count"),
    [
        (TITLE, ("issues",), 1),
        (TITLE, ("push", "issue_comment"), 1),
        (TITLE, ("push", "workflow_dispatch"), 0),
        (TITLE, ("workflow_call",), 1),
        (TITLE, None, 1),
        ("github.head_ref", ("pull_request",), 1),
        ("github.head_ref", ("push",), 0),
        ("toJSON(github.event)", ("push",), 1),
        ("toJSON(github.event)", ("schedule",), 0),
        ("github.event.workflow_run.head_branch", ("workflow_run",), 1),
    ],
)
def test_only_events_that_carry_the_text_count(text: str, events: tuple[str, ...] | None, count: int) -> None:
    assert len(tainted(text, events)) == count


def test_attacker_controlled_paths() -> None:
    assert attacker_controlled(("github", "event", "commits", "*", "message"))
    assert attacker_controlled(("github", "head_ref"))
    assert not attacker_controlled(("github", "event"))
    assert not attacker_controlled(("github", "event", "number"))
    assert all(outside.path[0] == "github" and outside.events for outside in OUTSIDE)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("contains(a)", "contains takes 2 arguments, not 1"),
        ("toJson()", "toJSON takes 1 argument, not 0"),
        ("always(1)", "always takes no arguments, not 1"),
        ("join(a, b, c)", "join takes 1 to 2 arguments, not 3"),
        ("hashFiles()", "hashFiles takes at least 1 argument, not 0"),
        ("case(a, b)", "case takes at least 3 arguments, not 2"),
        ("case(a, b, c, d)", "case takes an odd number of arguments, pairs and a default, not 4"),
        ("case(a, b, c)", None),
        ("format('x')", None),
        ("unknown(1, 2)", None),
        ("success('a', 'b')", None),
    ],
)
def test_number_of_arguments(text: str, problem: str | None) -> None:
    call = parse_expression(text)
    assert isinstance(call, Call)
    assert arity_problem(call) == problem


def test_what_is_known_of_contexts() -> None:
    assert shape(("github", "sha")) is not None
    assert shape(("github", "shaa")) is None
    assert shape(("nothing",)) is None
    assert shape(("github", "event", "issue", "title")) is ANY
    assert shape(("steps", "x", "outputs", "y")) is not None
    assert shape(("steps", "x", "output")) is None
    outcome = shape(("steps", "x", "outcome"))
    assert outcome is not None
    assert outcome.values == ("success", "failure", "cancelled", "skipped")
    assert shape(("needs", "*", "result")) is ANY
    ref_protected = shape(("github", "ref_protected"))
    assert ref_protected is not None
    assert ref_protected.kind is Kind.BOOLEAN


@pytest.mark.parametrize(
    ("path", "has", "lacks"),
    [
        ("jobs.*.steps.*.run", {"secrets", "steps", "env"}, {"jobs"}),
        ("jobs.*.steps.*.with.*", {"secrets"}, {"jobs"}),
        ("jobs.*.if", {"needs"}, {"secrets", "matrix", "env"}),
        ("jobs.*.container.image", {"matrix"}, {"secrets", "env"}),
        ("jobs.*.container.credentials.password", {"secrets", "env"}, {"steps"}),
        ("jobs.*.cache-mode", set(), {"github"}),
        ("jobs.*.steps.*.uses", set(), {"github"}),
        ("on.push.branches", set(), {"github"}),
        ("run-name", {"github", "inputs", "vars"}, {"secrets", "env"}),
    ],
)
def test_contexts_by_key(path: str, has: set[str], lacks: set[str]) -> None:
    found = available(WORKFLOW, tuple(path.split("."))).contexts
    assert has <= found
    assert not lacks & found


def test_special_functions_by_key() -> None:
    assert available(WORKFLOW, ("jobs", "*", "if")).functions == STATUS_FUNCTIONS
    assert available(WORKFLOW, ("jobs", "*", "steps", "*", "run")).functions == {"hashfiles"}
    assert available(WORKFLOW, ("env", "X")).functions == set()
    assert "secrets" not in available(ACTION, ("runs", "steps", "*", "run")).contexts
    assert available(ACTION, ("runs", "steps", "*", "uses")) is NOTHING


def tables() -> Iterator[tuple[str, frozenset[str], frozenset[str]]]:
    for table in (WORKFLOW, ACTION):
        for path, found in table.items():
            yield path, found.contexts, found.functions


@pytest.mark.parametrize(("path", "contexts", "functions"), list(tables()))
def test_tables_name_only_what_exists(path: str, contexts: frozenset[str], functions: frozenset[str]) -> None:
    assert contexts <= CONTEXTS.keys(), path
    assert all(FUNCTIONS[name].special for name in functions), path


def test_keys_are_scalars_too() -> None:
    tree = parse(Source("ci.yml", "${{ insert }}: ${{ a }}\n"))
    assert [e.inner for s in scalars(tree.root) for e in find_expressions(s)] == [" insert ", " a "]


def test_variables_that_name_each_other_end_soon() -> None:
    many = " ".join("${{ env.A }} ${{ env.B }}" for _ in range(2_000))
    title = "${{ github.event.issue.title }}"
    yaml = f"on: issues\nenv:\n  A: {many}\n  B: {many} {title}\njobs:\n  x:\n    steps:\n" + f"    - run: {many}\n" * 3
    started = time.perf_counter()
    problems = list(script_injection.check(view(parse(Source(DEFAULT_PATH, yaml)), DEFAULT_PATH)))
    assert len(problems) == 3 * 4_000
    assert time.perf_counter() - started < 2
