"""All configuration files of other linters in a repository, and the settings they come to."""

from collections.abc import Callable, Iterator
from pathlib import Path
from types import MappingProxyType

from msgspec import Struct

from ..catalogue import whole_catalogue
from ..ignores import OURS, read_ignores
from ..repository import Folder, Repository
from ..settings_addition import EVERYWHERE, Addition, PathAddition
from ..tree import Mapping, parse
from . import actionlint, ghalint, poutine, zizmor
from .item import OFF, Configuration, Item, Misshapen, place_of

_Read = Callable[[Configuration], Iterator[Item]]
_READERS: MappingProxyType[str, tuple[tuple[str, ...], _Read]] = MappingProxyType(
    {
        "zizmor": (zizmor.NAMES, zizmor.read),
        "actionlint": (actionlint.NAMES, actionlint.read),
        "ghalint": (ghalint.NAMES, ghalint.read),
        "poutine": (poutine.NAMES, poutine.read),
    }
)


class Unreadable(Exception):
    """A configuration file holds no YAML mapping. The text names its place."""


class Migration(Struct, frozen=True):
    """What was found: the files, each thing said in them, and sentences on what else is there."""

    files: tuple[str, ...]
    items: tuple[Item, ...]
    notes: tuple[str, ...]

    @property
    def addition(self) -> Addition:
        """What goes into settings."""
        paths = dict.fromkeys(item.path for item in self.items if item.name and item.path)
        return Addition(everywhere=self._for(""), for_paths=tuple(map(self._for, paths)))

    def _for(self, path: str) -> PathAddition:
        meant = [item for item in self.items if item.name and item.path == path]
        return PathAddition(
            (path,) if path else EVERYWHERE,
            tuple(dict.fromkeys(item.name for item in meant if item.word == OFF)),
            {item.name: item.word for item in meant if item.word != OFF},
        )


def migration(root: Path) -> Migration:
    """What other linters were told in a repository. Raises Unreadable."""
    repository = Folder(root)
    files: list[str] = []
    items: list[Item] = []
    notes: list[str] = []
    for linter, (names, read) in _READERS.items():
        there = [name for name in names if repository.exists(name)]
        files += there[:1]
        items += _items(repository, there[0], read) if there else ()
        notes += [f"{name} is not read, since {linter} reads {there[0]} only" for name in there[1:]]
    return Migration(tuple(files), tuple(items), (*notes, *_comments(repository)))


def _items(repository: Repository, path: str, read: _Read) -> tuple[Item, ...]:
    try:
        return tuple(read(_configuration(repository, path)))
    except Misshapen as error:
        raise Unreadable(f"{place_of(path, error.node.source, error.node.start)}: {error}") from None


def _configuration(repository: Repository, path: str) -> Configuration:
    source = repository.source(path)
    if source is None:
        raise Unreadable(f"{path} cannot be read")
    tree = parse(source)
    if tree.error:
        raise Unreadable(f"{path}:{source.position(tree.error.offset).line}: {tree.error.message}")
    if tree.root is None:
        return Configuration(path, Mapping(source, 0, 0), repository)
    if not isinstance(tree.root, Mapping):
        raise Unreadable(f"{path}: it holds no mapping")
    return Configuration(path, tree.root, repository)


def _comments(repository: Repository) -> Iterator[str]:
    """Sentences on the ignore comments of other linters in workflows, which count for ci-lint as they are."""
    trees = [tree for path in repository.workflows() if (tree := repository.tree(path))]
    found = [ignore for tree in trees for ignore in read_ignores(tree.source, tree) if ignore.tool != OURS]
    for tool in dict.fromkeys(ignore.tool for ignore in found):
        names = [name.text for ignore in found if ignore.tool == tool for name in ignore.names]
        known = sum(whole_catalogue().get(f"{tool}:{name}") is not None for name in names)
        yield (
            f"{len(names)} names in ignore comments of {tool} stay as they are: {known} of them hide findings of "
            f"ci-lint too, for the others it has no rule"
        )
