"""Where the cache of a build is kept: scope, registry reference, key and folders."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from kit.inputs import InputError
from kit.workspace import temporary, workspace

from .circumstances import is_remote
from .content import content_hash
from .events import Event, Origin
from .scopes import automatic_scope, distinct, fingerprint, slug

if TYPE_CHECKING:
    from .references import Reference
    from .requests import Options

# Relative to the workspace: actions/cache stores paths as they lie to it, and runners differ in where it is.
FOLDER = ".ci-kit"
VERSION = "ci-kit-docker-build-v1"
LONGEST_TAG = 128


@dataclass(frozen=True)
class Keys:
    """The key of a local cache up to what is known before the build, and the shorter one that fits any content."""

    scope: str
    prefix: str
    fallback: str


def choose_scope(options: Options) -> str:
    """The word that keeps this image's cache apart from others."""
    if options.scope not in ("", "auto"):
        return distinct(options.scope)
    image = options.image.name if options.image else ""
    return automatic_scope(image, _dockerfile(options), options.target, options.platforms)


def choose_keys(options: Options, scope: str) -> Keys:
    """The keys under which actions/cache finds the cache of a scope."""
    system = (slug(os.environ.get(name, "unknown")) for name in ("RUNNER_OS", "RUNNER_ARCH"))
    fallback = "-".join([VERSION, *system, scope, ""])
    return Keys(scope, f"{fallback}{_content(options)}-", fallback)


def choose_cache_ref(options: Options) -> Reference | None:
    """The reference of a registry cache: as given, or beside the image; None where no registry is asked for.

    Raises InputError if there is no image to go by.
    """
    if options.cache_ref:
        return options.cache_ref if options.cache_ref.tag else options.cache_ref.tagged("buildcache")
    if options.backend != "registry":
        return None
    if options.image is None:
        allowed = "write an image reference such as ghcr.io/owner/image:buildcache, or give the image a tag"
        raise InputError("cache-ref", "", allowed)
    parts = [part for part in (options.target, options.platforms.replace("linux/", "")) if part]
    return options.image.tagged("-".join(["buildcache", *(distinct(part, 40) for part in parts)])[:LONGEST_TAG])


def own_reference(event: Event, cache_ref: Reference | None) -> str:
    """The reference under which another branch than the default one keeps its registry cache; empty elsewhere."""
    if cache_ref is None or event.origin is not Origin.BRANCH:
        return ""
    return str(cache_ref.tagged(f"{cache_ref.tag[:80]}-{distinct(event.branch or event.ref, 30)}"))


def blocked_path() -> str:
    """What stands in the way of the cache in the workspace, empty where nothing does.

    A link would lead a restored cache, and what removes it, to another place.
    """
    path = workspace() / FOLDER
    return f"{FOLDER} in the workspace is a symbolic link" if path.is_symlink() else ""


def cache_home(scope: str) -> Path:
    """The folder of a scope's cache while the job runs."""
    return temporary() / f"{VERSION}-caches" / scope


def run_folder(build: str) -> Path:
    """The folder of what the steps of one run tell one another."""
    return temporary() / f"{VERSION}-runs" / build


def workspace_path(scope: str) -> str:
    """The place of a cache in the workspace while it is restored or saved."""
    return f"{FOLDER}/docker-build/{scope}"


def _dockerfile(options: Options) -> str:
    return options.file or f"{options.context.rstrip('/')}/Dockerfile"


def _content(options: Options) -> str:
    dockerfile = _dockerfile(options)
    if is_remote(options.context) or is_remote(dockerfile):
        return fingerprint(options.context, dockerfile)
    return content_hash(workspace() / options.context, workspace() / dockerfile)
