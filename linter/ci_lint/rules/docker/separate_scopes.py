"""A scope of its own for an image whose cache others overwrite, wherever the file reads or writes that cache."""

from collections.abc import Iterator

from ...docker import Build, Cache, builds, builds_in_repository, place_of
from ...docker.cache import DEFAULT_SCOPE
from ...docker.cache_edits import set_place
from ...docker.kinship import same_dockerfile
from ...docker.leg_names import leg_name
from ...docker.legs import varying_part
from ...docker.scope_names import scope_name
from ...edits import Fix, Preferences, Refusal
from ...workflow import Document


def separate(document: Document, build: Build, cache: Cache, rivals: list[Build], _preferences: Preferences) -> Fix:
    """Add the name of the image, or what tells the legs of the matrix apart, to the scope.

    Builds of the same image that share the scope move along, so that they still find the cache.
    """
    scope = place_of(build, cache)
    name = scope_name(build, rivals) if rivals else ""
    own = builds(document)
    moving = [other for other in own if other is build or moves_along(other, build, scope, rivals)]
    require_unread(document, build, scope, {id(other) for other in own if rivals or other in moving})
    renamed = [(other, entry, renaming(other, entry, name)) for other in moving for entry in entries(other, scope)]
    require_unused(document, build, {new for _, _, new in renamed})
    edits = tuple(set_place(entry, new) for _, entry, new in renamed)
    return Fix("give the cache a scope of its own", edits)


def entries(build: Build, scope: str) -> Iterator[Cache]:
    """The places of a build that read or write the scope."""
    for cache in build.caches:
        if cache.type == "gha" and not cache.computed and place_of(build, cache) == scope:
            yield cache


def moves_along(other: Build, build: Build, scope: str, rivals: list[Build]) -> bool:
    """Whether another build of the file has the same image, so that both can go on sharing a cache."""
    if not same_dockerfile(other, build):
        return False
    if rivals and not any(same_dockerfile(rival, build) for rival in rivals):
        return True
    same_platforms = [p.text for p in other.platforms] == [p.text for p in build.platforms]
    return other.target == build.target and same_platforms and (bool(rivals) or varying_part(other, scope) is not None)


def renaming(build: Build, entry: Cache, name: str) -> str:
    """The new scope of one entry."""
    stated = entry.value("scope")
    legs = leg_name(build) if varying_part(build, place_of(build, entry)) else ""
    return "-".join(part for part in ("" if stated == DEFAULT_SCOPE else stated, name, legs) if part)


def require_unread(document: Document, build: Build, scope: str, known: set[int]) -> None:
    """Raise Refusal if a build that stays behind reads what this one has written."""
    for other in builds_in_repository(document):
        if id(other) in known or not same_dockerfile(other, build):
            continue
        directions = {entry.direction for entry in entries(other, scope)}
        if directions == {"from"}:
            raise Refusal(f"another build of the image reads the scope {scope}")


def require_unused(document: Document, build: Build, scopes: set[str]) -> None:
    """Raise Refusal if one of the new scopes belongs to another image."""
    for other in builds_in_repository(document):
        for cache in other.cache_to:
            if cache.type == "gha" and place_of(other, cache) in scopes and not same_dockerfile(other, build):
                raise Refusal(f"another image has the scope {place_of(other, cache)}")
