"""What an expression reads: contexts and their properties, as paths."""

from collections.abc import Iterator

from msgspec import Struct

from .nodes import Expr, Index, Literal, Property, Star, Variable, children


class Reference(Struct, frozen=True, gc=False):
    """One path such as `("github", "event", "issue", "title")`, in lower case, and where it is written.

    `*` stands for a star and for an index that is a number or computed; `starred` tells that one is a star.
    `filtered` tells that the star makes it a list of values, none of which an index behind it picks.
    """

    path: tuple[str, ...]
    start: int
    end: int
    starred: bool = False
    filtered: bool = False

    @property
    def text(self) -> str:
        """The path with dots."""
        return ".".join(self.path)


def references(root: Expr) -> Iterator[Reference]:
    """Every path that an expression reads, in the order of the text; each as long as it is written."""
    pending = [root]
    while pending:
        node = pending.pop()
        if (found := reference(node)) is None:
            pending += reversed(children(node))
            continue
        yield found
        pending += reversed(computed_indexes(node))


def reference(node: Expr) -> Reference | None:
    """The path that a node is, or None if it is something else or starts at a call or in parentheses."""
    first, *rest = links(node)
    if not isinstance(first, Variable):
        return None
    path, filtered = [first.name.lower()], False
    for link in rest:
        match link:
            case Property(name=name) | Index(index=Literal(value=str(name))):
                path.append(name.lower())
            case Star():
                path.append("*")
                filtered = True
            case _ if filtered:
                filtered = False  # it picks from the list that the star made
            case _:
                path.append("*")
    starred = any(isinstance(link, Star) for link in rest)
    return Reference(tuple(path), node.start, node.end, starred, filtered)


def computed_indexes(node: Expr) -> list[Expr]:
    """The expressions in the brackets of a path, in the order of the text."""
    return [link.index for link in links(node) if isinstance(link, Index) and not isinstance(link.index, Literal)]


def links(node: Expr) -> list[Expr]:
    """A path link by link: what it starts at, then each node that adds a property, an index or a star."""
    found = [node]
    while isinstance(node, Property | Index | Star):
        node = node.target
        found.append(node)
    return found[::-1]
