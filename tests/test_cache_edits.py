"""Edits of cache entries and what goes with them: each field in its place, in inputs and in command lines."""

from collections.abc import Callable

import pytest

from ci_lint.docker import Build, builds
from ci_lint.docker.cache_edits import add_field, add_reader, remove_field, set_place
from ci_lint.edits import Edit, Refusal, apply_edits, remove_step
from ci_lint.edits.quoting import operand
from ci_lint.expressions import parse_expression
from ci_lint.repository import Texts
from ci_lint.source import Source
from ci_lint.tree import parse
from ci_lint.workflow import Workflow

PATH = ".github/workflows/ci.yml"
HEAD = "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"
ACTION = HEAD + "    - uses: docker/build-push-action@v7\n      with:\n"


def workflow(text: str) -> Workflow:
    return Workflow(parse(Source(PATH, text)), PATH, Texts({PATH: text}))


def edited(text: str, edit: Callable[[Build], Edit]) -> str:
    (build,) = builds(workflow(text))
    source, _ = apply_edits(Source(PATH, text), [edit(build)])
    return source.text


def without(name: str) -> Callable[[Build], Edit]:
    def remove(build: Build) -> Edit:
        field = build.caches[0].field(name)
        assert field
        return remove_field(build.caches[0], field)

    return remove


@pytest.mark.parametrize(
    ("entry", "left"),
    [
        ("type=gha,mode=max", "type=gha"),
        ("mode=max, type=gha", "type=gha"),
        ("type=gha, mode=max ,scope=a", "type=gha,scope=a"),
        ("type=gha,scope=mode=max,mode=max", "type=gha,scope=mode=max"),
        ("'type=gha,mode=max'", "'type=gha'"),
        ("type=gha,scope=${{ a || 'mode=max,' }},MODE=Max", "type=gha,scope=${{ a || 'mode=max,' }}"),
    ],
)
def test_a_field_goes_with_its_comma(entry: str, left: str) -> None:
    text = f"{ACTION}        cache-to: {entry}\n"
    assert edited(text, without("mode")) == text.replace(entry, left)


@pytest.mark.parametrize("entry", ["mode=max", "'type=gha,\"mode=max\"'"])
def test_a_field_is_left_where_nothing_or_a_riddle_would_remain(entry: str) -> None:
    (build,) = builds(workflow(f"{ACTION}        cache-to: {entry}\n"))
    mode = build.cache_to[0].field("mode")
    assert mode
    with pytest.raises(Refusal):
        remove_field(build.cache_to[0], mode)


@pytest.mark.parametrize(
    ("entry", "place", "new"),
    [
        ("type=gha", "web", "type=gha,scope=web"),
        ("type=gha,scope=api,mode=max", "web", "type=gha,scope=web,mode=max"),
        ("type=gha,scope=api,mode=max", "", "type=gha,mode=max"),
        ("type=registry,ref=a/b:c", "a/b:d", "type=registry,ref=a/b:d"),
    ],
)
def test_a_place_is_named(entry: str, place: str, new: str) -> None:
    text = f"{ACTION}        cache-to: |\n          {entry}\n        push: true\n"
    assert edited(text, lambda build: set_place(build.cache_to[0], place)) == text.replace(entry, new)


@pytest.mark.parametrize(
    ("option", "new"),
    [
        ("--cache-to type=gha", "--cache-to type=gha,mode=max"),
        ("--cache-to=type=gha", "--cache-to=type=gha,mode=max"),
        ('--cache-to="type=gha,scope=$A"', '--cache-to="type=gha,scope=$A,mode=max"'),
        ("'--cache-to=type=gha'", "'--cache-to=type=gha,mode=max'"),
        ("--cache-to 'type=gha' --push", "--cache-to 'type=gha,mode=max' --push"),
    ],
)
def test_a_field_is_added_inside_the_quotes_of_an_option(option: str, new: str) -> None:
    text = f"{HEAD}    - run: |\n        docker buildx build {option} \\\n          .\n"
    assert edited(text, lambda build: add_field(build.cache_to[0], "mode", "max")) == text.replace(option, new)


