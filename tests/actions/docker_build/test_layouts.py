"""Only a whole cache passes."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from building.layouts import LayoutFault, verify_layout
from kit.deadline import Deadline

from .layouts import INDEX, blob_of, write_blob, write_cache, write_index

LAYERS = (b"first layer" * 100, b"second layer" * 100)


def fault(folder: Path, deadline: float = 10) -> str:
    with pytest.raises(LayoutFault) as caught:
        verify_layout(folder, Deadline(deadline))
    return str(caught.value)


def test_whole_cache_passes_with_its_size(tmp_path: Path) -> None:
    cache = write_cache(tmp_path / "cache", *LAYERS)
    blobs = (cache / "blobs" / "sha256").iterdir()
    assert verify_layout(cache, Deadline(10)).size == sum(blob.stat().st_size for blob in blobs)


def test_digest_is_that_of_the_content(tmp_path: Path) -> None:
    one, same, other = (
        verify_layout(write_cache(tmp_path / name, *layers), Deadline(10)).digest
        for name, layers in (("one", LAYERS), ("same", LAYERS), ("other", LAYERS[:1]))
    )
    assert one == same != other


def flip(blob: Path) -> None:
    content = bytearray(blob.read_bytes())
    content[5] ^= 1
    blob.write_bytes(content)


def link(blob: Path) -> None:
    content = blob.read_bytes()
    blob.unlink()
    other = blob.with_name("elsewhere")
    other.write_bytes(content)
    blob.symlink_to(other)


@pytest.mark.parametrize(
    ("damage", "complaint"),
    [
        (lambda blob: blob.write_bytes(blob.read_bytes()[:10]), "has 10 bytes instead of"),
        (flip, "has another content"),
        (Path.unlink, "is missing"),
        (link, "is no file"),
    ],
)
def test_damaged_blob_is_found(tmp_path: Path, damage: Callable[[Path], object], complaint: str) -> None:
    cache = write_cache(tmp_path / "cache", *LAYERS)
    damage(blob_of(cache, LAYERS[1]))
    assert complaint in fault(cache)


def test_what_a_failed_and_a_killed_build_leave_is_no_cache(tmp_path: Path) -> None:
    assert fault(tmp_path / "absent") == "there is no folder"
    (tmp_path / "ingest").mkdir()
    assert fault(tmp_path) == "index.json is missing"


@pytest.mark.parametrize("index", ["", "{", "[]", "null", '{"manifests": []}', '{"manifests": {}}', "[" * 100_000])
def test_index_without_meaning_is_no_cache(tmp_path: Path, index: str) -> None:
    write_cache(tmp_path / "cache", *LAYERS)
    (tmp_path / "cache" / "index.json").write_text(index)
    assert fault(tmp_path / "cache")


@pytest.mark.parametrize(
    "descriptor",
    [
        "sha256:x",
        {"digest": "sha256:../../../../etc/passwd", "size": 1},
        {"digest": "sha256:" + "0" * 64},
        {"digest": "sha256:" + "0" * 64, "size": True},
        {"digest": "sha256:" + "0" * 64, "size": -1},
        {"digest": "md5:" + "0" * 64, "size": 1},
    ],
)
def test_hostile_descriptor_reads_no_other_file(tmp_path: Path, descriptor: object) -> None:
    cache = write_cache(tmp_path / "cache", *LAYERS)
    write_index(cache, [descriptor])
    assert fault(cache)


def test_documents_that_lead_on_and_on_are_left_at_some_depth(tmp_path: Path) -> None:
    cache = write_cache(tmp_path / "cache")
    entry = json.loads((cache / "index.json").read_text())["manifests"][0]
    for _ in range(10):
        entry = write_blob(cache, json.dumps({"manifests": [entry]}).encode(), INDEX)
    write_index(cache, [entry])
    assert fault(cache) == "index.json leads too deep"


def test_time_that_is_over_is_no_verification(tmp_path: Path) -> None:
    assert fault(write_cache(tmp_path / "cache", *LAYERS), deadline=0) == "there was no time left to verify it"
