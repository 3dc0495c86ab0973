"""Asking a registry what it holds, since a red build may have pushed its image all the same."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from kit.processes import run

from .attempts import UNKNOWN, Result

if TYPE_CHECKING:
    from kit.deadline import Deadline

_DIGEST = re.compile(r'"?(sha256:[0-9a-f]{64})"?')
MOST_TAGS = 20


def held_digest(reference: str, builder: str, deadline: Deadline) -> str:
    """The digest a registry holds for a reference; empty where it holds none or does not answer."""
    lines = _inspect(reference, builder, ("--format", "{{json .Manifest.Digest}}"), deadline)
    return next((match[1] for match in map(_DIGEST.fullmatch, lines) if match), "")


def cache_size(reference: str, builder: str, deadline: Deadline) -> int | None:
    """The bytes of a registry cache, from its manifest; None where that cannot be had."""
    try:
        manifest = json.loads("\n".join(_inspect(reference, builder, ("--raw",), deadline)))
    except ValueError:
        return None
    blobs = _blobs(manifest)
    return sum(blobs.values()) if blobs else None


def pushed_tags(result: Result, tags: tuple[str, ...], builder: str, deadline: Deadline) -> dict[str, str]:
    """Whether each tag is that of the image a failed build made: `true`, `false` or `unknown`."""
    return {tag: _was_pushed(result, tag, builder, deadline) for tag in tags[:MOST_TAGS]}


def _was_pushed(result: Result, tag: str, builder: str, deadline: Deadline) -> str:
    if not result.recorded:
        return UNKNOWN
    if not result.manifests:
        return "false"
    held = held_digest(tag, builder, deadline)
    if held:
        return str(held in result.manifests).lower()
    # It may be gone again, or not to be seen: then what BuildKit saw counts for yes, and nothing counts for no.
    return "true" if any(_same(tag, name) for name in result.pushed) else UNKNOWN


def _same(tag: str, name: str) -> bool:
    return name == tag or name.endswith(f"/{tag}") or name.startswith(f"{tag}:")


def _blobs(manifest: Any) -> dict[str, int]:
    if not isinstance(manifest, dict):
        return {}
    entries = [*(manifest.get("layers") or ()), *(manifest.get("manifests") or ()), manifest.get("config")]
    return {
        str(entry["digest"]): int(entry["size"]) for entry in entries if isinstance(entry, dict) and "size" in entry
    }


def _inspect(reference: str, builder: str, options: tuple[str, ...], deadline: Deadline) -> tuple[str, ...]:
    lines: list[str] = []
    command = ["docker", "buildx", "imagetools", "inspect", "--builder", builder, *options, "--", reference]
    try:
        outcome = run(command, deadline=deadline, on_line=lines.append)
    except OSError:
        return ()
    return tuple(lines) if outcome.succeeded else ()
