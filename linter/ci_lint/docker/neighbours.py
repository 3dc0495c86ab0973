"""The builds of a repository, whatever workflow or local action they stand in.

A cache that one workflow writes may be read by another one, so a rule that misses a reader or a writer in
its own file looks here before it speaks.
"""

from collections.abc import Iterator

from ..late_pattern import late_pattern
from ..workflow import Action, Document, Workflow, view
from .build import Build, builds

_CACHE_WORD = late_pattern(r"cache[-_](?:from|to)\b")
_ACTIONS_FOLDER = ".github/actions"
_CACHES_LIMIT = 100  # in one file
_PAIRS_LIMIT = 40_000  # of a cache of the file and one of the repository


def builds_in_repository(document: Document) -> tuple[Build, ...]:
    """The builds of the file and of the other workflows and local actions around it."""
    return document.remember(
        "repository builds", lambda _: tuple(b for file in files_around(document) for b in builds(file))
    )


def has_too_many_caches(document: Document) -> bool:
    """Whether comparing the caches of the file with each other would take seconds; only hostile files have so many."""
    return _count(builds(document)) > _CACHES_LIMIT


def _count(found: tuple[Build, ...]) -> int:
    return sum(len(build.caches) for build in found)


def has_hidden_caches(document: Document) -> bool:
    """Whether some file of the repository handles caches in a way that is not read as builds.

    Bake files, `cache-to` texts that a script puts together, and inputs handed to another workflow are
    such ways: with them nothing can be said about who reads or writes a cache. Nor can it where there are
    too many to compare.
    """
    return document.remember("hidden caches", _has_hidden_caches)


def _has_hidden_caches(document: Document) -> bool:
    if _count(builds(document)) * _count(builds_in_repository(document)) > _PAIRS_LIMIT:
        return True
    return any(_hides_caches(file) for file in files_around(document))


def _hides_caches(document: Document) -> bool:
    text = document.tree.source.text.lower()
    if "docker/bake-action" in text or "buildx bake" in text or "docker bake" in text:
        return True
    lines = (line for line in text.splitlines() if not line.lstrip().startswith("#"))
    named = sum(len(_CACHE_WORD.findall(line)) for line in lines)
    return named > sum(_named_by(build) for build in builds(document)) or _takes_options_from_variables(document)


def _takes_options_from_variables(document: Document) -> bool:
    """Whether a build in a script gets options from variables, as in `docker build "${OPTIONS[@]}" .`."""
    return any(build.command is not None and build.command.may_hold_options for build in builds(document))


def _named_by(build: Build) -> int:
    """How often the words `cache-from` and `cache-to` belong to a build: once an input, once an option."""
    if not build.is_action:
        return len(build.caches)
    return sum(build.step.input(name) is not None for name in ("cache-from", "cache-to"))


def files_around(document: Document) -> tuple[Document, ...]:
    """The file and the workflows and local actions of its repository that have to do with Docker."""
    return document.remember("neighbours", lambda _: (document, *_others(document)))


def _others(document: Document) -> Iterator[Document]:
    repository = document.repository
    for path in repository.workflows():
        if path != document.path and "docker" in (repository.text(path) or "") and (tree := repository.tree(path)):
            file = view(tree, path, repository)
            if isinstance(file, Workflow):
                yield file
    for name in repository.names(_ACTIONS_FOLDER):
        folder = f"{_ACTIONS_FOLDER}/{name}"
        tree = repository.action(folder)
        if tree is not None and f"{folder}/" not in document.path:
            file = view(tree, f"{folder}/action.yml", repository)
            if isinstance(file, Action):
                yield file
