"""Whether a step can run on an event: what is not known stays unknown until every value gives one answer."""

import itertools
import textwrap
from collections.abc import Mapping
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_lint.expressions import parse_expression
from ci_lint.expressions.evaluate import UNKNOWN, Value, evaluate, truth
from ci_lint.reach import FORK_PULL_REQUEST, PULL_REQUEST, holds, job_reaches, reaches
from ci_lint.source import Source
from ci_lint.tree import parse
from ci_lint.workflow import Job, Step, Workflow, view

PUSH = MappingProxyType[tuple[str, ...], Value](
    {("github", "event_name"): "push", ("github", "ref"): "refs/heads/main", ("success()",): True}
)
NOTHING: Mapping[tuple[str, ...], Value] = MappingProxyType({})


def value(text: str, facts: Mapping[tuple[str, ...], Value] = NOTHING) -> Value:
    return evaluate(parse_expression(text), facts)


class TestTruthTables:
    """`u` is not known."""

    FACTS = MappingProxyType[tuple[str, ...], Value]({("t",): True, ("f",): False, ("u",): UNKNOWN})

    @pytest.mark.parametrize(("operator", "answers"), [("&&", "tfu fff ufu"), ("||", "ttt tfu tuu")])
    def test_of_and_and_or(self, operator: str, answers: str) -> None:
        words = {True: "t", False: "f", None: "u"}
        rows = [[words[truth(value(f"{left} {operator} {right}", self.FACTS))] for right in "tfu"] for left in "tfu"]
        assert " ".join("".join(row) for row in rows) == answers

    def test_of_not(self) -> None:
        assert [truth(value(text, self.FACTS)) for text in ("!t", "!f", "!u", "!!u")] == [False, True, None, None]

    @pytest.mark.parametrize("operator", ["==", "!=", "<", "<=", ">", ">="])
    def test_of_a_comparison_with_something_unknown(self, operator: str) -> None:
        assert value(f"u {operator} 1", self.FACTS) is UNKNOWN
        assert value(f"1 {operator} u", self.FACTS) is UNKNOWN
        assert value(f"u {operator} u", self.FACTS) is UNKNOWN


class TestValues:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("'a' == 'A'", True),
            ("'a' != 'b'", True),
            ("'b' > 'A'", True),
            ("1 == '1'", True),
            ("'' == 0", True),
            ("null == 0", True),
            ("null == ''", True),
            ("true == 1", True),
            ("true == 'true'", False),
            ("'x' == 0", False),
            ("'x' != 0", True),
            ("'0x1F' == 31", True),
            ("'0o17' == 15", True),
            ("' 1e1 ' == 10", True),
            ("'1_0' == 10", False),
            ("'nan' == 'NaN'", True),
            ("'inf' > 1", False),
            ("'Infinity' > 1", True),
            ("1 < '2'", True),
            ("null == null", True),
            ("null < null", False),
            ("null <= null", True),
            ("'a' && 'b'", "b"),
            ("'' || 'b'", "b"),
            ("0 && 'b'", 0),
            ("contains('Hello', 'ell')", True),
            ("contains('Hello', 'LL')", True),
            ("startsWith('refs/tags/v1', 'REFS/')", True),
            ("endsWith('abc', 'bc')", True),
            ("startsWith('a', 'b')", False),
            ("""contains(fromJSON('["push", "release"]'), 'PUSH')""", True),
            ("""contains(fromJSON('[1, null, {"a": 1}]'), 'x')""", False),
            ("contains(fromJSON('broken'), 'x')", UNKNOWN),
            ("always()", True),
            ("success()", UNKNOWN),
            ("hashFiles('x')", UNKNOWN),
            ("github.ref", UNKNOWN),
            ("github['event'].x", UNKNOWN),
            ("github.event.*.x", UNKNOWN),
        ],
    )
    def test_without_facts(self, text: str, expected: Value) -> None:
        assert value(text) == expected

    @pytest.mark.parametrize(
        "text", ["github.event_name", "GitHub.Event_Name", "github['event_name']", "github['EVENT_NAME']"]
    )
    def test_fact_is_found_however_it_is_spelled(self, text: str) -> None:
        assert value(text, PUSH) == "push"

    @pytest.mark.parametrize(
        ("given_value", "expected"),
        [
            (True, True),
            (0, False),
            (float("nan"), False),
            (-1, True),
            ("", False),
            ("false", True),
            (None, False),
            (UNKNOWN, None),
        ],
    )
    def test_truth(self, given_value: Value, expected: bool | None) -> None:  # noqa: FBT001 - a column of the table
        assert truth(given_value) is expected


