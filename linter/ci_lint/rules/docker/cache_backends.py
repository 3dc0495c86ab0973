"""Other places for a registry cache that the token of a job cannot write.

`gha` keeps it in GitHub's cache service, which needs no permission; `local` in a directory that steps
restore and save; `none` gives it up. All builds of the file that share the cache move together.
"""

import re
from collections.abc import Iterator

from ...docker import Build, Cache, builds, builds_in_repository, has_too_many_caches, parse_image, place_of
from ...docker.builder import has_own_builder
from ...docker.kinship import overwrite
from ...docker.leg_names import leg_name
from ...docker.legs import varying_part
from ...docker.option_edits import option_word, remove_option
from ...docker.places import one_spelling
from ...docker.scope_names import scope_name
from ...edits import Edit, Refusal, insert_step_after, insert_step_before, replace_in_scalar
from ...edits.list_input import remove_line
from ...environment import resolve_in_shell
from ...late_pattern import late_pattern
from ...workflow import Document, Job
from .builder_setup import setup_step
from .guarded_move import move_step
from .kept_directory import directory_in_temp, restore_step, save_step

# Tags that tell nothing beyond that the image is a cache.
_CACHE_TAG = late_pattern(r"(?:build-?|docker-?|layer-?)?caches?|latest|main|master|", re.IGNORECASE)
_WRITTEN = "mode=max,ignore-error=true"


def to_github(document: Document, build: Build, cache: Cache) -> tuple[Edit, ...]:
    """Keep the cache in GitHub's cache service, under a scope named after the image."""
    entries = sharing(document, build, cache)
    if any(not other.is_action for other, _ in entries):
        raise Refusal("a script has no access to GitHub's cache service; the settings may name another docker-cache")
    scope, edits = scope_of(document, build, cache), []
    writers = [other for other, entry in entries if entry.direction == "to"]
    for other, entry in entries:
        source = f"type=gha,scope={own_scope(other, scope, writers)}"
        edits.append(rewrite(other, entry, source if entry.direction == "from" else f"{source},{_WRITTEN}"))
    return tuple(edits)


def own_scope(build: Build, scope: str, writers: list[Build]) -> str:
    """The scope, with what tells the build from others that would overwrite its cache."""
    rivals = [other for other in writers if overwrite(other, build)]
    legs = leg_name(build) if varying_part(build, one_spelling(scope)) else ""
    return "-".join(filter(None, (scope, scope_name(build, rivals) if rivals else "", legs)))


def to_directory(document: Document, build: Build, cache: Cache) -> tuple[Edit, ...]:
    """Keep the cache in a directory that is restored before the build, replaced behind it, and saved."""
    entries = sharing(document, build, cache)
    if any(other is not build for other, _ in entries):
        raise Refusal("several builds share the cache, and a directory lives in one job")
    scope = own_scope(build, scope_of(document, build, cache), [])
    old = directory_in_temp(build, scope)
    new = old.suffixed("-new")
    texts = {"from": f"type=local,src={old.path}", "to": f"type=local,dest={new.path},mode=max"}
    before = [restore_step(build, old, scope)]
    if not has_own_builder(build.step):
        before.insert(0, setup_step(build.step))
    behind = (move_step(build, new.in_shell, old.in_shell), save_step(build, old, scope))
    moved = tuple(rewrite(other, entry, texts[entry.direction]) for other, entry in entries)
    return (insert_step_before(build.step, *before), *moved, insert_step_after(build.step, *behind))


def to_nothing(document: Document, build: Build, cache: Cache) -> tuple[Edit, ...]:
    """Neither read nor write the cache."""
    return tuple(removal(other, entry) for other, entry in sharing(document, build, cache))


def removal(build: Build, entry: Cache) -> Edit:
    """The edit that takes one entry out of a build."""
    name = f"cache-{entry.direction}"
    if build.command is not None:
        return remove_option(build.command, option_word(build.command, entry.item.start, f"--{name}"))
    return remove_line(build.step, name, entry.item.start, entry.item.start + len(entry.item.text))


def rewrite(build: Build, entry: Cache, text: str) -> Edit:
    """The edit that puts another entry in the place of one, in quotes if a shell is to fill in a variable."""
    item = entry.item
    start, end = item.start, item.start + len(item.text)
    if build.command is not None and "$" in text:
        word = next(word for word in build.command.words if word.start <= start <= word.end)
        before = item.origin.text[start - 1]
        if "'" in (word.quote, before):
            raise Refusal("the cache entry stands in single quotes")
        text = text if '"' in (word.quote, before) else f'"{text}"'
    return replace_in_scalar(item.origin, start, end, text)


def sharing(document: Document, build: Build, cache: Cache) -> tuple[tuple[Build, Cache], ...]:
    """All entries of the file that read or write the cache.

    Raises Refusal if other files use it too, unless their jobs cannot write it either: they will move as well.
    """
    if cache.computed or has_too_many_caches(document):
        raise Refusal("an expression decides what the cache entry is, or there are too many")
    place = place_of(build, cache)
    here = [pair for other in builds(document) for pair in of_place(other, place)]
    known = {id(other) for other in builds(document)}
    for other in builds_in_repository(document):
        pairs = tuple(of_place(other, place)) if id(other) not in known else ()
        if pairs and not (lacks_packages(other) and any(entry.direction == "to" for _, entry in pairs)):
            raise Refusal("another workflow of the repository uses the cache too")
    return tuple(here)


def of_place(build: Build, place: str) -> Iterator[tuple[Build, Cache]]:
    """The entries of a build that name this image."""
    for cache in build.caches:
        if cache.type == "registry" and place_of(build, cache) == place:
            yield build, cache


def lacks_packages(build: Build) -> bool:
    """Whether the file says that the job's token cannot write packages."""
    return isinstance(build.step.parent, Job) and build.step.parent.permissions.lacks("packages")


def scope_of(document: Document, build: Build, cache: Cache) -> str:
    """The name of the cached image without registry and owner, with the tag if that tells anything more."""
    place, written = place_of(build, cache), resolve_in_shell(build.step, cache.location).strip("\"'")
    others = [(other, entry) for other in builds_in_repository(document) for entry in other.caches]
    taken = {one_spelling(_name(other, entry)) for other, entry in others if place_of(other, entry) != place}
    scope = _short(written)
    if one_spelling(scope) in taken:
        scope = re.sub(r"[/:](?![^{]*\}\})", "-", written.partition("/")[2])
    if "," in scope or '"' in scope or "$" in scope.replace("${{", ""):
        raise Refusal(f"{scope} cannot be a scope")
    return scope


def _name(build: Build, entry: Cache) -> str:
    """The scope that an entry has or would get."""
    return _short(place_of(build, entry)) if entry.type == "registry" else place_of(build, entry)


def _short(reference: str) -> str:
    image = parse_image(reference)
    name = image.text.removesuffix(f":{image.tag}") if image.tag else image.text
    last = re.split(r"/(?![^{]*\}\})", name)[-1]  # a slash in an expression parts nothing
    return last if _CACHE_TAG.fullmatch(image.tag) else f"{last}-{image.tag}"
