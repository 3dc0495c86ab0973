"""Caches as BuildKit writes them, small."""

import hashlib
import json
from pathlib import Path

MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"


def write_cache(folder: Path, *layers: bytes) -> Path:
    """An OCI layout with one manifest, its configuration and layers."""
    (folder / "blobs" / "sha256").mkdir(parents=True)
    config = write_blob(folder, b'{"records":[]}', "application/vnd.buildkit.cacheconfig.v0")
    described = [write_blob(folder, layer, "application/vnd.oci.image.layer.v1.tar+gzip") for layer in layers]
    document = {"schemaVersion": 2, "mediaType": MANIFEST, "config": config, "layers": described}
    manifest = write_blob(folder, json.dumps(document).encode(), MANIFEST)
    write_index(folder, [manifest])
    return folder


def write_index(folder: Path, manifests: object) -> None:
    """The file a layout begins with."""
    (folder / "index.json").write_text(json.dumps({"schemaVersion": 2, "mediaType": INDEX, "manifests": manifests}))


def write_blob(folder: Path, content: bytes, media: str) -> dict[str, object]:
    """A blob and its descriptor."""
    digest = hashlib.sha256(content).hexdigest()
    (folder / "blobs" / "sha256" / digest).write_bytes(content)
    return {"mediaType": media, "digest": f"sha256:{digest}", "size": len(content)}


def blob_of(folder: Path, content: bytes) -> Path:
    """The file of a layer."""
    return folder / "blobs" / "sha256" / hashlib.sha256(content).hexdigest()