@pytest.mark.parametrize("option", ['--cache-to type=gha,scope="$A"', "--cache-to type=gha,scope=a\\ b"])
def test_an_entry_with_quotes_inside_is_refused(option: str) -> None:
    (build,) = builds(workflow(f"{HEAD}    - run: |\n        docker buildx build {option} .\n"))
    with pytest.raises(Refusal):
        add_field(build.cache_to[0], "mode", "max")


@pytest.mark.parametrize(
    ("script", "new"),
    [
        (
            "docker buildx build --cache-to type=gha,mode=max .",
            "docker buildx build --cache-from type=gha --cache-to type=gha,mode=max .",
        ),
        (
            "docker buildx build \\\n         --cache-to='type=gha' .",
            "docker buildx build \\\n         --cache-from='type=gha' \\\n         --cache-to='type=gha' .",
        ),
        (
            "docker buildx build '--cache-to=type=gha,ignore-error=true,url=u' .",
            "docker buildx build '--cache-from=type=gha,url=u' '--cache-to=type=gha,ignore-error=true,url=u' .",
        ),
        (
            "docker buildx build . --cache-to \\\n          type=gha",
            "docker buildx build . --cache-from \\\n          type=gha --cache-to \\\n          type=gha",
        ),
    ],
)
def test_a_command_reads_what_it_writes(script: str, new: str) -> None:
    text = f"{HEAD}    - run: |\n        {script}\n"
    assert edited(text, lambda build: add_reader(build, build.cache_to[0])) == text.replace(script, new)


@pytest.mark.parametrize(
    ("inputs", "new"),
    [
        ("cache-to: type=gha", "cache-from: type=gha\n        cache-to: type=gha"),
        (
            "push: true # yes\n        cache-to: 'type=gha,scope=a'",
            "push: true # yes\n        cache-from: type=gha,scope=a\n        cache-to: 'type=gha,scope=a'",
        ),
        (
            "# the cache\n        cache-to: |\n          type=gha\n\n        push: true",
            "# the cache\n        cache-to: |\n          type=gha\n        cache-from: type=gha\n\n        push: true",
        ),
        (
            "Cache-From: type=inline\n        Cache-To: type=gha",
            "Cache-From: |\n          type=inline\n          type=gha\n        Cache-To: type=gha",
        ),
    ],
)
def test_an_action_reads_what_it_writes(inputs: str, new: str) -> None:
    text = f"{ACTION}        {inputs}\n"
    assert edited(text, lambda build: add_reader(build, build.cache_to[0])) == text.replace(inputs, new)


@pytest.mark.parametrize(
    ("text", "expression"),
    [
        ("it's {0}", "'it''s {0}'"),
        ("a${{ b.c }}d", "format('a{0}d', b.c)"),
        ("{${{ x }}${{y}}}'", "format('{{{0}{1}}}''', x, y)"),
        ("${{ x == '}}' && 'it''s' }}", "format('{0}', x == '}}' && 'it''s')"),
    ],
)
def test_a_text_becomes_a_part_of_an_expression(text: str, expression: str) -> None:
    assert operand(text) == expression
    parse_expression(expression)


def test_a_text_with_half_an_expression_is_refused() -> None:
    with pytest.raises(Refusal):
        operand("a ${{ b")


def test_empty_lines_around_a_step_go_with_it_but_for_one_gap() -> None:
    text = f"{HEAD}    - run: a\n\n    - run: b\n\n    - run: c\n"
    source, _ = apply_edits(Source(PATH, text), [remove_step(workflow(text).steps()[1])])
    assert source.text == f"{HEAD}    - run: a\n\n    - run: c\n"


def test_a_step_with_a_comment_above_stays() -> None:
    with pytest.raises(Refusal):
        remove_step(workflow(f"{HEAD}    - run: a\n    # why\n    - run: b\n").steps()[1])