FACTS = ("a", "b", "c.d")
VALUES: tuple[Value, ...] = (True, False, None, 0, 1, "", "x", "1")

atoms = st.sampled_from([*FACTS, "true", "false", "null", "0", "1", "''", "'x'", "'X'", "always()", "unknown"])


def joined(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operators = st.sampled_from(["&&", "||", "==", "!=", "<", "<=", ">", ">="])
    functions = st.sampled_from(["contains", "startsWith", "endsWith"])
    return (
        st.builds("({} {} {})".format, inner, operators, inner)
        | st.builds("!{}".format, inner)
        | st.builds("{}({}, {})".format, functions, inner, inner)
    )


expressions = st.recursive(atoms, joined, max_leaves=7)
facts = st.dictionaries(st.sampled_from([tuple(name.split(".")) for name in FACTS]), st.sampled_from(VALUES))


@given(expressions, facts, st.sampled_from([tuple(name.split(".")) for name in FACTS]), st.sampled_from(VALUES))
def test_known_answer_stays_when_more_becomes_known(
    text: str, known: dict[tuple[str, ...], Value], name: tuple[str, ...], learned: Value
) -> None:
    tree = parse_expression(text)
    before, after = evaluate(tree, known), evaluate(tree, {name: learned, **known})
    if not isinstance(before, type(UNKNOWN)):
        assert (before, type(before)) == (after, type(after))
    if truth(before) is not None:
        assert truth(after) is truth(before)


def test_truth_may_be_known_where_the_value_is_not() -> None:
    assert truth(value("a || true")) is True
    assert truth(value("a && ''")) is False
    assert value("(a || true) == true") == UNKNOWN  # with `a` of 'x' it is false


@given(expressions)
def test_answer_is_known_once_all_facts_are_unless_a_name_has_none(text: str) -> None:
    tree = parse_expression(text)
    everything = {tuple(name.split(".")): "x" for name in FACTS}
    if not any(word in text for word in ("unknown", "contains", "startsWith", "endsWith")):
        assert evaluate(tree, everything) is not UNKNOWN


def test_every_combination_of_facts_agrees_with_the_answer_without_them() -> None:
    text = "(a && b) || (!a && c.d) || (b && c.d)"
    tree = parse_expression(text)
    names = [("a",), ("b",), ("c", "d")]
    three: tuple[Value, ...] = (True, False, UNKNOWN)
    for known in itertools.product(three, repeat=3):
        choices: list[list[Value]] = [[True, False] if truth(fact) is None else [fact] for fact in known]
        worlds = itertools.product(*choices)
        possible = {truth(evaluate(tree, dict(zip(names, world, strict=True)))) for world in worlds}
        answer = truth(evaluate(tree, dict(zip(names, known, strict=True))))
        assert answer is None or possible == {answer}


def workflow(text: str) -> Workflow:
    found = view(parse(Source("ci.yml", textwrap.dedent(text).lstrip("\n"))), ".github/workflows/ci.yml")
    assert isinstance(found, Workflow)
    return found


def step(condition: str, job_condition: str = "") -> Step:
    text = f"on: push\njobs:\n  a:\n    if: {job_condition}\n    steps:\n      - run: x\n        if: {condition}\n"
    return workflow(text).steps()[0]


class TestSteps:
    @pytest.mark.parametrize(
        ("condition", "on_push", "on_pull_request"),
        [
            ("", True, True),
            ("github.event_name == 'push'", True, False),
            ("${{ github.event_name == 'push' }}", True, False),
            ("github.event_name != 'pull_request'", True, False),
            ("github.ref == 'refs/heads/main'", True, False),
            ("startsWith(github.ref, 'refs/tags/')", False, False),
            ("github.event.pull_request.merged == true", True, False),
            ("always()", True, True),
            ("success() && github.event_name == 'push'", True, False),
            ("failure()", True, True),
            ("inputs.x", True, True),
            ("inputs.x && github.event_name == 'push'", True, False),
            ("inputs.x || github.event_name == 'push'", True, True),
            ("false", False, False),
            ("'false'", False, False),
            ("'${{ broken'", True, True),
            ("x ==", True, True),
            ("[a, list]", True, True),
        ],
    )
    def test_may_run(self, condition: str, on_push: bool, on_pull_request: bool) -> None:  # noqa: FBT001 - columns
        assert reaches(step(condition), PUSH) is on_push
        assert reaches(step(condition), PULL_REQUEST) is on_pull_request
        assert reaches(step("", condition), PUSH) is on_push
        assert reaches(step("", condition), PULL_REQUEST) is on_pull_request

    @pytest.mark.parametrize(
        ("condition", "surely"),
        [
            ("", True),
            ("always()", True),
            ("inputs.x", False),
            ("success()", True),
            ("github.event_name == 'pull_request'", True),
        ],
    )
    def test_surely_runs_only_if_nothing_unknown_can_keep_it_away(self, condition: str, surely: bool) -> None:  # noqa: FBT001 - a column
        assert reaches(step(condition), PULL_REQUEST, surely=True) is surely

    def test_fork_has_no_secrets_and_says_so(self) -> None:
        fork = "github.event.pull_request.head.repo.fork"
        assert not reaches(step(f"'!{fork}'"), FORK_PULL_REQUEST)
        assert reaches(step(f"'!{fork}'"), PULL_REQUEST)
        own = "github.event.pull_request.head.repo.full_name == github.repository"
        assert reaches(step(own), PULL_REQUEST)

    def test_step_of_an_action_has_its_own_condition_only(self) -> None:
        text = "runs: {using: composite, steps: [{run: x, shell: bash, if: github.event_name == 'push'}]}"
        found = view(parse(Source("action.yml", text)), "action.yml").steps()[0]
        assert reaches(found, PUSH)
        assert not reaches(found, PULL_REQUEST)

    def test_no_condition_holds(self) -> None:
        assert holds(None, PUSH)
        assert holds(None, PUSH, surely=True)


def job(text: str, name: str) -> Job:
    return next(
        each
        for each in workflow(f"on: push\njobs:\n{textwrap.indent(textwrap.dedent(text), '  ')}").jobs()
        if each.id == name
    )


class TestNeeds:
    TEXT = """
        build: {if: "github.event_name == 'push'"}
        test: {needs: build}
        deploy: {needs: [test, other]}
        always: {needs: build, if: always()}
        despite: {needs: test, if: "!cancelled()"}
        success: {needs: test, if: success()}
        other: {}
        """

    @pytest.mark.parametrize(
        ("name", "reached"),
        [
            *(("build", False), ("test", False), ("deploy", False), ("success", False)),
            *(("always", True), ("despite", True), ("other", True)),
        ],
    )
    def test_job_is_skipped_with_those_it_needs(self, name: str, reached: bool) -> None:  # noqa: FBT001 - a column
        assert job_reaches(job(self.TEXT, name), PULL_REQUEST) is reached
        assert job_reaches(job(self.TEXT, name), PUSH)

    def test_circles_and_unknown_names_are_no_trouble(self) -> None:
        text = "a: {needs: [b, c, missing]}\nb: {needs: [a, b, c]}\nc: {needs: [a, b]}\n"
        assert job_reaches(job(text, "a"), PUSH)
