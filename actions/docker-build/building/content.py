"""A hash of what decides whether a cache fits: the Dockerfile, its ignore file and the lock files of the context.

It makes the restored cache the one that was written for the same dependencies, where there is one. Sources are left
out on purpose: with them every commit would have a key of its own, and nothing would be found under it.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import Iterator

LOCK_FILES = frozenset(
    (
        "Cargo.lock",
        "Gemfile.lock",
        "Pipfile.lock",
        "bun.lock",
        "composer.lock",
        "go.sum",
        "gradle.lockfile",
        "mix.lock",
        "npm-shrinkwrap.json",
        "package-lock.json",
        "packages.lock.json",
        "pdm.lock",
        "pnpm-lock.yaml",
        "poetry.lock",
        "requirements.txt",
        "uv.lock",
        "yarn.lock",
    )
)
SKIPPED = frozenset((".git", "node_modules", "vendor", ".venv", "venv", "target", "dist"))
FOLDERS = 5000


def content_hash(context: Path, dockerfile: Path) -> str:
    """Sixteen hexadecimal digits; files that cannot be read count as absent."""
    total = hashlib.sha256()
    for name, path in _inputs(context, dockerfile):
        total.update(f"{name}\0{_hash(path)}\n".encode("utf-8", "surrogateescape"))
    return total.hexdigest()[:16]


def _inputs(context: Path, dockerfile: Path) -> Iterator[tuple[str, Path]]:
    yield "Dockerfile", dockerfile
    yield "Dockerfile.dockerignore", dockerfile.with_name(dockerfile.name + ".dockerignore")
    yield ".dockerignore", context / ".dockerignore"
    for path in sorted(_lock_files(context)):
        yield path.relative_to(context).as_posix(), path


def _lock_files(context: Path) -> Iterator[Path]:
    # Symbolic links are not followed, so the walk ends and stays inside.
    for count, (folder, folders, files) in enumerate(os.walk(context)):
        folders[:] = [] if count >= FOLDERS else sorted(set(folders) - SKIPPED)
        yield from (Path(folder) / name for name in files if name in LOCK_FILES)


def _hash(path: Path) -> str:
    digest = hashlib.sha256()
    try:
        with path.open("rb") as file:
            for chunk in iter(lambda: file.read(1 << 20), b""):
                digest.update(chunk)
    except OSError:
        return ""
    return digest.hexdigest()
