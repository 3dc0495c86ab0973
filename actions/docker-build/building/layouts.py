"""Whether a folder holds a whole cache: an OCI layout whose index leads to blobs that are what they say.

A failed build leaves an empty folder, a killed one litter, a broken disk or download a blob that is short or has a
flipped bit; the last two fail the build that needs the blob. So every blob that the index reaches is read and
hashed, before a cache is used and before it replaces another. Format: OCI image layout 1.0; BuildKit writes one
manifest (or index) with the cache's configuration and layers.
"""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Iterator

if TYPE_CHECKING:
    from pathlib import Path

    from kit.deadline import Deadline

_DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
_DOCUMENTS = ("manifest.v1+json", "index.v1+json", "manifest.v2+json", "list.v2+json")
_NESTED = ("manifests", "layers", "config")
_CHUNK = 1 << 20
LARGEST_DOCUMENT = 32 << 20
DEEPEST = 4


class LayoutFault(Exception):
    """A folder is no whole cache; the message says what is wrong."""


@dataclass(frozen=True)
class Layout:
    """A verified cache: digest of what its index leads to, and the bytes it takes."""

    digest: str
    size: int


@dataclass(frozen=True)
class Descriptor:
    """A blob as another one describes it."""

    digest: str
    size: int
    document: bool


def verify_layout(folder: Path, deadline: Deadline) -> Layout:
    """The cache in a folder, every blob of it hashed. Raises LayoutFault, also when time runs out."""
    if folder.is_symlink() or not folder.is_dir():
        raise LayoutFault("there is no folder")
    index = _document(folder / "index.json", "index.json")
    roots = tuple(_descriptors(index))
    if not roots:
        raise LayoutFault("index.json lists nothing")
    sizes = dict(_verify(folder, roots, deadline, 0))
    digest = hashlib.sha256("\n".join(sorted(root.digest for root in roots)).encode()).hexdigest()
    return Layout(digest, sum(sizes.values()))


def _verify(
    folder: Path, descriptors: tuple[Descriptor, ...], deadline: Deadline, depth: int
) -> Iterator[tuple[str, int]]:
    """Digest and size of every blob that is reached; the same blob may come more than once."""
    if depth > DEEPEST:
        raise LayoutFault("index.json leads too deep")
    for descriptor in dict.fromkeys(descriptors):
        path = folder / "blobs" / "sha256" / descriptor.digest.split(":", 1)[1]
        _verify_blob(path, descriptor, deadline)
        yield descriptor.digest, descriptor.size
        if descriptor.document:
            inner = tuple(_descriptors(_document(path, descriptor.digest)))
            yield from _verify(folder, inner, deadline, depth + 1)


def _verify_blob(path: Path, descriptor: Descriptor, deadline: Deadline) -> None:
    try:
        size = path.lstat().st_size
    except OSError:
        raise LayoutFault(f"blob {descriptor.digest} is missing") from None
    if path.is_symlink() or not path.is_file():
        raise LayoutFault(f"blob {descriptor.digest} is no file")
    if size != descriptor.size:
        raise LayoutFault(f"blob {descriptor.digest} has {size} bytes instead of {descriptor.size}")
    if _digest(path, deadline) != descriptor.digest:
        raise LayoutFault(f"blob {descriptor.digest} has another content")


def _digest(path: Path, deadline: Deadline) -> str:
    total = hashlib.sha256()
    with path.open("rb") as file:
        for chunk in iter(lambda: file.read(_CHUNK), b""):
            if deadline.expired:
                raise LayoutFault("there was no time left to verify it")
            total.update(chunk)
    return f"sha256:{total.hexdigest()}"


def _document(path: Path, name: str) -> dict[str, Any]:
    try:
        if path.is_symlink() or path.lstat().st_size > LARGEST_DOCUMENT:
            raise LayoutFault(f"{name} is no document")
        content = json.loads(path.read_bytes())
    except FileNotFoundError:
        raise LayoutFault(f"{name} is missing") from None
    except (OSError, ValueError, RecursionError) as fault:
        raise LayoutFault(f"{name} cannot be read: {fault}") from None
    if not isinstance(content, dict):
        raise LayoutFault(f"{name} is no document")
    return content


def _descriptors(document: dict[str, Any]) -> Iterator[Descriptor]:
    """What a manifest or index names; manifests and indexes among it are documents."""
    for key in _NESTED:
        value = document.get(key)
        for entry in value if isinstance(value, list) else [value] if value else []:
            yield _descriptor(entry)


def _descriptor(entry: Any) -> Descriptor:
    if not isinstance(entry, dict):
        raise LayoutFault("a descriptor is no mapping")
    digest, size, media = entry.get("digest"), entry.get("size"), str(entry.get("mediaType"))
    if not isinstance(digest, str) or not _DIGEST.fullmatch(digest):
        raise LayoutFault("a descriptor has no sha256 digest")
    if not isinstance(size, int) or isinstance(size, bool) or size < 0:
        raise LayoutFault(f"the descriptor of {digest} has no size")
    return Descriptor(
        digest, size, media.endswith(("manifest.v1+json", "index.v1+json", "manifest.v2+json", "list.v2+json"))
    )
