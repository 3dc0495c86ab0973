"""The legs of a matrix, and the names that caches get from them, from Dockerfiles and from images."""

from collections.abc import Iterator

import pytest

from ci_lint.docker import Build, builds
from ci_lint.docker.leg_names import leg_name, legs_of
from ci_lint.docker.scope_names import scope_name
from ci_lint.edits import Refusal
from ci_lint.repository import Texts
from ci_lint.source import Source
from ci_lint.tree import parse
from ci_lint.workflow import Workflow

PATH = ".github/workflows/ci.yml"


def workflow(text: str) -> Workflow:
    return Workflow(parse(Source(PATH, text)), PATH, Texts({PATH: text}))


def matrix_builds(matrix: str, *inputs: str) -> Iterator[Build]:
    steps = "".join(f"\n      - {{uses: docker/build-push-action@v7, with: {{{line}}}}}" for line in inputs)
    head = f"on: push\njobs:\n  a:\n    runs-on: x\n    strategy:\n      matrix: {matrix}\n    steps:"
    yield from builds(workflow(head + steps))


def built(*inputs: str) -> list[Build]:
    return list(matrix_builds("{}", *inputs))


def test_legs_are_those_of_the_documentation() -> None:
    text = """{fruit: [apple, pear], animal: [cat, dog], include: [{color: green}, {color: pink, animal: cat},
      {fruit: apple, shape: circle}, {fruit: banana}, {fruit: banana, animal: cat}]}"""
    assert legs_of(parse(Source(PATH, text)).root) == (
        {"fruit": "apple", "animal": "cat", "color": "pink", "shape": "circle"},
        {"fruit": "apple", "animal": "dog", "color": "green", "shape": "circle"},
        {"fruit": "pear", "animal": "cat", "color": "pink"},
        {"fruit": "pear", "animal": "dog", "color": "green"},
        {"fruit": "banana"},
        {"fruit": "banana", "animal": "cat"},
    )


@pytest.mark.parametrize(
    ("text", "legs"),
    [
        ("{a: [1, 2], b: [3], exclude: [{a: 2}]}", ({"a": "1", "b": "3"},)),
        ("{a: [{b: {c: x}}, {b: {c: y}}]}", ({"a.b.c": "x"}, {"a.b.c": "y"})),
        ("{include: [{a: 1}, {b: 2}]}", ({"a": "1"}, {"b": "2"})),
        ("{a: ['${{ vars.A }}']}", None),
        (f"{{a: {list(range(20))}, b: {list(range(20))}}}", None),
        ("'${{ fromJSON(inputs.matrix) }}'", None),
    ],
)
def test_legs(text: str, legs: tuple[dict[str, str], ...] | None) -> None:
    assert legs_of(parse(Source(PATH, text)).root) == legs


@pytest.mark.parametrize(
    ("matrix", "inputs", "name"),
    [
        ("{app: [a, b], node: [20, 22]}", "context: '${{ matrix.app }}'", "${{ matrix.app }}"),
        (
            "{app: [a, b], on: [linux/amd64, linux/arm64]}",
            "context: '${{ matrix.app }}', platforms: '${{ matrix.on }}'",
            "${{ matrix.app }}-${{ matrix.on }}",
        ),
        ("{include: [{id: a, d: ./a, v: 1}, {id: b, d: ./b, v: 1}]}", "context: '${{ matrix.d }}'", "${{ matrix.id }}"),
        ("{include: [{d: ./a, x: 1}, {d: ./a, x: 2}, {d: ./b, x: 3}]}", "file: '${{ matrix.d }}'", "${{ matrix.d }}"),
        ("{d: '${{ fromJSON(vars.D) }}'}", "context: '${{ matrix.d }}'", "${{ matrix.d }}"),
    ],
)
def test_legs_are_named_by_what_decides_on_the_image(matrix: str, inputs: str, name: str) -> None:
    assert [leg_name(build) for build in matrix_builds(matrix, inputs)] == [name]


@pytest.mark.parametrize(
    "matrix", ["{on: ['a,b', c]}", "{on: ['', c]}", "{on: [[a], [c]]}", "{on: '${{ fromJSON(vars.P) }}'}"]
)
def test_values_that_would_break_the_entry_are_refused(matrix: str) -> None:
    (build,) = matrix_builds(matrix, "platforms: '${{ matrix.on }}'")
    with pytest.raises(Refusal):
        leg_name(build)


@pytest.mark.parametrize(
    ("own", "rival", "name"),
    [
        ("context: ./services/Web_UI", "context: api", "services-web-ui"),
        ("file: Dockerfile.web", "file: Dockerfile", "web"),
        ("file: web.dockerfile", "file: Dockerfile", "web"),
        ("file: docker/web/Dockerfile", "file: docker/api/Dockerfile", "docker-web"),
        ("file: docker/Containerfile.web", "file: docker/Containerfile.api", "docker-web"),
        ("context: web, file: Dockerfile", "context: api, file: Dockerfile", "web"),
        ("target: web", "target: api", "web"),
        ("platforms: linux/arm64", "platforms: linux/amd64", "linux-arm64"),
        ("tags: ghcr.io/acme/Web:1", "context: api", "web"),
        ("context: '${{ steps.a.outputs.folder }}', tags: acme/web", "context: api", "web"),
    ],
)
def test_an_image_is_named_by_what_tells_it_from_its_rival(own: str, rival: str, name: str) -> None:
    first, second = built(own, rival)
    assert scope_name(first, [second]) == name


def test_an_image_that_nothing_names_is_refused() -> None:
    first, second = built("context: '${{ inputs.a }}', tags: '${{ inputs.b }}'", "context: api")
    with pytest.raises(Refusal):
        scope_name(first, [second])
