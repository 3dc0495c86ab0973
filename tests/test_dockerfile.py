"""What rules are told of a Dockerfile: its stages, and which of them a build runs where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ci_lint.dockerfile import Dockerfile, parse_dockerfile

CROSS = """\
# syntax=docker/dockerfile:1
ARG GO=1.26
ARG VARIANT
FROM --platform=$BUILDPLATFORM golang:${GO}-${VARIANT:-alpine} AS Build
ARG TARGETARCH
ENV CGO_ENABLED=0 "GOFLAGS=-mod=vendor -trimpath"
COPY go.mod go.sum ./
RUN --mount=type=cache,target=/root/.cache/go-build --mount=type=secret,id=token \\
    # a comment between the lines

    GOARCH=$TARGETARCH go build -o /app .

FROM build AS test
RUN go test ./...

FROM alpine:3.22 AS tools
RUN apk add curl

FROM scratch
COPY --from=build --chown=1:1 /app /app
ADD ["a file", "/b/"]
"""


@pytest.fixture
def cross() -> Dockerfile:
    return parse_dockerfile(CROSS)


def test_stages_know_name_image_platform_and_base(cross: Dockerfile) -> None:
    assert [stage.name for stage in cross.stages] == ["build", "test", "tools", ""]
    assert [stage.image for stage in cross.stages] == ["golang:1.26-alpine", "build", "alpine:3.22", "scratch"]
    assert cross.stages[0].platform == "$BUILDPLATFORM"
    assert cross.stages[1].base is cross.stages[0]
    assert cross.stages[1].final_image == "golang:1.26-alpine"
    assert cross.stages[1].effective_platform == "$BUILDPLATFORM"
    assert [stage.line for stage in cross.stages] == [4, 13, 16, 19]
    assert cross.multi_stage


def test_args_and_env_are_read_with_their_values(cross: Dockerfile) -> None:
    assert dict(cross.args) == {"GO": "1.26", "VARIANT": None}
    assert dict(cross.stages[0].args) == {"TARGETARCH": None}
    assert dict(cross.stages[0].env) == {"CGO_ENABLED": "0", "GOFLAGS": "-mod=vendor -trimpath"}


def test_older_env_takes_the_rest_of_the_line() -> None:
    assert dict(parse_dockerfile("FROM a\nENV GREETING hello world\n").stages[0].env) == {"GREETING": "hello world"}


def test_a_target_is_found_by_name_in_any_case_and_by_number(cross: Dockerfile) -> None:
    assert cross.stage("TEST") is cross.stages[1]
    assert cross.stage("2") is cross.stages[2]
    assert cross.stage(None) is cross.stages[3]
    assert cross.stage("nothing") is None
    assert cross.stage("17") is None


def test_a_build_runs_its_target_and_what_that_names(cross: Dockerfile) -> None:
    assert [stage.number for stage in cross.built()] == [0, 3]
    assert [stage.number for stage in cross.built("test")] == [0, 1]
    assert [stage.number for stage in cross.built("tools")] == [2]
    assert [stage.number for stage in cross.built("nothing")] == [0, 1, 2, 3]


def test_mounts_from_a_stage_make_it_part_of_the_build() -> None:
    text = "FROM a AS one\nRUN x\nFROM b\nRUN --mount=from=one,source=/x,target=/y true\n"
    dockerfile = parse_dockerfile(text)
    assert [stage.number for stage in dockerfile.built()] == [0, 1]
    assert dockerfile.mounts[0].type == "bind"


def test_cross_compilation_and_emulation_are_told_by_target(cross: Dockerfile) -> None:
    assert cross.cross_compiles()
    assert not cross.cross_compiles("tools")
    assert cross.has_run()
    assert not cross.runs_on_target()
    assert cross.runs_on_target("tools")
    assert not parse_dockerfile("FROM a\nCOPY . .\n").has_run()
    assert parse_dockerfile("FROM a\nARG TARGETPLATFORM\nRUN get $TARGETPLATFORM\n").cross_compiles()
    assert parse_dockerfile("FROM tonistiigi/xx AS xx\nFROM a\nCOPY --from=xx / /\nRUN xx-go build\n").cross_compiles()


def test_a_stage_on_a_fixed_platform_is_not_on_the_target() -> None:
    assert not parse_dockerfile("FROM --platform=linux/amd64 a\nRUN x\n").runs_on_target()
    assert parse_dockerfile("FROM --platform=$TARGETPLATFORM a\nRUN x\n").runs_on_target()


def test_copies_know_sources_destination_and_stage(cross: Dockerfile) -> None:
    found = [(copy.sources, copy.destination, copy.stage) for copy in cross.copies]
    assert found == [
        (("go.mod", "go.sum"), "./", ""),
        (("/app",), "/app", "build"),
        (("a file",), "/b/", ""),
    ]


def test_mounts_of_caches_and_secrets_are_listed(cross: Dockerfile) -> None:
    assert [(mount.type, dict(mount.options)) for mount in cross.mounts] == [
        ("cache", {"target": "/root/.cache/go-build"}),
        ("secret", {"id": "token"}),
    ]
    assert cross.has_cache_mounts()
    assert not cross.has_cache_mounts("tools")


def test_continued_lines_are_joined_without_comments() -> None:
    run = parse_dockerfile(CROSS).stages[0].of("RUN")[0]
    assert run.text.split() == ["GOARCH=$TARGETARCH", "go", "build", "-o", "/app", "."]
    assert run.line == 8


def test_heredocs_hide_what_looks_like_instructions() -> None:
    text = (
        "FROM a\nRUN <<-EOF\n\tFROM b\n\tEOF\nCOPY <<'ONE' <<TWO /etc/\n1\nONE\nFROM c\nTWO\n"
        "RUN echo $((1 <<two))\nUSER x\n"
    )
    dockerfile = parse_dockerfile(text)
    assert len(dockerfile.stages) == 1
    assert [i.name for i in dockerfile.stages[0].instructions] == ["RUN", "COPY", "RUN", "USER"]
    assert [heredoc.text for heredoc in dockerfile.stages[0].instructions[1].heredocs] == ["1", "FROM c"]
    assert dockerfile.copies[0].sources == ()


def test_the_escape_directive_changes_what_continues_a_line() -> None:
    dockerfile = parse_dockerfile("# escape=`\nFROM a\nCOPY x `\n  c:\\\nRUN dir\n")
    assert dockerfile.copies[0].sources == ("x",)
    assert [i.name for i in dockerfile.stages[0].instructions] == ["COPY", "RUN"]


def test_a_directive_behind_other_lines_is_a_comment() -> None:
    assert len(parse_dockerfile("FROM a\n# escape=`\nRUN x \\\n  FROM b\n").stages) == 1


def test_windows_line_ends_and_lower_case_are_read() -> None:
    dockerfile = parse_dockerfile("from a as b\r\nrun x \\\r\n  y\r\nfrom b\r\n")
    assert [stage.image for stage in dockerfile.stages] == ["a", "b"]
    assert dockerfile.stages[1].base is dockerfile.stages[0]


def test_a_later_stage_hides_an_earlier_one_of_its_name() -> None:
    dockerfile = parse_dockerfile("FROM a AS x\nFROM x AS x\nFROM x\n")
    assert dockerfile.stages[1].base is dockerfile.stages[0]
    assert dockerfile.stages[2].base is dockerfile.stages[1]
    assert dockerfile.stages[2].final_image == "a"


def test_a_chain_of_ten_thousand_stages_is_followed() -> None:
    dockerfile = parse_dockerfile("FROM a AS a\n" * 10_000)
    assert dockerfile.stages[-1].final_image == "a"
    assert len(dockerfile.built()) == 10_000
    assert not dockerfile.has_run()


PIECES = [
    "FROM a AS b",
    "FROM b",
    "RUN <<E",
    "E",
    "COPY --from=b x y",
    "RUN x \\",
    "#",
    "ENV a",
    "--",
    "COPY [",
    "\t",
    '"',
]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=12))
def test_anything_can_be_read(lines: list[str]) -> None:
    dockerfile = parse_dockerfile("\n".join(lines))
    numbers = [stage.number for stage in dockerfile.built()]
    assert numbers == sorted(set(numbers))
    assert all(stage.base.number < stage.number for stage in dockerfile.stages if stage.base)
    assert not dockerfile.runs_on_target() or dockerfile.has_run()
