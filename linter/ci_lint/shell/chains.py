"""What `&&`, `||`, `|`, `!` and redirects join, in the order in which the shell runs it.

The grammar nests lists to the left, negates the first command of a pipeline instead of all of it, hangs
the redirects of the last command onto the whole list, and keeps what follows a `<<EOF` on its line, be it
a pipe, a `||` or more arguments, inside the heredoc.
"""

from typing import TYPE_CHECKING, Any, TypeAlias

from msgspec import Struct
from msgspec.structs import replace

from .word_reader import WORDS

if TYPE_CHECKING:
    from .command import Command

Node: TypeAlias = Any

_REDIRECTS = ("file_redirect", "herestring_redirect", "heredoc_redirect")
_JOINING = ("list", "pipeline", "negated_command", "redirected_statement")
_OPERATORS = ("&&", "||")


class Extras(Struct, frozen=True):
    """What belongs to a command and does not stand in its node. `pipeline` is its line, filled by the reader."""

    redirects: tuple[Node, ...] = ()
    heredocs: tuple[Node, ...] = ()
    arguments: tuple[Node, ...] = ()
    position: int = 0
    pipeline: "list[Command] | None" = None


class Element(Struct, frozen=True):
    """One part of a pipeline."""

    node: Node
    extras: Extras


class Link(Struct, frozen=True):
    """One pipeline of a list, and the operator before it ("" for the first)."""

    elements: tuple[Element, ...]
    operator: str = ""
    negated: bool = False


Chain: TypeAlias = list[Link]
_NOTHING = Extras()


def chain(node: Node, extras: Extras) -> Chain:
    """The pipelines of a statement; `extras` belong to its last command."""
    kind = node.type
    if kind not in _JOINING:
        return [Link((Element(node, extras),))]
    operands: list[tuple[str, Node, Extras]] = []
    while kind == "list" and len(parts := _parts(node)) > 1:
        operator = next((child.type for child in node.children if child.type in _OPERATORS), "&&")
        operands.append((operator, parts[-1], extras))
        node, extras = parts[0], _NOTHING
        kind = node.type
    links = _unlisted(node, kind, extras)
    for operator, operand, own in reversed(operands):
        links += _behind(operator, chain(operand, own))
    return links


def _parts(node: Node) -> list[Node]:
    return [child for child in node.children if child.is_named and child.type not in ("comment", "ERROR")]


def _behind(operator: str, links: Chain) -> Chain:
    return [replace(links[0], operator=operator), *links[1:]]


def _unlisted(node: Node, kind: str, extras: Extras) -> Chain:
    negated = False
    while kind == "negated_command" and (parts := _parts(node)):
        node, negated = parts[-1], not negated
        kind = node.type
    if kind == "pipeline":
        links = _pipeline(node, extras)
    elif kind == "redirected_statement":
        links = _redirected(node, extras)
    elif kind == "list":
        links = chain(node, extras)
    else:
        links = [Link((Element(node, extras),))]
    return [replace(links[0], negated=not links[0].negated), *links[1:]] if negated else links


def _pipeline(node: Node, extras: Extras) -> Chain:
    parts = _parts(node)
    subchains = [chain(part, extras if part is parts[-1] else _NOTHING) for part in parts]
    elements = tuple(element for links in subchains for element in links[0].elements)
    negated = bool(subchains) and subchains[0][0].negated
    return [Link(elements, negated=negated), *(link for links in subchains for link in links[1:])]


def _redirected(node: Node, extras: Extras) -> Chain:
    children = _parts(node)
    heredocs = [child for child in children if child.type == "heredoc_redirect"]
    own = _own(children, heredocs, extras)
    links = chain(children[0], own) if children and children[0].type not in _REDIRECTS else [Link(())]
    for heredoc in heredocs:
        links = _continued(links, heredoc)
    return links


def _own(children: list[Node], heredocs: list[Node], extras: Extras) -> Extras:
    inside = [child for heredoc in heredocs for child in heredoc.children]
    lost = [word for child in inside if child.type == "ERROR" for word in child.children]
    redirects = tuple(child for child in (*children, *inside) if child.type in _REDIRECTS[:2])
    # The grammar takes all words behind a redirect for its targets; only the first is.
    more = [word for child in redirects for word in [c for c in child.children if c.type in WORDS][1:]]
    arguments = tuple(child for child in (*more, *inside, *lost) if child.type in WORDS)
    return Extras((*redirects, *extras.redirects), (*heredocs, *extras.heredocs), (*arguments, *extras.arguments))


def _continued(links: Chain, heredoc: Node) -> Chain:
    """The chain with what follows the `<<EOF` on its line."""
    operator = ""
    for child in heredoc.children:
        if child.type in _OPERATORS:
            operator = child.type
        elif operator and child.is_named:
            return links + _behind(operator, chain(child, _NOTHING))
        elif child.type == "pipeline" and (parts := _parts(child)):
            behind = chain(parts[-1], _NOTHING)
            whole = replace(links[-1], elements=(*links[-1].elements, *behind[0].elements))
            return [*links[:-1], whole, *behind[1:]]
    return links
