"""One thing that another linter was told, and what becomes of it."""

from collections.abc import Iterator

from msgspec import Struct

from ..repository import Repository
from ..source import Source
from ..tree import Mapping, Node, Scalar, Sequence

OFF = "off"


class Misshapen(Exception):
    """A part of a configuration file is not what its linter takes. The text says what it should be."""

    def __init__(self, node: Node, wanted: str) -> None:
        super().__init__(wanted)
        self.node = node


class Item(Struct, frozen=True):
    """What was said at a place, and what becomes of it.

    A `name` that is switched off (`word` is `off`) or gets another severity, for the files of `path` or for all.
    Without a name nothing is written, and `note` says why, or what to do instead.
    """

    place: str
    said: str
    name: str = ""
    word: str = OFF
    path: str = ""
    note: str = ""


class Configuration(Struct, frozen=True):
    """A configuration file of another linter: its path in the repository, what it holds, and what is around it."""

    path: str
    root: Mapping
    repository: Repository

    def item(self, node: Node, said: str, **more: str) -> Item:
        """An item that stands at a node."""
        return Item(place_of(self.path, node.source, node.start), said, **more)

    def unknown(self, node: Node, said: str) -> Item:
        """An item for what the documentation of that linter does not have, or has in another shape."""
        return self.item(node, said, note="nothing is made of it: this is not known from its documentation")


def place_of(path: str, source: Source, offset: int) -> str:
    """A place as `path:line`."""
    return f"{path}:{source.position(offset).line}"


def entries(node: Node | None) -> Iterator[tuple[Scalar, Node]]:
    """The entries of a mapping; none for no value. Raises Misshapen for anything else."""
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return
    if not isinstance(node, Mapping):
        raise Misshapen(node, "a mapping is expected here")
    for entry in node.entries:
        if not isinstance(entry.key, Scalar):
            raise Misshapen(entry.key, "a key must be a text")
        yield entry.key, entry.value


def items(node: Node | None) -> tuple[Node, ...]:
    """The items of a list, or a single value as a list of it; nothing for no value."""
    if node is None or (isinstance(node, Scalar) and node.is_null):
        return ()
    return tuple(node.items) if isinstance(node, Sequence) else (node,)
