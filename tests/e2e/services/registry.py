"""A container registry: what was pushed is asked of it, never of a log."""

import json
import shutil
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..tools import Tools
from .processes import free_port, listens, server

MANIFESTS = (
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json",
    "application/vnd.docker.distribution.manifest.v2+json",
)


@dataclass(frozen=True)
class Registry:
    """A registry that speaks plain HTTP, and the image in it to build from."""

    address: str
    base: str

    def manifest(self, name: str, tag: str) -> dict[str, Any] | None:
        """The manifest or index of that image, or None when the registry has none."""
        request = urllib.request.Request(
            f"http://{self.address}/v2/{name}/manifests/{tag}", headers={"Accept": ", ".join(MANIFESTS)}
        )
        try:
            with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310  likewise
                content: dict[str, Any] = json.load(answer)
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                return None
            raise
        return content

    def tags(self, name: str) -> list[str]:
        """The tags of that image, sorted; empty when there is no such image."""
        try:
            with urllib.request.urlopen(f"http://{self.address}/v2/{name}/tags/list", timeout=30) as answer:
                return sorted(json.load(answer)["tags"] or [])
        except urllib.error.HTTPError as error:
            error.close()
            if error.code == 404:
                return []
            raise


@contextmanager
def running_registry(tools: Tools, folder: Path) -> Iterator[str]:
    """Runs an empty registry in that folder and yields its address, such as 127.0.0.1:41234."""
    port = free_port()
    address = f"127.0.0.1:{port}"
    folder.mkdir(parents=True)
    configuration = folder / "config.json"
    configuration.write_text(json.dumps(settings(address, folder / "storage")))
    try:
        with server([str(tools.registry), "serve", str(configuration)], folder / "log", lambda: listens(port)):
            yield address
    finally:
        shutil.rmtree(folder / "storage", ignore_errors=True)


def settings(address: str, storage: Path) -> dict[str, Any]:
    """The registry's configuration; it is YAML, so JSON will do.

    Relative locations keep a client behind a proxy at the proxy.
    """
    return {
        "version": "0.1",
        "log": {"level": "warn"},
        "storage": {"filesystem": {"rootdirectory": str(storage)}, "delete": {"enabled": True}},
        "http": {"addr": address, "relativeurls": True},
    }
