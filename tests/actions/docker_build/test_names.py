"""Names of images, scopes and keys: what goes in is anything, what comes out is harmless."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from building.content import content_hash
from building.references import parse_reference
from building.scopes import automatic_scope, distinct, slug

HARMLESS = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
HOSTILE = ["$(touch pwned)", "a\nb", "::set-output name=x::y", "--push", "a,ref=evil", "../../etc", "", "é", "x" * 9999]


@pytest.mark.parametrize(
    ("text", "host", "name"),
    [
        ("ghcr.io/octo/app:1.0", "ghcr.io", "ghcr.io/octo/app:1.0"),
        ("busybox", "docker.io", "docker.io/library/busybox"),
        ("octo/app", "docker.io", "docker.io/octo/app"),
        ("localhost/app:x", "localhost", "localhost/app:x"),
        ("127.0.0.1:5000/a/b", "127.0.0.1:5000", "127.0.0.1:5000/a/b"),
        ("moby/buildkit:v1@sha256:" + "0" * 64, "docker.io", "docker.io/moby/buildkit:v1"),
    ],
)
def test_parts_of_a_reference(text: str, host: str, name: str) -> None:
    reference = parse_reference(text)
    assert reference
    assert (reference.host, str(reference)) == (host, name)


@pytest.mark.parametrize(
    "text", [*HOSTILE, "ghcr.io/Octo/App", "a:b:c", "a/b,mode=max", "a b", "a\n", "https://ghcr.io/a/b"]
)
def test_what_is_no_reference_is_none(text: str) -> None:
    assert parse_reference(text) is None


@given(st.text())
def test_slug_is_a_plain_word(text: str) -> None:
    assert HARMLESS.fullmatch(slug(text))
    assert HARMLESS.fullmatch(distinct(text))
    assert len(distinct(text)) <= 69


@given(st.lists(st.text(), min_size=4, max_size=4, unique=True), st.lists(st.text(), min_size=4, max_size=4))
def test_scopes_differ_wherever_images_do(one: list[str], other: list[str]) -> None:
    assert HARMLESS.fullmatch(automatic_scope(*one))
    assert (automatic_scope(*one) == automatic_scope(*other)) == (one == other)


def test_scope_reads_well() -> None:
    assert re.fullmatch(
        r"app-test-amd64-[0-9a-f]{8}", automatic_scope("ghcr.io/octo/app", "./Dockerfile", "test", "linux/amd64")
    )


def test_names_that_lose_letters_stay_apart() -> None:
    assert distinct("feature/a") != distinct("feature-a")
    assert distinct("feature-a") == "feature-a"


def test_content_hash_follows_the_files_that_matter(tmp_path: Path) -> None:
    dockerfile = tmp_path / "Dockerfile"
    seen = [content_hash(tmp_path, dockerfile)]
    for name in ("Dockerfile", ".dockerignore", "Dockerfile.dockerignore", "web/package-lock.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
        seen.append(content_hash(tmp_path, dockerfile))
    assert len(set(seen)) == 5
    for name in ("main.py", "node_modules/package-lock.json"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    assert content_hash(tmp_path, dockerfile) == seen[-1]


def test_content_hash_follows_no_link(tmp_path: Path) -> None:
    (tmp_path / "loop").symlink_to(tmp_path)
    assert content_hash(tmp_path, tmp_path / "Dockerfile") == content_hash(tmp_path, tmp_path / "absent")
