"""The workloads in manifests of the repository that kubectl is told to apply."""

import re
from collections.abc import Iterator

from ...late_pattern import late_pattern
from ...workflow import Document
from .kubectl import Call, Workload, known_kind

_DOCUMENT = late_pattern(r"^---(?:\s.*)?$", re.MULTILINE)
_ENTRY = late_pattern(r"(\s*)([\w-]+):[ \t]*[\"']?([^\s\"'#]*)")
_FILES_LIMIT = 50


def applied_workloads(document: Document, call: Call) -> tuple[Workload, ...]:
    """The workloads in the files and folders that a call names and that the repository holds."""
    folder = call.step.node.text("working-directory") or call.step.parent.default("working-directory") or "."
    names = [o.value.text for o in call.options if o.flag and o.flag.name == "filename" and o.value]
    paths = [f"{folder}/{name}" for name in names if "$" not in f"{folder}{name}"]
    return tuple(workload for path in paths for workload in _workloads_at(document, path))


def _workloads_at(document: Document, path: str) -> tuple[Workload, ...]:
    return document.remember(f"workloads at {path}", lambda document: tuple(_find_workloads(document, path)))


def _find_workloads(document: Document, path: str) -> Iterator[Workload]:
    inside = [name for name in document.repository.names(path) if name.endswith((".yaml", ".yml"))]
    for file in [f"{path}/{name}" for name in inside[:_FILES_LIMIT]] or [path]:
        yield from _workloads(document.repository.text(file) or "")


def _workloads(text: str) -> Iterator[Workload]:
    for manifest in _DOCUMENT.split(text):
        kind, name, namespace = _identity(manifest)
        known = known_kind(kind)
        if known and name:
            target = f"{known}/{name}"
            place = f" --namespace {namespace}" if namespace else ""
            yield Workload(target + place, target if name.replace("-", "").replace(".", "").isalnum() else "")


def _identity(manifest: str) -> tuple[str, str, str]:
    """The kind, name and namespace of an object, as far as its own lines tell them."""
    found: dict[str, str] = {}
    section, width = "", 0
    for line in manifest.splitlines():
        entry = _ENTRY.match(line)
        if entry is None:
            continue
        indent, key, value = len(entry[1]), entry[2], entry[3]
        if indent == 0:
            section, width = key, 0
            found.setdefault(key, value)
        elif section == "metadata":
            width = width or indent
            if indent == width:
                found.setdefault(f"metadata.{key}", value)
    return found.get("kind", ""), found.get("metadata.name", ""), found.get("metadata.namespace", "")
