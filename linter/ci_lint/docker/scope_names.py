"""Names for the caches of images, made from what tells an image from others in its scope."""

import posixpath
import re
from collections.abc import Iterator

from ..edits import Refusal
from .build import Build
from .dockerfiles import context_path, dockerfile_path
from .kinship import same_dockerfile
from .metadata import image_names

_LENGTH_LIMIT = 60


def scope_name(build: Build, rivals: list[Build]) -> str:
    """A name of [a-z0-9-] for the image of a build, which none of the rivals would have; Refusal if there is none."""
    return (
        next(
            (name for name in _candidates(build, rivals) if name and name not in map(_short_name, rivals)),
            None,
        )
        or _refuse()
    )


def _refuse() -> str:
    raise Refusal("nothing in the build gives its cache a name")


def _candidates(build: Build, rivals: list[Build]) -> Iterator[str]:
    others = [rival for rival in rivals if not same_dockerfile(build, rival)]
    parts = [_place_name(build, others)] if others else []
    akin = [rival for rival in rivals if same_dockerfile(build, rival)]
    if any(rival.target != build.target for rival in akin):
        parts.append(build.target or "")
    if any(_platforms(rival) != _platforms(build) for rival in akin):
        parts.append(_platforms(build))
    if not any("$" in part for part in parts):
        yield _plain("-".join(filter(None, parts)))
    yield _short_name(build)
    yield _plain(build.step.id or "")


def _short_name(build: Build) -> str:
    """The last part of the name of the image, if the file states it."""
    name = next(image_names(build), "").rsplit("/", 1)[-1]
    return "" if "$" in name else _plain(name)


def _place_name(build: Build, others: list[Build]) -> str:
    """The folder of the Dockerfile, and what its own name adds where the folder is another one's too."""
    file, context = _file(build), _context(build)
    folder, name = posixpath.split(file)
    if any(_file(other) == file for other in others):
        return context
    variant = re.sub(r"^(?:docker|container)file\b|\b(?:docker|container)file$", "", name, flags=re.IGNORECASE)
    if folder and all(posixpath.dirname(_file(other)) != folder for other in others):
        return folder
    return posixpath.join(folder, variant)


def _file(build: Build) -> str:
    path = dockerfile_path(build)
    return path if path is not None else build.file or posixpath.join(_context(build), "Dockerfile")


def _context(build: Build) -> str:
    path = context_path(build)
    return path if path is not None else build.context or ""


def _platforms(build: Build) -> str:
    return "-".join(item.text for item in build.platforms)


def _plain(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower())[:_LENGTH_LIMIT].strip("-")
